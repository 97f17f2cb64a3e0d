import { batched } from '../db/batched.ts';
import type { Database } from '../db/database.ts';
import { traceOrder } from '../lib/trace.ts';
import type { Vault } from '../lib/vault.ts';
import type { FoundOrder, NewOrder } from './order.ts';
import { findOrders, insertOrders, type OrderNumber } from './order-store.ts';

/** The two statements every partner's request needs, together with those of others at the same time. */
export interface OrderBatches {
  /** Inserts a pending order; false when its order id or its out_trade_no is taken. */
  insert(order: NewOrder): Promise<boolean>;
  /** An order by its partner's number. */
  find(number: OrderNumber): Promise<FoundOrder | undefined>;
  /** For how long the first that is in no batch yet has waited. Milliseconds. */
  waitedMs(): number;
}

/** More rows a statement gain nothing; fewer cost commits. */
const BATCH = 64;

export function orderBatches(db: Database, vault: Vault): OrderBatches {
  const inserts = batched(BATCH, (orders: readonly NewOrder[]) => insertOrders(db, vault, orders));
  const finds = batched(BATCH, (numbers: readonly OrderNumber[]) => findOrders(db, vault, numbers));
  return {
    async insert(order) {
      const isInserted = await inserts.add(order);
      if (isInserted) traceOrder(order.orderId, 'beginning');
      return isInserted;
    },
    async find(number) {
      const order = await finds.add(number);
      if (order) traceOrder(order.orderId);
      return order;
    },
    waitedMs: () => Math.max(inserts.waitedMs(), finds.waitedMs()),
  };
}
