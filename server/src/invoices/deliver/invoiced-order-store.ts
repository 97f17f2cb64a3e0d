import type { Queryable } from '../../db/database.ts';

/** What the news of an invoice says of its order. */
export async function findInvoicedOrder(
  q: Queryable,
  { appId, orderId }: { readonly appId: string; readonly orderId: string },
): Promise<{ readonly body: string; readonly schoolName: string }> {
  const [row] = await q.query<{ body: string; name: string }>({
    name: 'find-invoiced-order',
    text: `select o.body, s.name from orders o join apps a using (app_id) join schools s using (school_id)
            where o.app_id = $1 and o.order_id = $2`,
    values: [appId, orderId],
  });
  if (!row) throw new Error(`order ${orderId} of app ${appId} does not exist`);
  return { body: row.body, schoolName: row.name };
}
