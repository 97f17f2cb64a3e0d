import { reasonText } from '@zhixiao/contract/words/reasons';
import { UnreadableBill } from './bill-table.ts';

/** A line of a file; `no` counts from 1. */
export interface FileLine {
  readonly no: number;
  readonly text: string;
  /** Longer than any line of a bill: its text is only how it begins. */
  readonly isCut: boolean;
}

/** The most lines a bill may have; memory is the limit. */
const MAX_LINES = 1_000_000;
const MAX_LINE_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * The lines of a file that have any text, decoded one by one. A bill is UTF-8, with or without a mark, or GB18030,
 * whatever its channel: whole files have been seen in either. Bytes that are no text become U+FFFD.
 * @throws UnreadableBill
 */
export function* linesOf(file: Buffer): Generator<FileLine, void, undefined> {
  const decoder = new TextDecoder(encodingOf(file));
  // one line of nothing but a heading would be a day without business
  const lineEnd = file.includes(LINE_FEED) ? LINE_FEED : CARRIAGE_RETURN;
  let no = 0;
  for (let start = 0; start < file.length; ) {
    const found = file.indexOf(lineEnd, start);
    const end = found < 0 ? file.length : found;
    no += 1;
    if (no > MAX_LINES) throw new UnreadableBill(reasonText('bill_lines', { count: MAX_LINES }));
    const isCut = end - start > MAX_LINE_BYTES;
    const text = decoder.decode(file.subarray(start, isCut ? start + MAX_LINE_BYTES : end));
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    if (/[^\s,]/.test(whole)) yield { no, text: whole, isCut };
    start = end + 1;
  }
}

/** Decided by the heading: if it is not valid UTF-8, the file is GB18030. */
function encodingOf(file: Buffer): string {
  const end = file.indexOf(LINE_FEED);
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(
      file.subarray(0, end < 0 ? Math.min(file.length, MAX_LINE_BYTES) : end),
    );
    return 'utf-8';
  } catch {
    return 'gb18030';
  }
}

/** A row of a table: one line of the file, or several where a text in it has line breaks. */
export interface FileRow extends FileLine {
  /** How many lines of the file it is. */
  readonly lines: number;
}

/** What distinguishes the rows of a table. */
export interface RowShape {
  readonly width: number;
  /** Whether the last column is free text, so that lines after a whole row may still be of it. */
  readonly endsFreely: boolean;
  /** Whether a line is surely the beginning of a row. */
  begins(text: string): boolean;
  /** About how many cells a text has. */
  cells(text: string): number;
}

const MAX_ROW_LINES = 100;

/** Puts lines together into rows; `take` gets each. */
export function rowJoiner(shape: RowShape, take: (row: FileRow) => void) {
  let pending: FileRow | undefined;
  const flush = () => {
    const row = pending;
    pending = undefined;
    if (row) take(row);
  };
  const isOfPending = (text: string) => {
    if (!pending || pending.isCut || pending.lines >= MAX_ROW_LINES || shape.begins(text)) return false;
    const cells = shape.cells(text);
    if (cells >= shape.width) return false;
    // after a whole row, what looks like half a row is one that is damaged
    return shape.cells(pending.text) < shape.width || (shape.endsFreely && cells * 2 < shape.width);
  };
  return {
    flush,
    /** Whether the row at hand still lacks cells, so that the next line is of its text. */
    isOpen: () => pending !== undefined && shape.cells(pending.text) < shape.width,
    push(line: FileLine) {
      if (pending && isOfPending(line.text)) {
        const { no, text, lines } = pending;
        const isCut = line.isCut || text.length > MAX_LINE_BYTES;
        pending = { no, text: isCut ? text : `${text}\n${line.text}`, isCut, lines: lines + 1 };
        return;
      }
      flush();
      pending = { ...line, lines: 1 };
    },
  };
}
