import { recordAccesses } from './access-store.ts';
import { insertBindings } from './binding-store.ts';
import type { DirectoryParts } from './directory-parts.ts';
import { foldOldNumbers } from './fold-numbers.ts';
import type { IdentityType, NamedActor } from './person.ts';
import {
  findPeopleByNumber,
  lockNewPeople,
  lockPeopleByNumber,
  noteNamed,
  savePeople,
} from './person-store.ts';
import { lostZerosWatch } from './roster/lost-zeros.ts';
import type { RosterFile, RosterSource } from './roster/read-roster.ts';
import type { RosterError, RosterRow, RowRead } from './roster/row.ts';
import { unreadable } from './roster/sentence.ts';
import type { HiddenLines } from './roster/sheet.ts';
import { type LetteredLines, sameAs } from './roster-number.ts';
import { type Lines, type Plan, planOf } from './roster-plan.ts';

export interface RosterImport {
  /** One that is there. */
  readonly schoolId: string;
  readonly actor: NamedActor;
  /** Its rows are gone through twice, unless nothing is written. */
  readonly file: RosterFile;
  /** Only counts and checks; nothing is written. */
  readonly preview: boolean;
  /** What new people are whose line does not say it. */
  readonly identityType?: IdentityType;
  /** Called after every thousand lines. */
  readonly onProgress?: (progress: { lines: number; share: number }) => void;
  /** Called with every error, in the order of the lines of a thousand. */
  readonly onError?: (error: RosterError) => void;
}

/** What came of a roster, in people, but `lines` and `failed` in lines. */
export interface RosterReport {
  /** Lines after the headings, empty ones not counted. */
  lines: number;
  created: number;
  changed: number;
  unchanged: number;
  /** Uids newly bound. */
  bound: number;
  /** Lines that were not imported; each has at least one error. */
  failed: number;
  /** Lines whose numbers may have lost zeros at their front. */
  shortNumbers: HiddenLines;
  source: RosterSource;
}

const BATCH_ROWS = 1_000;
/** What has been seen of a file is remembered to find duplicates, so there is an end to it. */
const LINES_MAX = 1_000_000;

/**
 * Imports a roster a thousand lines at a time, each thousand in one transaction. Lines with errors are left
 * out and reported, no person is removed, and missing values change nothing: importing a file
 * again changes nothing, and an import that was cut off is finished by importing it again.
 * @throws Refusal when the file as a whole is of no use; nothing of it is imported then, wherever its fault is
 */
export async function importRoster(core: DirectoryParts, roster: RosterImport): Promise<RosterReport> {
  const report: RosterReport = {
    lines: 0,
    created: 0,
    changed: 0,
    unchanged: 0,
    bound: 0,
    failed: 0,
    shortNumbers: { count: 0, first: [] },
    source: roster.file.source(),
  };
  const seen: Seen = { numbers: new Map(), uids: new Map() };
  const lettered: LetteredLines = new Map();
  const zeros = lostZerosWatch();
  if (!roster.preview) await readToItsEnd(roster.file);
  // a command may run before a worker has
  await foldOldNumbers(core);
  let batch: RosterRow[] = [];
  const flush = async () => {
    await importBatch(core, roster, { batch, lettered }, report);
    batch = [];
    roster.onProgress?.({ lines: report.lines, share: roster.file.progress() });
  };
  for await (const read of roster.file.rows) {
    report.lines += 1;
    refuseTooLong(report.lines);
    const result = withoutDuplicates(read, seen);
    if ('row' in result) {
      zeros.note(result.row.userNo, result.row.line);
      batch.push(result.row);
    } else refuse(roster, report, result.errors);
    if (report.lines % BATCH_ROWS === 0) await flush();
  }
  await flush();
  report.shortNumbers = zeros.found();
  report.source = roster.file.source();
  return report;
}

