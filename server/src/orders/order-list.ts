import type { Sort } from '@zhixiao/contract/console/list';
import type { Channel } from '../channels/channel.ts';
import type { CloseReason, OrderStatus, Payer } from './order.ts';

/** What an operator looks for; every condition given must hold. */
export interface OrderFilter {
  /** Any number: of the order, a payment, a channel's transaction or a refund, ours, the partner's or the channel's. */
  readonly number?: string | undefined;
  /** The exact number or name of whom the order is for, or the uid of whom it is paid by. */
  readonly person?: string | undefined;
  readonly appId?: string | undefined;
  readonly status?: OrderStatus | undefined;
  /** The channel that it was paid by. */
  readonly channel?: Channel | undefined;
  /** Fen, both included. */
  readonly amount?: { readonly min: number; readonly max: number } | undefined;
  /** Created from this instant on, and before that one. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** Whose payment was booked from this instant on, and before that one: what the figures of that time are made of. */
  readonly booked?: { readonly from: Date | undefined; readonly to: Date | undefined } | undefined;
  readonly sort?: Sort | undefined;
}

/** An order as a list shows it. Amounts are fen. */
export interface OrderListed {
  readonly schoolId: string;
  readonly appId: string;
  readonly appName: string;
  readonly orderId: string;
  readonly outTradeNo: string;
  readonly body: string;
  readonly totalAmount: number;
  readonly status: OrderStatus;
  readonly closeReason: CloseReason | undefined;
  readonly createdAt: Date;
  readonly paidAt: Date | undefined;
  /** Who it is for, as the partner said. Personal data: each caller masks it as needed. */
  readonly payer: Payer;
  /** Of the payment that paid it. */
  readonly channel: Channel | undefined;
  readonly transactionId: string | undefined;
  readonly refundingAmount: number;
  readonly refundedAmount: number;
}
