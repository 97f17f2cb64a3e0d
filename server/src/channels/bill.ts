import type { LineFault } from '@zhixiao/contract/codes/reconciliation';

/** One line of a channel's bill of a day. */
export interface BillRow {
  readonly kind: 'payment' | 'refund';
  /** The merchant's number of the payment: one of ours, or of another system on the same merchant account. */
  readonly paymentNo: string;
  /** The channel's number of the payment. */
  readonly transactionId: string;
  /** The merchant's and the channel's number of the refund; empty where the channel gives none. */
  readonly refundNo: string;
  readonly channelRefundId: string;
  /** What the payment or refund was about, fen, never negative. */
  readonly amount: number;
  readonly currency: string;
  /** What the channel kept, in thousandths of a fen (bills have five decimals of a yuan); negative when given back. */
  readonly commission: number;
  /** What the rate agreed on makes of it, in the same unit; undefined where no rate is known. */
  readonly commissionDue: number | undefined;
  /** A refund's is a snapshot of the day the bill was made. `unclear`: a word we do not know. */
  readonly status: 'succeeded' | 'processing' | 'failed' | 'unclear';
  readonly at: Date;
  readonly payerUid: string;
  /** Whether the line says that it belongs to another merchant. */
  readonly isForeign: boolean;
}

/** All but `columns` and `length` are of one column. */
export type { LineFault };

/** A line of a bill that cannot be read, so that a person has to look at it. */
export interface UnreadLine {
  /** Which of the bill's lines it is, counted with those that can be read, from 1. */
  readonly rowNo: number;
  /** Where it begins in its file, counted with the heading, from 1. */
  readonly lineNo: number;
  readonly fault: LineFault;
  /** The column at fault; empty when the whole line is. */
  readonly column: string;
  /** As it came, cut to a readable length, control characters made visible. Personal data. */
  readonly text: string;
  /** What in it can be a number of ours, in order. */
  readonly numbers: readonly string[];
}

/** A total of a bill's summary that is not what its lines come to. */
export interface TotalGap {
  /** As the bill names it. */
  readonly column: string;
  /** Thousandths of a fen, or a count; undefined when the summary cannot be read there. */
  readonly stated: number | undefined;
  readonly counted: number;
  readonly unit: 'money' | 'count';
}

/** What is read of a bill: its lines, and what of it a person has to look at. */
export interface BillContent {
  readonly rows: readonly BillRow[];
  readonly unread: readonly UnreadLine[];
  readonly gaps: readonly TotalGap[];
}

/** A channel's bill of one day, whole: no line that its summary tells of is missing. */
export interface Bill extends BillContent {
  /** The file as it was downloaded. */
  readonly file: Buffer;
  /** Whether the file's hash came in a signed answer, so that its lines are evidence by themselves. */
  readonly isProven: boolean;
}

export type FetchedBill = Bill | 'not_ready' | 'empty' | 'blank';

/** The `not_done` code of a file that is no bill, or not a whole one: asked for again, then for a person. */
export const UNREADABLE_BILL = 'UNREADABLE_BILL';
