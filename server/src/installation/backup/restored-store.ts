import type { Queryable } from '../../db/database.ts';

/** What a restored database has. */
export interface RestoredCounts {
  readonly orders: number;
  readonly paid: number;
  /** Number of the newest order, which begins with its time in milliseconds; null: there is none. */
  readonly newestOrderId: string | null;
}

export async function readRestoredCounts(q: Queryable): Promise<RestoredCounts | undefined> {
  const [counts] = await q.query<RestoredCounts>({
    text: `select (select count(*)::float8 from orders) as orders,
                  (select count(*)::float8 from payments where status = 'succeeded') as paid,
                  (select max(order_id)::text from orders) as "newestOrderId"`,
  });
  return counts;
}
