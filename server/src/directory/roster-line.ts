import { Refusal } from '../refusal.ts';

/** One line of a roster as it was read: its cells, or why it could not be read. */
export type RosterLine =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly problem: string };

/** An opened roster, read once from beginning to end in bounded memory. */
export interface RosterFile {
  readonly lines: AsyncIterable<RosterLine>;
  /** How much has been read, 0 to 1. */
  progress(): number;
  /** The encodings met so far. */
  encodings(): readonly string[];
}

/** The whole file is of no use; the message says what to do instead. */
export function unreadable(problem: string): Refusal<'roster_unreadable'> {
  return new Refusal('roster_unreadable', { problem });
}
