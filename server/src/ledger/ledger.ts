import type { LedgerAccount, LedgerEvent } from '@zhixiao/contract/codes/ledger';
import type { Channel } from '../channels/channel.ts';

export type { LedgerAccount, LedgerEvent };

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

/** Where the money of a refund comes from: the school's money, or unwanted money (late, duplicate, wrong amount). */
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

/** The channel kept its commission of a payment, as its bill says. */
export function commissionCharged(subject: Subject): Posting {
  return { ...subject, event: 'channel_fee_charged', debit: 'channel_fees', credit: 'channel_receivable' };
}

/** The channel gave a part of its commission back with a refund. */
export function commissionReturned(subject: Subject): Posting {
  return { ...subject, event: 'channel_fee_returned', debit: 'channel_receivable', credit: 'channel_fees' };
}
