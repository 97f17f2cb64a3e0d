import type { ExportWish, File, Instant, Listed, ListWish, Nothing } from './list.ts';

export type BillDayStatus = 'waiting' | 'reconciled' | 'locked';

/** A day of one merchant account. Fees are fen, `channelFee` thousandths of a fen. */
export interface BillDayView {
  readonly schoolId: string;
  readonly schoolName: string;
  readonly channelAccountId: string;
  readonly channel: 'wechat' | 'alipay';
  readonly merchant?: string;
  /** `2026-09-01`, in Beijing. */
  readonly date: string;
  readonly status: BillDayStatus;
  /** Why there is no bill yet. */
  readonly failure?: string;
  readonly lockedAt?: Instant;
  readonly lockedBy?: string;
  readonly bill?: {
    readonly fetchedAt: Instant;
    /** Its hash came signed: its lines are evidence by themselves. */
    readonly isProven: boolean;
    readonly rowCount: number;
    readonly paidFee: number;
    readonly refundedFee: number;
    readonly channelFee: number;
  };
  /** The latest comparison. */
  readonly run?: {
    readonly status: 'running' | 'done' | 'failed';
    readonly startedBy: string;
    readonly startedAt: Instant;
    readonly finishedAt?: Instant;
    readonly rowsTotal: number;
    readonly rowsDone: number;
    readonly matchedRows: number;
    readonly matchedPaidFee: number;
    readonly matchedRefundedFee: number;
  };
  readonly openCount: number;
  readonly proposedCount: number;
}

export interface BillDayFilter {
  readonly schoolId?: string;
  readonly channel?: 'wechat' | 'alipay';
  readonly status?: BillDayStatus;
  /** With differences that somebody has to see to. */
  readonly hasWork?: boolean;
  readonly from?: string;
  readonly to?: string;
}

export type DifferenceKind =
  | 'missing_in_bill'
  | 'missing_in_books'
  | 'paid_not_booked'
  | 'amount_differs'
  | 'transaction_differs'
  | 'currency_differs'
  | 'fee_differs'
  | 'state_unclear'
  | 'other_account'
  | 'other_merchant'
  | 'duplicate_row'
  | 'day_boundary'
  | 'refund_missing_in_bill'
  | 'refund_missing_in_books'
  | 'refund_amount_differs'
  | 'refund_not_settled'
  | 'refund_failed_in_books'
  | 'refund_failed_in_bill'
  | 'refund_of_other_payment'
  | 'unreadable_line'
  | 'totals_differ';

/** What is wrong with a line of a bill that cannot be read. */
export type LineFault = 'columns' | 'amount' | 'time' | 'text' | 'number' | 'length';

/** A total of a bill that its lines do not come to: thousandths of a fen, or a count. */
export interface TotalGapView {
  readonly column: string;
  readonly unit: 'money' | 'count';
  /** Absent when the bill cannot be read there. */
  readonly told?: number | undefined;
  readonly counted: number;
}

export interface UnreadLineView {
  /** Of the file, from 1. */
  readonly lineNo: number;
  readonly fault: LineFault;
  /** Empty when the whole line is at fault. */
  readonly column: string;
  readonly gaps: readonly TotalGapView[];
}

/** Where and what is wrong in the bill itself. */
export type DifferenceDetailView = UnreadLineView | TotalGapView;

export type DifferenceStatus = 'open' | 'proposed' | 'resolved' | 'cleared' | 'noted';

export type Repair =
  | 'book_payment_from_bill'
  | 'settle_refund_from_bill'
  | 'ask_channel'
  | 'mark_known'
  | 'none';

