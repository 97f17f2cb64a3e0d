import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { csvLine } from '../directory/csv-text.ts';
import { exportRoster } from '../directory/export-roster.ts';
import { importRoster, type RosterReport } from '../directory/import-roster.ts';
import { IDENTITY_TYPE, type IdentityType } from '../directory/person.ts';
import { ENCODINGS } from '../directory/roster/encoding.ts';
import { openRoster } from '../directory/roster/open-roster.ts';
import type { RosterError } from '../directory/roster/row.ts';
import { type Command, type CommandArguments, print, printError, UsageError } from './command.ts';
import { OPERATOR_OPTION, operatorOf, SCHOOL_OPTIONS } from './operator-name.ts';

const SHOWN_ERRORS = 20;
/** The file holds personal data, so only its owner may read it. */
const OWNER_ONLY = 0o600;
const BOM = '\ufeff';

export const importRosterCommand: Command = {
  usage:
    'import-roster FILE --school ID [--preview] [--errors FILE.csv] [--encoding utf-8|gb18030] ' +
    `[--as student|staff|temporary] ${OPERATOR_OPTION}`,
  options: {
    ...SCHOOL_OPTIONS,
    preview: { type: 'boolean' },
    errors: { type: 'string' },
    encoding: { type: 'string' },
    as: { type: 'string' },
  },
  async run(parts, args) {
    const encoding = args.text('encoding');
    const known = ENCODINGS.find((name) => name === encoding);
    if (encoding !== undefined && !known)
      throw new UsageError(`--encoding is one of ${ENCODINGS.join(', ')}`);
    const preview = args.isSet('preview');
    const errors: RosterError[] = [];
    const report = await importRoster(parts, {
      ...operatorOf(args),
      file: await openRoster(fileOf(args), known),
      preview,
      identityType: identityTypeOf(args),
      onError: (error) => errors.push(error),
      onProgress: ({ lines, share }) => printError(`${lines} lines, ${Math.floor(share * 100)} %`),
    });
    await printReport(report, errors, preview, args.text('errors'));
  },
};

export const exportRosterCommand: Command = {
  usage: `export-roster FILE.csv --school ID ${OPERATOR_OPTION}`,
  options: SCHOOL_OPTIONS,
  async run(parts, args) {
    const { schoolId, actor } = operatorOf(args);
    const file = createWriteStream(fileOf(args), { flags: 'wx', mode: OWNER_ONLY });
    await pipeline(Readable.from(exportRoster(parts, schoolId, actor)), file);
  },
};

function fileOf({ words }: CommandArguments): string {
  const [file, ...more] = words;
  if (file === undefined || more.length > 0) throw new UsageError('one FILE is needed');
  return file;
}

function identityTypeOf(args: CommandArguments): IdentityType {
  const name = args.text('as') ?? 'student';
  const found = Object.entries(IDENTITY_TYPE).find(([key]) => key === name);
  if (!found) throw new UsageError(`--as is one of ${Object.keys(IDENTITY_TYPE).join(', ')}`);
  return found[1];
}

async function printReport(
  report: RosterReport,
  errors: readonly RosterError[],
  preview: boolean,
  file: string | undefined,
): Promise<void> {
  const { lines, created, changed, unchanged, failed, bound, source } = report;
  print(
    `${preview ? 'preview, nothing written: ' : ''}${lines} lines (${source.encodings.join(', ') || 'ascii'}): ` +
      `${created} new, ${changed} changed, ${unchanged} unchanged, ${failed} failed, ${bound} bound`,
  );
  for (const note of notesOf(report)) print(note);
  if (file !== undefined) {
    const sheet = errors.map(({ line, field, message }) => csvLine([String(line), field, message.zh]));
    const text = Readable.from([BOM, csvLine(['行号', '列', '问题']), ...sheet]);
    await pipeline(text, createWriteStream(file, { mode: OWNER_ONLY }));
    return;
  }
  for (const { line, field, message } of errors.slice(0, SHOWN_ERRORS))
    print(`  第 ${line} 行 ${field} ${message.zh}`);
  if (errors.length > SHOWN_ERRORS) {
    print(`  and ${errors.length - SHOWN_ERRORS} more; write them all to a file with --errors`);
  }
}

/** What was read of the file, where it might not be what the sender meant. */
function notesOf({ source, shortNumbers }: RosterReport): string[] {
  const { sheet, otherSheets, hiddenLines, hiddenColumns, ignoredColumns, linesAbove } = source;
  const others = otherSheets.map(({ name, isHidden }) => (isHidden ? `${name} (hidden)` : name));
  return [
    ...(sheet === undefined ? [] : [`sheet read: ${sheet}`]),
    ...(others.length > 0 ? [`sheets not read: ${others.join(', ')}`] : []),
    ...(linesAbove > 0 ? [`lines not read above the headings: ${linesAbove}`] : []),
    ...(ignoredColumns.length > 0 ? [`columns not read: ${ignoredColumns.join(', ')}`] : []),
    ...(hiddenColumns.length > 0 ? [`hidden columns not read: ${hiddenColumns.join(', ')}`] : []),
    ...(hiddenLines.count > 0 ? [`hidden lines not read: ${listed(hiddenLines)}`] : []),
    ...(shortNumbers.count > 0 ? [`numbers that may have lost zeros: lines ${listed(shortNumbers)}`] : []),
  ];
}

function listed({ count, first }: RosterReport['shortNumbers']): string {
  return `${first.join(', ')}${count > first.length ? ` and ${count - first.length} more` : ''}`;
}
