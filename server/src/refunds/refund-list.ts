import type { Sort } from '@zhixiao/contract/console/list';
import type { Channel } from '../channels/channel.ts';
import type { Payer } from '../orders/order.ts';
import type { RefundCause, RefundStatus } from './refund.ts';

/** What an operator looks for; every condition given must hold. */
export interface RefundFilter {
  /** Any number of the order that it is of, or its own. */
  readonly number?: string | undefined;
  readonly appId?: string | undefined;
  readonly status?: RefundStatus | undefined;
  readonly cause?: RefundCause | undefined;
  readonly channel?: Channel | undefined;
  /** Begun from this instant on, and before that one. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly sort?: Sort | undefined;
}

/** A refund as a list shows it. Amounts are fen. */
export interface RefundListed {
  readonly schoolId: string;
  readonly appId: string;
  readonly appName: string;
  readonly refundId: string;
  readonly outRefundNo: string | undefined;
  readonly channelRefundId: string | undefined;
  readonly orderId: string;
  readonly outTradeNo: string;
  readonly body: string;
  /** Whom the order is for. Personal data: each caller masks it as needed. */
  readonly payer: Payer;
  readonly paymentNo: string;
  readonly channel: Channel;
  readonly refundAmount: number;
  readonly cause: RefundCause;
  readonly status: RefundStatus;
  readonly failure: string | undefined;
  readonly createdAt: Date;
  readonly settledAt: Date | undefined;
  /** Since when its channel waits for a person, also when it has settled since. */
  readonly abnormalAt: Date | undefined;
}
