import { answerPortions } from '../lib/portion-thread.ts';
import type { BillRow, TotalGap, UnreadLine } from './bill.ts';
import { UnreadableBill } from './bill-table.ts';
import { type BillFile, readBill } from './read-bill.ts';

/** A bill as it comes from the thread: its rows in portions, last what else was found, or why there is nothing. */
export type BillPortion =
  | { readonly rows: readonly BillRow[] }
  | { readonly unread: readonly UnreadLine[]; readonly gaps: readonly TotalGap[] }
  | 'blank'
  | { readonly unreadable: string };

/** All rows at once would hold up the main thread, which serves payers. */
const ROWS_AT_ONCE = 1_000;

answerPortions<BillFile, BillPortion>(async function* (bill) {
  try {
    const content = await readBill(bill);
    if (content === 'blank') {
      yield content;
      return;
    }
    const { rows, unread, gaps } = content;
    for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
      yield { rows: rows.slice(start, start + ROWS_AT_ONCE) };
    }
    yield { unread, gaps };
  } catch (error) {
    if (!(error instanceof UnreadableBill)) throw error;
    yield { unreadable: error.message };
  }
});
