import type { DifferenceKind, Repair } from '@zhixiao/contract/codes/reconciliation';
import type { LineFault, TotalGap } from '../channels/bill.ts';

export type { DifferenceKind, Repair };

/** Where and what is wrong in a bill itself: a line that cannot be read, or a total. */
export type DifferenceDetail = UnreadDetail | TotalGap;

interface UnreadDetail {
  /** Of the file, from 1. */
  readonly lineNo: number;
  readonly fault: LineFault;
  /** Empty when the whole line is at fault. */
  readonly column: string;
  /** By how much the bill's totals differ from the lines that could be read. */
  readonly gaps: readonly TotalGap[];
}

/**
 * The repair that fits a difference. Of a line that cannot be read the channel can be asked where a number of ours is
 * in it.
 */
export function repairOf(kind: DifferenceKind, isOurs: boolean): Repair {
  return kind === 'unreadable_line' && isOurs ? 'ask_channel' : REPAIR_OF[kind];
}

const REPAIR_OF: Readonly<Record<DifferenceKind, Repair>> = {
  missing_in_bill: 'ask_channel',
  missing_in_books: 'mark_known',
  paid_not_booked: 'book_payment_from_bill',
  amount_differs: 'ask_channel',
  transaction_differs: 'ask_channel',
  currency_differs: 'ask_channel',
  commission_differs: 'mark_known',
  state_unclear: 'ask_channel',
  other_account: 'mark_known',
  other_merchant: 'mark_known',
  duplicate_row: 'mark_known',
  day_boundary: 'none',
  refund_missing_in_bill: 'ask_channel',
  refund_missing_in_books: 'mark_known',
  refund_amount_differs: 'ask_channel',
  refund_not_settled: 'settle_refund_from_bill',
  refund_failed_in_books: 'ask_channel',
  refund_failed_in_bill: 'ask_channel',
  refund_of_other_payment: 'ask_channel',
  unreadable_line: 'mark_known',
  totals_differ: 'mark_known',
};
