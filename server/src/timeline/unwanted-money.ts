import type { Channel } from '../channels/channel.ts';
import type { Disposition } from '../payments/payment.ts';

/** One step in the timeline of unwanted money. */
export interface MoneyStep {
  readonly at: Date;
  readonly what:
    | 'order_closed'
    | 'order_paid'
    | 'payment_started'
    | 'paid'
    | 'callback'
    | 'refund_started'
    | 'refund_accepted'
    | 'refund_succeeded'
    | 'refund_failed';
  /** The number of the payment, callback or refund. */
  readonly number: string;
}

/** Money that came late, twice or in another amount. Amounts are fen. */
export interface UnwantedMoney {
  readonly appId: string;
  readonly orderId: string;
  readonly outTradeNo: string;
  readonly paymentNo: string;
  readonly channel: Channel;
  readonly transactionId: string;
  readonly disposition: Exclude<Disposition, 'order'>;
  readonly paidAmount: number;
  readonly refundedAmount: number;
  readonly steps: readonly MoneyStep[];
}
