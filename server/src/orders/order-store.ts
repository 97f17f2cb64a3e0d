import { type Of, pick, projection } from '../db/columns.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { id, instant } from '../db/fields.ts';
import { claimDue } from '../jobs/claim-due.ts';
import type { Vault } from '../lib/vault.ts';
import { type AppScope, appScopeIn, inAppScope } from '../schools/scope.ts';
import type { Cancellation, CloseReason, FoundOrder, NewOrder, Order, PageOrder } from './order.ts';
import { FOUND_ORDER, NEW_ORDER, ORDER, PAGE_ORDER, WITH_PAID } from './order-row.ts';

/** Inserts pending orders; for each, false when its order id or its out_trade_no is taken. */
export async function insertOrders(
  q: Queryable,
  vault: Vault,
  orders: readonly NewOrder[],
): Promise<boolean[]> {
  const rows = await q.query<{ order_id: string }>({
    name: 'insert-orders',
    text: INSERT,
    values: NEW_ORDER.arraysOf(orders, vault),
  });
  const inserted = new Set(rows.map((row) => row.order_id));
  return orders.map(({ orderId }) => inserted.has(orderId));
}

const INSERT = `insert into orders (${NEW_ORDER.written}, due_at)
  select *, expires_at from unnest(${NEW_ORDER.arrays()}) as o(${NEW_ORDER.written})
  on conflict do nothing returning order_id`;

/** The number a partner knows an order by. */
export interface OrderNumber {
  readonly appId: string;
  readonly outTradeNo: string;
}

/** Finds orders by their partners' numbers; for each, undefined when there is none. */
export async function findOrders(
  q: Queryable,
  vault: Vault,
  numbers: readonly OrderNumber[],
): Promise<(FoundOrder | undefined)[]> {
  const orders = await FOUND_ORDER.all(q, vault, {
    name: 'find-orders',
    text: `select ${FOUND_ORDER.selected}
             from unnest($1::text[], $2::text[]) as wanted(app_id, out_trade_no)
             join orders using (app_id, out_trade_no) ${WITH_PAID}`,
    values: [numbers.map(({ appId }) => appId), numbers.map(({ outTradeNo }) => outTradeNo)],
  });
  const found = new Map(orders.map((order) => [keyOf(order), order]));
  return numbers.map((number) => found.get(keyOf(number)));
}

function keyOf({ appId, outTradeNo }: OrderNumber): string {
  return `${appId} ${outTradeNo}`;
}

/** By the number in the cashier's address alone. */
export async function findOrderById(
  q: Queryable,
  vault: Vault,
  orderId: string,
): Promise<PageOrder | undefined> {
  return PAGE_ORDER.one(q, vault, {
    name: 'find-order-by-id',
    text: `select ${PAGE_ORDER.selected} from orders ${WITH_PAID} where order_id = $1`,
    values: [orderId],
  });
}

/** By its number, if it is of an app of the scope. */
export async function findOrderInScope(
  q: Queryable,
  vault: Vault,
  scope: AppScope,
  orderId: string,
): Promise<Order | undefined> {
  return ORDER.one(q, vault, {
    name: 'find-order-in-scope',
    text: `select ${ORDER.selected} from orders
            where order_id = $1 and app_id in (select app_id from apps where ${inAppScope('apps', '$2', '$3')})`,
    values: [orderId, ...appScopeIn(scope)],
  });
}

export async function findSchoolOfOrder(
  q: Queryable,
  scope: AppScope,
  orderId: string,
): Promise<string | undefined> {
  const [row] = await q.query<{ school_id: string }>({
    name: 'find-school-of-order',
    text: `select school_id from orders join apps using (app_id)
            where order_id = $1 and ${inAppScope('apps', '$2', '$3')}`,
    values: [orderId, ...appScopeIn(scope)],
  });
  return row?.school_id;
}