/**
 * That a file is cut off, malformed or too long may show in its last line, when the first would be imported already;
 * and a million lines are too many to be kept until then. @throws Refusal
 */
async function readToItsEnd(file: RosterFile): Promise<void> {
  let lines = 0;
  for await (const _ of file.rows) {
    lines += 1;
    refuseTooLong(lines);
  }
}

function refuseTooLong(lines: number): void {
  if (lines > LINES_MAX) throw unreadable(TOO_LONG);
}

const TOO_LONG = {
  zh: `一个文件最多 ${LINES_MAX} 行，请拆分后分批导入`,
  en: `A file has ${LINES_MAX} lines at most. Split it and import the parts.`,
};

/** The lines that numbers and uids first stood in. */
interface Seen {
  readonly numbers: Map<string, number>;
  readonly uids: Map<string, number>;
}

function withoutDuplicates(read: RowRead, { numbers, uids }: Seen): RowRead {
  if ('errors' in read) return read;
  const { line, userNo, bindings } = read.row;
  const errors: RosterError[] = [];
  const earlier = numbers.get(userNo);
  if (earlier !== undefined) errors.push(sameAs(earlier, line, 'userNo'));
  for (const { uid } of bindings) {
    const holder = uids.get(uid);
    if (holder !== undefined) errors.push(sameAs(holder, line, 'uid'));
  }
  if (errors.length > 0) return { errors };
  numbers.set(userNo, line);
  for (const { uid } of bindings) uids.set(uid, line);
  return read;
}

function refuse(roster: RosterImport, report: RosterReport, errors: readonly RosterError[]): void {
  report.failed += 1;
  for (const error of errors) roster.onError?.(error);
}

async function importBatch(
  core: DirectoryParts,
  roster: RosterImport,
  lines: Lines,
  report: RosterReport,
): Promise<void> {
  const { db, vault, clock } = core;
  const { schoolId, actor, preview } = roster;
  const numbers = lines.batch.map(({ userNo }) => userNo);
  if (preview) {
    const people = await findPeopleByNumber(db, vault, schoolId, numbers);
    const plan = await planOf(core, db, roster, lines, people);
    count(roster, report, plan);
    report.bound += plan.bindings.length;
    return;
  }
  const now = clock.now();
  await db.transaction(async (tx) => {
    await lockNewPeople(tx, schoolId);
    const known = await lockPeopleByNumber(tx, vault, schoolId, numbers);
    const plan = await planOf(core, tx, roster, lines, known);
    const people = plan.merged.filter(({ isChanged }) => isChanged).map(({ after }) => after);
    const openIds = people.length > 0 ? await savePeople(tx, vault, people, now) : [];
    const saved = new Map(people.map(({ userNo }, at) => [userNo, openIds[at]]));
    const bindings = plan.bindings.map(({ userNo, openId, ...binding }) => ({
      ...binding,
      schoolId,
      openId: openId ?? saved.get(userNo) ?? '',
      source: 'import' as const,
    }));
    const made = bindings.length > 0 ? await insertBindings(tx, vault, bindings, now) : [];
    const asBefore = plan.merged.flatMap(({ before }) => before?.openId ?? []);
    await noteNamed(tx, schoolId, [...new Set([...openIds, ...asBefore])], actor.name, now);
    await recordAccesses(tx, { schoolId, actor, action: 'import' }, openIds, now);
    const boundTo = made.map(({ openId }) => openId);
    await recordAccesses(tx, { schoolId, actor, action: 'bind' }, boundTo, now);
    count(roster, report, plan);
    report.bound += made.length;
  });
}

function count(roster: RosterImport, report: RosterReport, { refused, merged }: Plan): void {
  for (const errors of refused) refuse(roster, report, errors);
  const changed = merged.filter(({ isChanged }) => isChanged);
  report.created += changed.filter(({ before }) => !before).length;
  report.changed += changed.filter(({ before }) => before).length;
  report.unchanged += merged.length - changed.length;
}
