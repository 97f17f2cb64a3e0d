import type { Core } from '../core.ts';
import { isId } from '../lib/ids.ts';
import { traceOrder } from '../lib/trace.ts';
import { Refusal } from '../refusal.ts';
import type { AppScope } from '../schools/scope.ts';
import type { Order } from './order.ts';
import { findOrderInScope, findSchoolOfOrder } from './order-store.ts';

/** Whose an order is that an operator names; undefined when it is not there. */
export async function schoolOfOrder(
  { db }: Pick<Core, 'db'>,
  scope: AppScope,
  orderId: string,
): Promise<string | undefined> {
  return isId(orderId) ? findSchoolOfOrder(db, scope, orderId) : undefined;
}

/**
 * The order an operator names. One of another school or partner is not there, exactly as one that does not exist.
 * @throws Refusal order_not_found
 */
export async function orderInScope(
  core: Pick<Core, 'db' | 'vault'>,
  scope: AppScope,
  orderId: string,
): Promise<Order> {
  const order = isId(orderId) ? await findOrderInScope(core.db, core.vault, scope, orderId) : undefined;
  if (!order) throw new Refusal('order_not_found', {});
  traceOrder(orderId);
  return order;
}