/** Fees are fen; a side that has no record has none. */
export interface DifferenceView {
  readonly differenceId: string;
  readonly schoolId: string;
  readonly channelAccountId: string;
  readonly date: string;
  readonly kind: DifferenceKind;
  readonly subject: string;
  /** Of the bill; 0 when it has none. */
  readonly rowNo: number;
  readonly booksFee?: number;
  readonly booksStatus?: string;
  readonly booksAt?: Instant;
  readonly billFee?: number;
  readonly billStatus?: string;
  readonly billAt?: Instant;
  /** Of `unreadable_line` and `totals_differ`. */
  readonly detail?: DifferenceDetailView;
  readonly repair: Repair;
  readonly status: DifferenceStatus;
  readonly foundAt: Instant;
  readonly proposedBy?: string;
  readonly note?: string;
  readonly approvedBy?: string;
  /** What came of the last repair that was tried. */
  readonly outcome?: string;
}

export interface DifferenceFilter {
  readonly schoolId?: string;
  readonly channelAccountId?: string;
  readonly date?: string;
  readonly kind?: DifferenceKind;
  readonly status?: DifferenceStatus;
}

/** A merchant whose bills can be fetched. */
export interface BillAccountView {
  readonly channelAccountId: string;
  readonly schoolName: string;
  readonly channel: 'wechat' | 'alipay';
  readonly merchant?: string;
}

type OfDay = { readonly channelAccountId: string; readonly date: string };
type OfDifference = { readonly differenceId: string };

export interface ReconciliationRoutes {
  'GET /reconciliation/days': {
    readonly params: ListWish & BillDayFilter;
    readonly answer: Listed<BillDayView>;
  };
  'GET /reconciliation/days/export': { readonly params: ExportWish & BillDayFilter; readonly answer: File };
  'GET /reconciliation/days/:channelAccountId/:date': {
    readonly params: OfDay;
    readonly answer: BillDayView;
  };
  'GET /reconciliation/accounts': {
    readonly params: { readonly schoolId?: string };
    /** `lastDate`: the last day whose bill can be there. */
    readonly answer: { readonly accounts: readonly BillAccountView[]; readonly lastDate: string };
  };
  'GET /reconciliation/work': {
    readonly params: { readonly schoolId?: string };
    /** `missingBills`: of those that were due by the afternoon. */
    readonly answer: { readonly differences: number; readonly missingBills: number };
  };
  'POST /reconciliation/days/:channelAccountId/:date/fetch': {
    readonly params: OfDay;
    /** `later`: the channel has none yet, or could not say; it is asked again. */
    readonly answer: { readonly state: 'kept' | 'later'; readonly channelAccountId: string };
  };
  /** Answers when the comparison is done; how far it is says the day. */
  'POST /reconciliation/days/:channelAccountId/:date/reconcile': {
    readonly params: OfDay;
    readonly answer: Nothing;
  };
  'POST /reconciliation/days/:channelAccountId/:date/lock': {
    readonly params: OfDay;
    readonly answer: Nothing;
  };
  'GET /reconciliation/differences': {
    readonly params: ListWish & DifferenceFilter;
    readonly answer: Listed<DifferenceView>;
  };
  'GET /reconciliation/differences/export': {
    readonly params: ExportWish & DifferenceFilter;
    readonly answer: File;
  };
  /** A line of a bill that cannot be read, as it came; personal data in it is masked. */
  'GET /reconciliation/differences/:differenceId/line': {
    readonly params: OfDifference;
    readonly answer: { readonly text: string };
  };
  'POST /reconciliation/differences/:differenceId/propose': {
    /** `markKnown` closes it with the note, whatever it is. */
    readonly params: OfDifference & { readonly note: string; readonly markKnown: boolean };
    readonly answer: Nothing;
  };
  /** By whoever proposed. */
  'POST /reconciliation/differences/:differenceId/withdraw': {
    readonly params: OfDifference;
    readonly answer: Nothing;
  };
  'POST /reconciliation/differences/:differenceId/approve': {
    /** The proposal as it was looked at: one that is another by now is refused. */
    readonly params: OfDifference & { readonly repair: Repair; readonly note: string };
    readonly answer: DifferenceView;
  };
  'POST /reconciliation/differences/:differenceId/reject': {
    readonly params: OfDifference & { readonly reason: string };
    readonly answer: Nothing;
  };
}
