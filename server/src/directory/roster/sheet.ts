import type { Sentence } from './sentence.ts';

/** The displayed text of a cell, or why it cannot be imported. */
export type Cell = string | Sentence;

/** One line of a table as it was read: its cells, or why it could not be read. Lines without text are left out. */
export type SheetLine =
  | { readonly line: number; readonly cells: readonly Cell[] }
  | { readonly line: number; readonly problem: Sentence };

/** A table in a file, read once from beginning to end in bounded memory. */
export interface Sheet {
  readonly lines: AsyncIterable<SheetLine>;
  /** How much has been read, 0 to 1. */
  progress(): number;
  /** What is known of the table so far; all of it once the lines have been read. */
  about(): SheetAbout;
}

export interface SheetAbout {
  /** Of a workbook: the sheet that is read. */
  readonly name?: string | undefined;
  /** Of a workbook: the sheets that are not read. */
  readonly otherSheets: readonly OtherSheet[];
  /** Positions of hidden columns, known before the first line. */
  readonly hiddenColumns: ReadonlySet<number>;
  /** Hidden lines, which are not among the lines. */
  readonly hiddenLines: HiddenLines;
  /** Of text: what stands between the cells. */
  readonly separator?: string | undefined;
  readonly encodings: readonly string[];
}

export interface OtherSheet {
  readonly name: string;
  readonly isHidden: boolean;
}

export interface HiddenLines {
  readonly count: number;
  /** The numbers of the first of them. */
  readonly first: readonly number[];
}

/** Lines are named up to here, and then only counted. */
export const NAMED_LINES_MAX = 20;
