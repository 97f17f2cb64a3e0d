/**
 * `channel_receivable`: what the channel owes us, a clearing account: payments fill it, refunds and the channel's
 * commissions empty it, and its movement of a day is what the channel's bill of that day says, but for the differences
 * that reconciliation lists. What the channel transfers to the school's bank is not booked here. `school_payable`: what the school may keep.
 * `refunds_in_transit`: set aside for refunds under way. `suspense`: unwanted money (late, duplicate, wrong amount).
 * `channel_fees`: what the channel keeps, known from its bills.
 */
export const LEDGER_ACCOUNTS = [
  'channel_receivable',
  'school_payable',
  'refunds_in_transit',
  'suspense',
  'channel_fees',
] as const;
export type LedgerAccount = (typeof LEDGER_ACCOUNTS)[number];

/** What can happen to money. */
export const LEDGER_EVENTS = [
  'payment_received',
  'unwanted_money_received',
  'refund_reserved',
  'refund_succeeded',
  'refund_failed',
  'channel_fee_charged',
  'channel_fee_returned',
] as const;
export type LedgerEvent = (typeof LEDGER_EVENTS)[number];
