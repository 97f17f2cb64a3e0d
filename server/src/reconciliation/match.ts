import type { BillRow } from '../channels/bill.ts';
import { DAY_MS, MINUTE_MS, plusMs } from '../lib/clock.ts';
import { dayStart } from '../lib/shanghai-day.ts';
import type { DifferenceDetail, DifferenceKind } from './difference.ts';

/** What the books say of a payment or a refund. Amounts are fen. */
export interface BookRecord {
  readonly kind: BillRow['kind'];
  readonly appId: string;
  readonly paymentNo: string;
  /** Of a refund. */
  readonly refundNo: string | undefined;
  readonly channelAccountId: string;
  readonly amount: number;
  /** A payment is `open` or `closed` until money arrived, a refund `open` until it is settled. */
  readonly status: 'open' | 'succeeded' | 'closed' | 'failed';
  /** The channel's number of the payment, once money arrived. */
  readonly transactionId: string | undefined;
  /** It happened at the channel no earlier than this … */
  readonly from: Date;
  /** … and no later; undefined while that is not known. */
  readonly until: Date | undefined;
}

/** One day of a merchant: accounts with the same merchant share its bill. */
export interface MatchDay {
  readonly date: string;
  readonly channelAccountIds: ReadonlySet<string>;
}

/** A line of a bill as it is kept: whose payment it was stands in the bill's file alone. */
export type BilledRow = Omit<BillRow, 'payerUid'>;

/** A line of the bill with the books' record of its number. */
export interface BilledPair {
  readonly rowNo: number;
  readonly row: BilledRow;
  readonly record: BookRecord | undefined;
  /** Whether a bill that was fetched earlier has it too. */
  readonly billedBefore: boolean;
}

/** A difference found; the books' record, the bill's line, or both. */
export interface Finding {
  readonly kind: DifferenceKind;
  /** The number it is about. */
  readonly subject: string;
  readonly pair: BilledPair | undefined;
  readonly record: BookRecord | undefined;
  /** Of what is wrong in the bill itself. */
  readonly bill?: { readonly rowNo: number; readonly detail: DifferenceDetail };
}

/** Compares lines of one bill with the books, in any number of portions. */
export interface Matcher {
  /** The difference in a line, or undefined when it agrees. A number is compared the first time it occurs. */
  compare(pair: BilledPair): Finding | undefined;
}

export function matcher(day: MatchDay): Matcher {
  const seen = new Set<string>();
  return {
    compare(pair) {
      const { row, billedBefore } = pair;
      const subject = subjectOf(row);
      const record = row.isForeign ? undefined : pair.record;
      const key = `${row.kind} ${subject} ${subject === row.transactionId ? likenessOf(row) : ''}`;
      const isRepeat = !row.isForeign && (billedBefore || seen.has(key));
      if (!row.isForeign) seen.add(key);
      const kind = isRepeat ? 'duplicate_row' : differenceOf(day, row, record);
      return kind && { kind, subject, pair, record };
    },
  };
}

/** Close to midnight the channel's clock or ours may put a record on the other day. */
const BOUNDARY_MS = 15 * MINUTE_MS;

/** What it means that no bill has a record that should be in this day's, or in an earlier one. */
export function unbilled(day: MatchDay, record: BookRecord): Finding {
  const nearMidnight = plusMs(dayStart(day.date), DAY_MS - BOUNDARY_MS);
  const mayBeTomorrows = record.until !== undefined && record.until >= nearMidnight;
  const missing = record.kind === 'payment' ? 'missing_in_bill' : 'refund_missing_in_bill';
  return {
    kind: mayBeTomorrows ? 'day_boundary' : missing,
    subject: record.refundNo ?? record.paymentNo,
    pair: undefined,
    record,
  };
}

/** Whether the money of a line is in the books, so that its commission belongs there too. */
export function isBooked({ kind }: Pick<Finding, 'kind'>): boolean {
  return FEE_BEARING.has(kind);
}

const FEE_BEARING: ReadonlySet<DifferenceKind> = new Set([
  'amount_differs',
  'transaction_differs',
  'commission_differs',
  'day_boundary',
  'refund_amount_differs',
  'refund_not_settled',
]);

/** Refunds that have no number of their own may be several of one payment. */
function likenessOf({ kind, amount, at }: BilledRow): string {
  return kind === 'refund' ? `${amount} ${at.getTime()}` : '';
}

/** Rows of refunds without a number, as of a payment revoked, go by the channel's. */
function subjectOf(row: BilledRow): string {
  if (row.kind === 'payment') return row.paymentNo || row.transactionId;
  return row.refundNo || row.channelRefundId || row.transactionId;
}

function differenceOf(
  day: MatchDay,
  row: BilledRow,
  record: BookRecord | undefined,
): DifferenceKind | undefined {
  if (row.isForeign) return 'other_merchant';
  if (!record) return row.kind === 'payment' ? 'missing_in_books' : 'refund_missing_in_books';
  if (!day.channelAccountIds.has(record.channelAccountId)) return 'other_account';
  if (row.currency !== 'CNY') return 'currency_differs';
  if (row.status === 'unclear') return 'state_unclear';
  const difference = row.kind === 'payment' ? paymentDifference(row, record) : refundDifference(row, record);
  return difference ?? (isOfDay(day, record) ? undefined : 'day_boundary');
}

function paymentDifference(row: BilledRow, record: BookRecord): DifferenceKind | undefined {
  if (record.status !== 'succeeded') return 'paid_not_booked';
  if (row.transactionId !== record.transactionId) return 'transaction_differs';
  if (row.amount !== record.amount) return 'amount_differs';
  if (row.commissionDue !== undefined && Math.abs(row.commission - row.commissionDue) > HALF_A_FEN)
    return 'commission_differs';
  return undefined;
}

/** Commissions are rounded to the nearest fen. */
const HALF_A_FEN = 500;

/** A bill lists a refund on the day it was submitted, and never corrects the state it had then. */
function refundDifference(row: BilledRow, record: BookRecord): DifferenceKind | undefined {
  if (row.paymentNo !== record.paymentNo) return 'refund_of_other_payment';
  if (row.amount !== record.amount) return 'refund_amount_differs';
  if (row.status === 'failed') return record.status === 'failed' ? undefined : 'refund_failed_in_bill';
  if (record.status === 'failed') {
    // taken on, and closed by the channel on a later day
    const wasTaken = row.status === 'processing' && record.until !== undefined;
    return wasTaken ? undefined : 'refund_failed_in_books';
  }
  return row.status === 'succeeded' && record.status === 'open' ? 'refund_not_settled' : undefined;
}

function isOfDay({ date }: MatchDay, { from, until }: BookRecord): boolean {
  const start = dayStart(date);
  return from < plusMs(start, DAY_MS) && (until === undefined || until >= start);
}
