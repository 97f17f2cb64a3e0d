import type { NumberKind } from '@zhixiao/contract/codes/search';
import type { Core } from '../core.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { findOrdersOfNumber } from './number-store.ts';
import type { OrderListed } from './order-list.ts';
import { selectOrders } from './order-search-store.ts';

/** An order of these schools, and what the number is that it was found by. */
export interface FoundByNumber extends OrderListed {
  readonly foundBy: NumberKind;
}

/** The orders that a number of any kind belongs to, the newest first: few, whatever it is. */
export async function findByNumber(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  scope: SchoolScope,
  text: string,
): Promise<FoundByNumber[]> {
  const found = await findOrdersOfNumber(db, scope, text.trim());
  if (found.length === 0) return [];
  const foundBy = new Map(found.toReversed().map((one) => [one.orderId, one.foundBy]));
  const conditions = { orderIds: [...foundBy.keys()], person: undefined, behind: undefined };
  const orders = await selectOrders(db, vault, scope, conditions, foundBy.size);
  return orders.map((order) => ({ ...order, foundBy: foundBy.get(order.orderId) ?? 'order' }));
}
