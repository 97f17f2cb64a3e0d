import { reasonText } from '@zhixiao/contract/words/reasons';
import { isId } from '../lib/ids.ts';
import { shortened } from '../lib/shortened.ts';
import type { BillContent, BillRow, TotalGap, UnreadLine } from './bill.ts';
import type { FileRow } from './bill-lines.ts';
import { UnreadableBill, UnreadableLine } from './bill-table.ts';

/** With more unreadable lines than this, the bill has an unknown format. */
const MAX_UNREAD = 200;
/** The most lines with business a bill may have; memory is the limit. */
const MAX_ROWS = 500_000;

/** Collects what is read of a bill, in as many files as it has. */
export interface BillReading {
  /** Reads a row; one that cannot be read is kept for a person. @throws UnreadableBill when there are too many */
  add(row: FileRow, read: () => BillRow): void;
  /** Totals of the file that its lines do not add up to. */
  addGaps(gaps: readonly TotalGap[]): void;
  /** How many lines of the files could not be read; that many rows or fewer are missing. */
  unreadLines(): number;
  content(): BillContent;
}

export function billReading(): BillReading {
  const rows: BillRow[] = [];
  const unread: UnreadLine[] = [];
  const gaps: TotalGap[] = [];
  let unreadLines = 0;
  return {
    add(row, read) {
      if (rows.length >= MAX_ROWS) throw new UnreadableBill(reasonText('bill_rows', { count: MAX_ROWS }));
      try {
        if (row.isCut) throw new UnreadableLine('length');
        rows.push(read());
      } catch (error) {
        if (!(error instanceof UnreadableLine)) throw error;
        unreadLines += row.lines;
        unread.push(unreadLine(row, rows.length + unread.length + 1, error));
        if (unread.length > MAX_UNREAD) {
          throw new UnreadableBill(
            reasonText('bill_unread', { count: MAX_UNREAD, line: unread[0]?.lineNo ?? 0 }),
          );
        }
      }
    },
    addGaps(found) {
      for (const gap of found) {
        const at = gaps.findIndex(({ column, unit }) => column === gap.column && unit === gap.unit);
        if (at < 0) gaps.push(gap);
        else gaps[at] = summed(gaps[at] ?? gap, gap);
      }
    },
    unreadLines: () => unreadLines,
    content: () => ({ rows, unread, gaps }),
  };
}

/** The same total of two files of one bill. */
function summed(one: TotalGap, other: TotalGap): TotalGap {
  const isLegible = one.stated !== undefined && other.stated !== undefined;
  const stated = isLegible ? (one.stated ?? 0) + (other.stated ?? 0) : undefined;
  return { ...one, stated, counted: one.counted + other.counted };
}

const MAX_TEXT = 2_000;
const MAX_NUMBERS = 20;

function unreadLine({ no, text }: FileRow, rowNo: number, { fault, column }: UnreadableLine): UnreadLine {
  // our numbers have 19 digits, WeChat's and Alipay's more
  const numbers = text.slice(0, MAX_TEXT).match(/(?<![0-9A-Za-z_])[1-9]\d{18}(?![0-9A-Za-z_])/g) ?? [];
  return {
    rowNo,
    lineNo: no,
    fault,
    column,
    text: visible(shortened(text, MAX_TEXT)),
    numbers: [...new Set(numbers)].filter(isId).slice(0, MAX_NUMBERS),
  };
}

/** Control characters as their pictures: a person sees them, and nothing on the way trips over them. */
function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => {
    const code = control.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\uFFFD';
  });
}
