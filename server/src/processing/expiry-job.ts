import { unaudited } from '../audit/unaudited.ts';
import type { Core } from '../core.ts';
import { CHANNEL_SLOTS, type Job } from '../jobs/job.ts';
import type { CloseReason, Order } from '../orders/order.ts';
import { claimDueOrders, closeUntouchedOrders } from '../orders/order-store.ts';
import { closeOrder } from './close-order.ts';

type DueOrder = Pick<Order, 'appId' | 'orderId'> & { readonly closeReason: CloseReason | undefined };

const UNTOUCHED_BATCH = 500;

/** Closes expired orders, at the channel first, and finishes closes that were interrupted. */
export function expiryJob(core: Core): Job<DueOrder> {
  return {
    slots: CHANNEL_SLOTS,
    claim: async (now, leaseUntil, limit) => {
      let closed: number;
      do {
        closed = await closeUntouchedOrders(core.db, now, UNTOUCHED_BATCH);
      } while (closed === UNTOUCHED_BATCH);
      return claimDueOrders(core.db, now, leaseUntil, limit);
    },
    handle: async (order) => {
      await closeOrder(unaudited(core), order, order.closeReason ?? 'expired');
    },
  };
}
