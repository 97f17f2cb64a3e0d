import type { Instant } from './list.ts';
import type { ChannelName } from './orders.ts';

/** What can happen to an order. */
export type StoryWhat =
  | 'order_created'
  | 'order_closed'
  | 'payment_started'
  | 'payment_closed'
  | 'money_received'
  | 'callback_received'
  | 'notification_queued'
  | 'notification_attempt'
  | 'notification_delivered'
  | 'notification_exhausted'
  | 'notification_resent'
  | 'refund_requested'
  | 'refund_approved'
  | 'refund_rejected'
  | 'refund_started'
  | 'refund_accepted'
  | 'refund_abnormal'
  | 'refund_succeeded'
  | 'refund_failed'
  | 'refund_seen_to'
  | 'invoice_requested'
  | 'invoice_issued'
  | 'invoice_failed'
  | 'invoice_attempt'
  | 'invoice_reversing'
  | 'invoice_reversed'
  | 'invoice_delivered'
  | 'invoice_undelivered'
  | 'invoice_resent'
  | 'posted';

/** Details that are one of a few words. */
export interface StoryCodes {
  readonly channel?: ChannelName;
  readonly scene?: 'native' | 'jsapi' | 'mini_program' | 'wap' | 'page';
  readonly disposition?: 'order' | 'late' | 'duplicate' | 'wrong_amount';
  readonly kind?: 'payment' | 'refund';
  /** Of a notification, or of an exchange with an invoice provider. */
  readonly outcome?: 'acknowledged' | 'refused' | 'unreachable' | 'done' | 'not_done' | 'unknown';
  readonly cause?: 'partner' | 'operator' | 'wrong_amount' | 'late' | 'duplicate';
  readonly source?: 'order' | 'partner' | 'payer' | 'operator' | 'remainder';
  readonly action?: 'issue' | 'query' | 'fetch' | 'reverse' | 'query_reversal';
  readonly medium?: 'email' | 'sms';
  readonly event?:
    | 'payment_received'
    | 'unwanted_money_received'
    | 'refund_reserved'
    | 'refund_succeeded'
    | 'refund_failed'
    | 'channel_fee_charged'
    | 'channel_fee_returned';
}

export type LedgerAccountName =
  | 'channel_receivable'
  | 'school_payable'
  | 'refunds_in_transit'
  | 'suspense'
  | 'channel_fees';

/** What there is to say of an event. Fees and amounts are fen. */
export interface StoryDetails extends StoryCodes {
  readonly paymentNo?: string;
  readonly transactionId?: string;
  readonly totalFee?: number;
  readonly paidFee?: number;
  readonly callbackId?: string;
  /** The payment or refund it is about. */
  readonly subjectNo?: string;
  readonly attempt?: number;
  readonly httpStatus?: number;
  readonly durationMs?: number;
  /** What the other side said; of an invoice provider also one of a few words. */
  readonly detail?: string;
  readonly refundRequestId?: string;
  readonly refundId?: string;
  readonly refundFee?: number;
  /** As somebody wrote it; of a closed order one of a few words. */
  readonly reason?: string;
  readonly note?: string;
  readonly by?: string;
  readonly failure?: string;
  readonly invoiceNo?: string;
  readonly number?: string;
  /** Debits are positive. */
  readonly lines?: readonly { readonly account: LedgerAccountName; readonly amount: number }[];
}

/** Something that happened to an order: what it was, when, and what there is to say of it. */
export interface StoryEventView {
  readonly at: Instant;
  readonly what: StoryWhat;
  readonly details: StoryDetails;
}
