import { columns, type Of, pick, projection } from '../db/columns.ts';
import { fen, id, instant, integer, made, optional, text } from '../db/fields.ts';
import { PAYMENT } from '../payments/payment-row.ts';
import type { Dismissal } from './dismissal-store.ts';
import type { Refund } from './refund.ts';

export const REFUND = columns<Refund>()({
  appId: text('app_id'),
  refundId: id('refund_id'),
  orderId: id('order_id'),
  paymentNo: id('payment_no'),
  outRefundNo: optional(text('out_refund_no')),
  refundAmount: fen('refund_amount'),
  cause: text('cause'),
  status: text('status'),
  requestBody: text('request_body'),
  acceptedAt: optional(instant('accepted_at')),
  failure: optional(text('failure')),
  createdAt: instant('created_at'),
  settledAt: optional(instant('settled_at')),
  checks: integer('checks'),
});

export const NEW_REFUND = projection()({
  ...pick(REFUND.fields, 'appId', 'refundId', 'orderId', 'paymentNo', 'outRefundNo', 'refundAmount', 'cause'),
  ...pick(REFUND.fields, 'requestBody', 'createdAt'),
  ...pick(PAYMENT.fields, 'channel'),
});

/** What is known of a refund before the channel is called; `requestBody` is what it is sent. */
export type NewRefund = Of<typeof NEW_REFUND>;

/** What else lists and timelines show of one. */
export const REFUND_SHOWN = {
  channelRefundId: optional(text('channel_refund_id')),
  abnormalAt: optional(instant('abnormal_at')),
  dismissal: made(
    {
      at: optional(instant('dismissed_at')),
      by: optional(text('dismissed_by')),
      reason: optional(text('dismissal_reason')),
    },
    ({ at, by, reason }): Dismissal | undefined =>
      at && by !== undefined && reason !== undefined ? { at, by, reason } : undefined,
  ),
};
