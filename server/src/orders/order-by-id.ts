import type { Core } from '../core.ts';
import { isId } from '../lib/ids.ts';
import { traceOrder } from '../lib/trace.ts';
import type { PageOrder } from './order.ts';
import { findOrderById } from './order-store.ts';

/** An order by the number in its cashier address; undefined when there is none. */
export async function orderById(core: Core, orderId: string): Promise<PageOrder | undefined> {
  const order = isId(orderId) ? await findOrderById(core.db, core.vault, orderId) : undefined;
  if (order) traceOrder(orderId);
  return order;
}
