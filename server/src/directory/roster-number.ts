import { type KnownPerson, ofNumber } from './person-store.ts';
import type { RosterError, RosterRow } from './roster/row.ts';

/**
 * Lines by the number they are about, where numbers have letters: as the person's is spelled, and of new people in lower
 * case too.
 */
export type LetteredLines = Map<string, number>;

type Found =
  | { readonly row: RosterRow; readonly before: KnownPerson | undefined }
  | { readonly errors: readonly RosterError[] };

/**
 * Whom a line is about. Letter case tells no two people apart, as in every search by number: a line is about the person of
 * its number in any case, whose spelling stays. Of people whom an earlier release stored side by side, it is the one
 * spelled exactly so.
 * @param people those of this number in any case
 * @param lines of the file so far; this one is added
 */
export function personOfLine(row: RosterRow, people: readonly KnownPerson[], lines: LetteredLines): Found {
  const before = ofNumber(people, row.userNo);
  if (!before && people.length > 1)
    return { errors: [{ line: row.line, field: NAMES.userNo.zh, message: SEVERAL }] };
  const lower = row.userNo.toLowerCase();
  if (lower !== row.userNo.toUpperCase()) {
    const names = before ? [before.userNo] : [row.userNo, lower];
    const earlier = names.map((name) => lines.get(name)).find((line) => line !== undefined);
    if (earlier !== undefined) return { errors: [sameAs(earlier, row.line, 'userNo')] };
    for (const name of names) lines.set(name, row.line);
  }
  return { row: { ...row, userNo: before?.userNo ?? row.userNo }, before };
}

/** Says what was compared: the same person may well stand in two lines by name. */
export function sameAs(earlier: number, line: number, field: keyof typeof NAMES): RosterError {
  const { zh, en } = NAMES[field];
  const message = { zh: `${zh}与第 ${earlier} 行相同`, en: `This ${en} stands in line ${earlier} already.` };
  return { line, field: zh, message };
}

const NAMES = { userNo: { zh: '学工号', en: 'number' }, uid: { zh: 'uid', en: 'uid' } } as const;
const SEVERAL = {
  zh: '有多人的学工号与此仅大小写不同，请按已有的写法填写',
  en: 'Several people have this number but for letter case. Write it exactly as one of theirs.',
};
