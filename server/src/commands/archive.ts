import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ArchiveError } from '../retention/archive/archive-error.ts';
import {
  type Archived,
  type ArchiveParts,
  archiveMonths,
  dropDetached,
} from '../retention/archive/archive-months.ts';
import { openArchiveSession } from '../retention/archive/archive-session.ts';
import { bringBack } from '../retention/archive/bring-back.ts';
import { type ArchivedPartition, listMonths } from '../retention/archive/list-months.ts';
import {
  type Command,
  type CommandArguments,
  type OperatorParts,
  print,
  printError,
  UsageError,
} from './command.ts';
import { nameOf, OPERATOR_OPTION } from './operator-name.ts';

/** Months of what only grows: which there are, into files, and back. */
export const archiveCommand: Command = {
  usage: `archive [--before YYYY-MM --to DIR [--drop] | --drop --to DIR | restore MANIFEST] ${OPERATOR_OPTION}`,
  options: {
    before: { type: 'string' },
    to: { type: 'string' },
    drop: { type: 'boolean' },
    operator: { type: 'string' },
  },
  async run(parts, args) {
    const [word, manifest] = args.words;
    if (word === undefined && args.text('before') === undefined)
      return args.isSet('drop') ? drop(parts, args) : list(parts);
    if (word === undefined) return archive(parts, args);
    if (word !== 'restore' || manifest === undefined)
      throw new UsageError(
        'archive --before YYYY-MM --to DIR, archive --drop --to DIR, or archive restore MANIFEST',
      );
    const { partition, rows } = await withParts(parts, args, (own) =>
      bringBack(own, resolve(manifest), (done, all) => printError(`  ${done} of ${all} rows`)),
    );
    print(`${partition}: ${rows} rows are back`);
  },
};

/** Works as the owner of the tables, for as long as it takes. */
async function withParts<T>(
  { ownerUrl, vault, clock }: OperatorParts,
  args: CommandArguments,
  work: (parts: ArchiveParts) => Promise<T>,
): Promise<T> {
  const operator = `shell:${nameOf(args)}`;
  await using db = await openArchiveSession(ownerUrl);
  return await work({ db, vault, clock, operator });
}

async function list(parts: OperatorParts): Promise<void> {
  const { partitions, archived } = await listMonths(parts);
  for (const { name, firstMonth, monthBehind, rows, bytes } of partitions) {
    const size = `${rows < 0 ? '?' : rows} rows, ${(bytes / 1024 ** 2).toFixed(1)} MiB`;
    print(`${name}: ${firstMonth ?? '…'} until before ${monthBehind ?? '…'}, ${size}`);
  }
  for (const month of archived) {
    const { name, firstMonth, monthBehind, rows } = month;
    print(`${name}: ${firstMonth ?? '…'} until before ${monthBehind}, ${rows} rows, ${whereIs(month)}`);
  }
}

function whereIs({ isDropped, isTable }: ArchivedPartition): string {
  if (!isDropped) return 'archived, its detached table is kept';
  return isTable ? 'archived; its restore was interrupted: run that again, or archive --drop' : 'archived';
}

async function archive(parts: OperatorParts, args: CommandArguments): Promise<void> {
  const before = args.needed('before');
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(before)) throw new UsageError('--before is a month such as 2025-01');
  const folder = resolve(args.needed('to'));
  await mkdir(folder, { recursive: true });
  const done = await withParts(parts, args, (own) =>
    archiveMonths(own, {
      before,
      folder,
      isDropping: args.isSet('drop'),
      onProgress: ({ name }, rows) => printError(`  ${name}: ${rows} rows`),
    }),
  );
  printAll(done, folder);
  if (done.length === 0)
    throw new ArchiveError({
      zh: `没有 ${before} 之前的分区。`,
      en: `There is no partition of before ${before}.`,
    });
}

/** Frees the room of what was archived before. */
async function drop(parts: OperatorParts, args: CommandArguments): Promise<void> {
  const folder = resolve(args.needed('to'));
  const done = await withParts(parts, args, (own) => dropDetached(own, folder));
  printAll(done, folder);
  if (done.length === 0) print('No table of an archived month is kept.');
}

function printAll(done: readonly Archived[], folder: string): void {
  for (const { partition, outcome, rows } of done) {
    const what = {
      archived: `${rows} rows are in ${folder}`,
      dropped: 'archived before; its table is dropped now',
      needed: STILL_NEEDED,
    };
    print(`${partition}: ${what[outcome]}`);
  }
}

const STILL_NEEDED =
  'left, with those after it: something under way (a payment, a refund, a notification, the sums by day) still needs its rows';