/**
 * Locks the order for the rest of the transaction. Always lock an order before its payments. All locks
 * are `for no key update`: the foreign keys of rows inserted meanwhile take a share of the key, and
 * would wait for `for update` in the wrong order.
 */
export async function lockOrder(
  tx: Transaction,
  vault: Vault,
  appId: string,
  orderId: string,
): Promise<Order> {
  const found = await ORDER.one(tx, vault, {
    name: 'lock-order',
    text: `select ${ORDER.selected} from orders where app_id = $1 and order_id = $2 for no key update`,
    values: [appId, orderId],
  });
  if (!found) throw new Error(`order ${orderId} of app ${appId} does not exist`);
  return found;
}

/** Marks pending orders as paid, each by one payment. */
export function markOrdersPaid(tx: Transaction, paid: readonly PaidOrder[]): void {
  tx.send({
    name: 'mark-orders-paid',
    text: `update orders o set status = 'paid', paid_at = paid.paid_at, payment_no = paid.payment_no, due_at = null,
                   close_reason = null, close_by = null, close_note = null
             from unnest(${PAID.arrays()}) as paid(${PAID.written})
            where o.app_id = paid.app_id and o.order_id = paid.order_id`,
    values: PAID.arraysOf(paid),
  });
}

const PAID = projection()({
  ...pick(NEW_ORDER.fields, 'appId', 'orderId'),
  paidAt: instant('paid_at'),
  paymentNo: id('payment_no'),
});

/** An order with the payment that pays it. */
type PaidOrder = Of<typeof PAID>;

/**
 * Records that a pending order is being closed, for the reason that was first; `dueAt` is when a worker finishes what
 * is left undone.
 */
export function markOrderClosing(
  tx: Transaction,
  order: Order,
  {
    reason,
    cancellation,
    dueAt,
  }: { reason: CloseReason; cancellation: Cancellation | undefined; dueAt: Date },
): void {
  tx.send({
    name: 'mark-order-closing',
    text: `update orders set close_reason = coalesce(close_reason, $3), due_at = $4,
                  close_by = case when close_reason is null then $5 else close_by end,
                  close_note = case when close_reason is null then $6 else close_note end
            where app_id = $1 and order_id = $2`,
    values: [order.appId, order.orderId, reason, dueAt, cancellation?.by ?? null, cancellation?.note ?? null],
  });
}

/** Closes an order that is being closed and has no payment left that could succeed. */
export function markOrderClosed(tx: Transaction, order: Order, now: Date): void {
  tx.send({
    name: 'mark-order-closed',
    text: `update orders set status = 'closed', closed_at = $3, due_at = null
            where app_id = $1 and order_id = $2`,
    values: [order.appId, order.orderId, now],
  });
}

/** Closes due orders without a payment, up to `limit` at once; answers how many. */
export async function closeUntouchedOrders(q: Queryable, now: Date, limit: number): Promise<number> {
  const rows = await q.query({
    name: 'close-untouched-orders',
    text: `update orders
              set status = 'closed', close_reason = coalesce(close_reason, 'expired'), closed_at = $1, due_at = null
            where (app_id, order_id) in (
              select app_id, order_id from orders o
               where due_at <= $1
                 and not exists (select 1 from payments p where p.app_id = o.app_id and p.order_id = o.order_id)
               order by due_at limit $2 for no key update skip locked)
           returning 1`,
    values: [now, limit],
  });
  return rows.length;
}

/** Takes due orders for this worker until `leaseUntil`; after that another worker finds them again. */
export async function claimDueOrders(
  q: Queryable,
  now: Date,
  leaseUntil: Date,
  limit: number,
): Promise<Of<typeof DUE>[]> {
  const rows = await claimDue(q, now, leaseUntil, limit, {
    name: 'claim-due-orders',
    table: 'orders',
    key: 'app_id, order_id',
    returning: DUE.selected,
  });
  return DUE.fromRows(rows);
}

const DUE = projection()(pick(ORDER.fields, 'appId', 'orderId', 'closeReason'));
