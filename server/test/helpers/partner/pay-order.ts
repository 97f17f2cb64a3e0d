import { orderTimeline } from '../../../src/timeline/order-timeline.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { waitFor } from '../wait-for.ts';

/** A partner's order that somebody has paid by WeChat's code, once it is booked. */
export async function payOrder(gateway: Gateway): ReturnType<Gateway['partner']['order']> {
  const order = await gateway.partner.order();
  await gateway.wechat.pay({ code_url: await gateway.openCode(order.orderId) });
  const isPaid = async () =>
    (await orderTimeline(gateway.app.core, 'all', order.orderId)).order.status === 'paid';
  await waitFor(isPaid, { what: 'the order to be paid' });
  return order;
}
