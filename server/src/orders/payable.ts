import { Refusal } from '../refusal.ts';
import { isPayable, type Order } from './order.ts';

/** @throws Refusal saying why no payment of this order may be started */
export function refuseUnlessPayable(order: Order, now: Date): void {
  if (isPayable(order, now)) return;
  if (order.status === 'paid') throw new Refusal('order_paid', {});
  if (order.status === 'closed')
    throw new Refusal('order_closed', { reason: order.closeReason ?? 'expired' });
  if (order.closeReason !== undefined) throw new Refusal('order_closing', {});
  throw new Refusal('order_closed', { reason: 'expired' });
}
