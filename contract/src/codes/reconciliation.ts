/** `waiting` for its bill; `reconciled` once compared; `locked` once a person signed for it. */
export const BILL_DAY_STATUSES = ['waiting', 'reconciled', 'locked'] as const;
export type BillDayStatus = (typeof BILL_DAY_STATUSES)[number];

export const RUN_STATUSES = ['running', 'done', 'failed'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** What can be wrong between the books and a bill. */
export const DIFFERENCE_KINDS = [
  'missing_in_bill',
  'missing_in_books',
  'paid_not_booked',
  'amount_differs',
  'transaction_differs',
  'currency_differs',
  'commission_differs',
  'state_unclear',
  'other_account',
  'other_merchant',
  'duplicate_row',
  'day_boundary',
  'refund_missing_in_bill',
  'refund_missing_in_books',
  'refund_amount_differs',
  'refund_not_settled',
  'refund_failed_in_books',
  'refund_failed_in_bill',
  'refund_of_other_payment',
  'unreadable_line',
  'totals_differ',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

export const DIFFERENCE_STATUSES = ['open', 'proposed', 'resolved', 'cleared', 'noted'] as const;
export type DifferenceStatus = (typeof DIFFERENCE_STATUSES)[number];

/**
 * What mends a difference. Amounts are never set right by machine: the channel is asked, and a person decides.
 * `mark_known` closes it with a reason; `none` needs no decision.
 */
export const REPAIRS = [
  'book_payment_from_bill',
  'settle_refund_from_bill',
  'ask_channel',
  'mark_known',
  'none',
] as const;
export type Repair = (typeof REPAIRS)[number];

/** What is wrong with a line of a bill that cannot be read. */
export const LINE_FAULTS = ['columns', 'amount', 'time', 'text', 'number', 'length'] as const;
export type LineFault = (typeof LINE_FAULTS)[number];
