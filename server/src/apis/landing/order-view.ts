import { LANDING_ORDER } from '@zhixiao/contract/landing/view';
import type { Core } from '../../core.ts';
import { answerWriter } from '../../http/select-answer.ts';
import { orderTimeline } from '../../timeline/order-timeline.ts';
import type { Received } from './inbox.ts';

const write = answerWriter(LANDING_ORDER);

/** How an order stands, with its notification as it was sent and received, its refunds and its entries; as JSON. */
export async function orderView(core: Core, orderId: string, received: readonly Received[]): Promise<string> {
  const { order, notification, refunds, events } = await orderTimeline(core, 'all', orderId);
  return write({
    status: order.status,
    totalAmount: order.totalAmount,
    notification: notification && {
      status: notification.status,
      nextAttemptAt: notification.nextAttemptAt,
    },
    attempts: events.filter(({ what }) => what === 'notification_attempt'),
    received,
    refunds,
    postings: events.filter(({ what }) => what === 'posted'),
  });
}
