import type { Channel } from '../channels/channel.ts';
import type { LedgerEvent } from '../ledger/ledger.ts';
import type { Payer } from '../orders/order.ts';

/** What moved the school's money, as a sheet counts it. `amount` is fen to the school, negative when it gives back. */
export interface Movement {
  readonly transactionId: string;
  readonly at: Date;
  readonly event: LedgerEvent;
  readonly channel: Channel;
  readonly amount: number;
  /** Our number of the payment or the refund. */
  readonly number: string;
  readonly orderId: string;
  readonly outTradeNo: string;
  readonly body: string;
  /** Whom the order is for. Personal data: each caller masks it as needed. */
  readonly payer: Payer;
}
