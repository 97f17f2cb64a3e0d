import type { Core } from '../core.ts';
import { Refusal } from '../refusal.ts';
import type { Order } from './order.ts';
import { orderById } from './order-by-id.ts';

/**
 * An app's order by its number, by ours, or by both, which must then be the same order's.
 * @throws Refusal order_not_found
 */
export async function findOrderOfApp(
  core: Core,
  appId: string,
  { outTradeNo, orderId }: { readonly outTradeNo: string | undefined; readonly orderId: string | undefined },
): Promise<Order> {
  const order =
    outTradeNo === undefined
      ? await orderById(core, orderId ?? '')
      : await core.orders.find({ appId, outTradeNo });
  const isMeant = order?.appId === appId && (orderId === undefined || order.orderId === orderId);
  if (!order || !isMeant) throw new Refusal('order_not_found', {});
  return order;
}
