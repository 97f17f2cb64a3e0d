import type { Queryable } from '../db/database.ts';
import type { Order } from '../orders/order.ts';

/** Counts this request of an order's payer, and answers how many there were since `since`. */
export async function countPayerRequest(
  q: Queryable,
  { appId, orderId }: Pick<Order, 'appId' | 'orderId'>,
  { now, since }: { readonly now: Date; readonly since: Date },
): Promise<number> {
  await q.query({
    name: 'insert-invoice-try',
    text: 'insert into invoice_tries (app_id, order_id, tried_at) values ($1, $2, $3)',
    values: [appId, orderId, now],
  });
  const [row] = await q.query<{ tries: number }>({
    name: 'count-invoice-tries',
    text: 'select count(*)::int as tries from invoice_tries where app_id = $1 and order_id = $2 and tried_at > $3',
    values: [appId, orderId, since],
  });
  return row?.tries ?? 0;
}
