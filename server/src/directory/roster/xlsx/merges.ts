import { TOO_LARGE, unreadable } from '../sentence.ts';
import type { Cell } from '../sheet.ts';
import { columnOf } from './reference.ts';

/** Cells that are joined over several lines; the content of the first one is displayed for all of them. */
export interface Merge {
  readonly column: number;
  readonly top: number;
  readonly bottom: number;
}

const MERGES_MAX = 100_000;
const MERGE =
  /<(?:\w+:)?mergeCell\s[^<>]{0,400}?\bref\s{0,20}=\s{0,20}["']\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?[A-Z]{1,3}\$?([0-9]{1,7})["'][^<>]{0,400}>/gi;
/** No `mergeCell` is longer. */
const OVERLAP = 512;

/** Finds the merges of a sheet, which stand behind its cells, in its text as it comes. @throws Refusal for too many */
export function mergeFinder() {
  const found: Merge[] = [];
  let rest = '';
  return {
    read(text: string) {
      const whole = rest + text;
      let end = 0;
      for (const match of whole.matchAll(MERGE)) {
        end = match.index + match[0].length;
        const [, letters = '', top, bottom] = match;
        const column = columnOf(letters);
        if (column !== undefined && Number(bottom) > Number(top)) {
          found.push({ column, top: Number(top), bottom: Number(bottom) });
        }
        if (found.length > MERGES_MAX) throw unreadable(TOO_LARGE);
      }
      rest = whole.slice(Math.max(end, whole.length - OVERLAP));
    },
    found: () => found,
  };
}

/** Fills lines with what the merges that began above show beside them. */
export function mergeFiller(merges: readonly Merge[]) {
  const starts = Map.groupBy(merges, ({ top }) => top);
  const open = new Map<number, { readonly bottom: number; readonly cell: Cell }>();
  return (line: number, cells: Cell[]): void => {
    for (const [column, { bottom, cell }] of open) {
      if (line > bottom) open.delete(column);
      else {
        while (cells.length < column) cells.push('');
        cells[column] = cell;
      }
    }
    for (const { column, bottom } of starts.get(line) ?? []) {
      const cell = cells[column] ?? '';
      if (cell !== '') open.set(column, { bottom, cell });
    }
  };
}
