import type { AuditedCore } from '../core.ts';
import type { Cancellation, Order } from '../orders/order.ts';
import { Refusal } from '../refusal.ts';
import { closeOrder } from './close-order.ts';

/**
 * Cancels an order (2.3): done once the channel has confirmed the close. Cancelling a closed order
 * succeeds again.
 * @param word an operator's; without one the partner cancels
 * @throws Refusal order_not_found, order_paid, order_closing (the channel has not confirmed yet)
 */
export async function cancelOrder(
  core: AuditedCore,
  appId: string,
  outTradeNo: string,
  cancellation?: Cancellation,
): Promise<Order> {
  const found = await core.orders.find({ appId, outTradeNo });
  if (!found) throw new Refusal('order_not_found', {});
  if (found.status === 'paid') throw new Refusal('order_paid', {});
  const order = await closeOrder(core, found, 'cancelled', cancellation);
  switch (order.status) {
    case 'closed':
      return order;
    case 'paid':
      throw new Refusal('order_paid', {});
    case 'pending':
      throw new Refusal('order_closing', {});
  }
}
