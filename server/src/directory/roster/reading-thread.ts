import { answerPortions } from '../../lib/portion-thread.ts';
import { Refusal } from '../../refusal.ts';
import type { Encoding } from './encoding.ts';
import { type RosterFile, type RosterSource, readRoster } from './read-roster.ts';
import type { RowRead } from './row.ts';

export interface Reading {
  readonly path: string;
  /** Of text, where guessing it field by field went wrong. */
  readonly encoding: Encoding | undefined;
}

/** A roster as it comes from the thread: some rows and how far it has been read, or why it is of no use. */
export type RosterPortion =
  | { readonly rows: readonly RowRead[]; readonly progress: number; readonly source: RosterSource }
  | { readonly refused: Refusal<'roster_unreadable'>['details'] };

const ROWS_AT_ONCE = 500;

answerPortions<Reading, RosterPortion>(async function* ({ path, encoding }) {
  try {
    const roster = await readRoster(path, encoding);
    let rows: RowRead[] = [];
    for await (const row of roster.rows) {
      rows.push(row);
      if (rows.length < ROWS_AT_ONCE) continue;
      yield portionOf(roster, rows);
      rows = [];
    }
    yield portionOf(roster, rows);
  } catch (error) {
    if (!isRosterRefusal(error)) throw error;
    yield { refused: error.details };
  }
});

function portionOf(roster: RosterFile, rows: readonly RowRead[]): RosterPortion {
  return { rows, progress: roster.progress(), source: roster.source() };
}

function isRosterRefusal(error: unknown): error is Refusal<'roster_unreadable'> {
  return error instanceof Refusal && error.code === 'roster_unreadable';
}
