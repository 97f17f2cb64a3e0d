import { rm } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { recordEntry } from '../../audit/record.ts';
import type { Core } from '../../core.ts';
import type { Transaction } from '../../db/database.ts';
import { shanghaiDate } from '../../lib/shanghai-day.ts';
import { ArchiveError } from './archive-error.ts';
import {
  completeFiles,
  lookThrough,
  type Manifest,
  type RowText,
  rowsFileOf,
  writeRows,
} from './archive-file.ts';
import type { ArchiveSession } from './archive-session.ts';
import {
  carrySumsForward,
  columnsOf,
  detach,
  dropTable,
  eachRow,
  isStillNeeded,
  listArchived,
  lockForChange,
  noteArchived,
  noteDropped,
  roomBefore,
} from './archive-store.ts';
import { listPartitions, type Partition } from './partition-store.ts';
import { refuseWhileSplit } from './refuse-while-split.ts';
import { patiently, withPatience } from './with-patience.ts';

/** Channels refund for a year; a month more for what comes late. */
const LEAST_MONTHS = 13;

export interface ArchiveOptions {
  /** `2025-01`: partitions whose rows are all older. */
  readonly before: string;
  readonly folder: string;
  /** Whether the rows are to be in the files alone. */
  readonly isDropping: boolean;
  /** How many rows of a partition are written. */
  readonly onProgress?: (partition: Partition, rows: number) => void;
}

/** What became of one partition. */
export interface Archived {
  readonly partition: string;
  /**
   * `dropped`: it was archived before, and its table is gone now.
   * `needed`: something under way may still need its rows, so that it and those after it stay.
   */
  readonly outcome: 'archived' | 'dropped' | 'needed';
  readonly rows: number;
}

export interface ArchiveParts extends Pick<Core, 'vault' | 'clock'> {
  readonly db: ArchiveSession;
  /** Who is named in the audit log. */
  readonly operator: string;
}

/**
 * Writes partitions of months before one into files, reads these back, and takes the partitions out of their tables: each in one
 * commit, so that one that is interrupted is in its table as before, and the next call begins with it. When it drops, it drops
 * what was archived before first.
 * @throws ArchiveError
 */
export async function archiveMonths(parts: ArchiveParts, options: ArchiveOptions): Promise<Archived[]> {
  const latest = monthsBefore(parts.clock.now(), LEAST_MONTHS);
  if (options.before > latest) {
    throw new ArchiveError({
      zh: `最近 ${LEAST_MONTHS} 个月的数据不能归档：--before 最晚为 ${latest}。`,
      en: `The last ${LEAST_MONTHS} months are not archived: --before is ${latest} at the latest.`,
    });
  }
  await refuseWhileSplit(parts.db);
  const partitions = await listPartitions(parts.db);
  const done: Archived[] = options.isDropping ? await dropDetached(parts, options.folder) : [];
  for (const all of Map.groupBy(partitions, ({ table }) => table).values()) {
    for (const partition of all) {
      // what stands for archived months is no month itself
      if (partition.name === roomBefore(partition.table)) continue;
      if (partition.monthBehind === undefined || partition.monthBehind > options.before) break;
      const archived = await archive(parts, partition, options);
      done.push(archived);
      if (archived.outcome === 'needed') break;
    }
  }
  return done;
}

/** The month that is so many months before this one. */
function monthsBefore(now: Date, months: number): string {
  const [year = 0, month = 0] = shanghaiDate(now).split('-').map(Number);
  const before = year * 12 + month - 1 - months;
  return `${Math.floor(before / 12)}-${String((before % 12) + 1).padStart(2, '0')}`;
}

async function archive(
  parts: ArchiveParts,
  partition: Partition,
  options: ArchiveOptions,
): Promise<Archived> {
  const { folder, isDropping, onProgress } = options;
  const written = `${rowsFileOf(folder, partition.name)}.part`;
  try {
    return await parts.db.transaction(async (tx) => {
      if (await isStillNeeded(tx, partition))
        return { partition: partition.name, outcome: 'needed', rows: 0 };
      const columns = (await columnsOf(tx, partition.table)).map(({ name }) => name);
      const rows = counted(eachRow(tx, partition.name, columns), (count) => onProgress?.(partition, count));
      const facts = await writeRows(written, rows);
      if (!isDeepStrictEqual(await lookThrough(written), facts)) throw unread(written);
      if (partition.table === 'ledger_entries') await carrySumsForward(tx, partition);
      const manifest = manifestOf(partition, columns, facts);
      // nothing waits for the disk behind the locks that follow; a file without its line in the database is written anew
      await completeFiles(written, folder, manifest);
      await withPatience(tx, async () => {
        await lockForChange(tx, partition.table);
        await detach(tx, partition);
        if (isDropping) await dropTable(tx, partition.name);
        await noteArchived(tx, manifest, isDropping, parts.clock.now());
        await recordArchive(parts, tx, 'months.archive', manifest);
      });
      return { partition: partition.name, outcome: 'archived', rows: facts.rows };
    });
  } finally {
    await rm(written, { force: true });
  }
}

function manifestOf(
  partition: Partition,
  columns: readonly string[],
  facts: Awaited<ReturnType<typeof writeRows>>,
): Manifest {
  const { table, name, firstMonth, monthBehind, firstNumber, numberBehind } = partition;
  if (monthBehind === undefined || numberBehind === undefined) throw new Error(`${name} has no end`);
  return {
    format: 1,
    table,
    partition: name,
    firstMonth: firstMonth ?? null,
    monthBehind,
    firstNumber: firstNumber ?? null,
    numberBehind,
    columns,
    ...facts,
  };
}

/**
 * Drops the tables of what was archived before, where its file is there and whole; and what a `bringBack` that was interrupted
 * has left.
 * @throws ArchiveError
 */
export async function dropDetached({ db }: Pick<ArchiveParts, 'db'>, folder: string): Promise<Archived[]> {
  const done: Archived[] = [];
  for (const { name, isDropped, isTable, rows, sha256 } of await listArchived(db)) {
    if (isDropped && !isTable) continue;
    if (!isDropped) {
      const path = rowsFileOf(folder, name);
      const facts = await lookThrough(path).catch((cause: unknown) => {
        throw unread(path, { cause });
      });
      if (facts.sha256 !== sha256) throw unread(path);
    }
    await patiently(db, async (tx) => {
      await dropTable(tx, name);
      await noteDropped(tx, name);
    });
    done.push({ partition: name, outcome: 'dropped', rows: Number(rows) });
  }
  return done;
}

async function* counted(
  rows: AsyncIterable<RowText>,
  onCount: (rows: number) => void,
): AsyncGenerator<RowText> {
  let count = 0;
  for await (const row of rows) {
    count += 1;
    if (count % 10_000 === 0) onCount(count);
    yield row;
  }
}

/** In the audit log: which rows left the database, or came back, and by whom. */
export async function recordArchive(
  { vault, clock, operator }: ArchiveParts,
  tx: Transaction,
  action: 'months.archive' | 'months.bring_back',
  { partition, rows, sha256 }: Manifest,
): Promise<void> {
  await recordEntry(tx, vault, {
    at: clock.now(),
    operator,
    address: undefined,
    action,
    subject: partition,
    schoolId: undefined,
    outcome: 'done',
    details: { rows, sha256 },
  });
}

export function unread(path: string, options?: ErrorOptions): ArchiveError {
  return new ArchiveError(
    {
      zh: `${path} 读回来与写入的不一致，或者不存在：数据库中的这一部分没有改变。`,
      en: `${path} does not read as it was written, or is not there: what it is about stays in the database as it is.`,
    },
    options,
  );
}
