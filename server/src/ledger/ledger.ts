import type { Channel } from '../channels/channel.ts';

/**
 * `channel_receivable`: what the channel owes us, a clearing account: payments fill it, refunds and the channel's
 * fees empty it, and its movement of a day is what the channel's bill of that day says, but for the differences
 * that reconciliation lists. What the channel transfers to the school's bank is not booked here. `school_payable`: what the school may keep.
 * `refunds_in_transit`: set aside for refunds under way. `suspense`: money nobody asked for.
 * `channel_fees`: what the channel keeps, known from its bills.
 */
export type LedgerAccount =
  | 'channel_receivable'
  | 'school_payable'
  | 'refunds_in_transit'
  | 'suspense'
  | 'channel_fees';

/** What can happen to money. */
export type LedgerEvent =
  | 'payment_received'
  | 'unwanted_money_received'
  | 'refund_reserved'
  | 'refund_succeeded'
  | 'refund_failed'
  | 'channel_fee_charged'
  | 'channel_fee_returned';

/** One money event, to be posted as a balanced transaction. `amount` is fen. */
export interface Posting {
  readonly appId: string;
  readonly event: LedgerEvent;
  /** The payment or refund it is about. */
  readonly subjectNo: string;
  readonly channel: Channel;
  readonly debit: LedgerAccount;
  readonly credit: LedgerAccount;
  readonly amount: number;
}

type Subject = Pick<Posting, 'appId' | 'subjectNo' | 'channel' | 'amount'>;

/** Money arrived: for the school when an order wanted it, in suspense otherwise. */
export function moneyReceived(subject: Subject, wanted: boolean): Posting {
  return wanted
    ? { ...subject, event: 'payment_received', debit: 'channel_receivable', credit: 'school_payable' }
    : { ...subject, event: 'unwanted_money_received', debit: 'channel_receivable', credit: 'suspense' };
}

/** Where the money of a refund comes from: the school's, or money nobody asked for. */
export type RefundSource = 'school_payable' | 'suspense';

export function refundReserved(subject: Subject, source: RefundSource): Posting {
  return { ...subject, event: 'refund_reserved', debit: source, credit: 'refunds_in_transit' };
}

export function refundSucceeded(subject: Subject): Posting {
  return { ...subject, event: 'refund_succeeded', debit: 'refunds_in_transit', credit: 'channel_receivable' };
}

/** The reservation goes back where it came from. */
export function refundFailed(subject: Subject, source: RefundSource): Posting {
  return { ...subject, event: 'refund_failed', debit: 'refunds_in_transit', credit: source };
}

/** The channel kept its fee of a payment, as its bill says. */
export function feeCharged(subject: Subject): Posting {
  return { ...subject, event: 'channel_fee_charged', debit: 'channel_fees', credit: 'channel_receivable' };
}

/** The channel gave a part of its fee back with a refund. */
export function feeReturned(subject: Subject): Posting {
  return { ...subject, event: 'channel_fee_returned', debit: 'channel_receivable', credit: 'channel_fees' };
}
