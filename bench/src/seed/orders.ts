import { runSql } from '../product/postgres.ts';
import { ORDER_TERMS } from '../scenarios/legs.ts';

/** Orders whose partner's number is their id, from `first` on without a gap. */
export interface SeededOrders {
  readonly first: bigint;
  readonly count: number;
}

/** So many at a time, so that a large fill shows its progress and keeps its transactions short. */
const CHUNK = 500_000;

/**
 * Puts orders into the table by SQL, ids ascending as in life. `pending` ones can be paid for an hour;
 * `closed` ones are what a table is full of after some years.
 */
export async function seedOrders(
  databaseUrl: string,
  {
    count,
    status,
    onProgress,
  }: { count: number; status: 'pending' | 'closed'; onProgress?: (done: number) => void },
): Promise<SeededOrders> {
  const first = BigInt(Date.now()) * 1_000_000n - BigInt(count);
  for (let done = 0; done < count; done += CHUNK) {
    await runSql(databaseUrl, INSERT[status], [
      String(first + BigInt(done)),
      Math.min(CHUNK, count - done),
      ORDER_TERMS.body,
      ORDER_TERMS.notify_url,
    ]);
    onProgress?.(Math.min(done + CHUNK, count));
  }
  await runSql(databaseUrl, 'vacuum (freeze, analyze) orders');
  return { first, count };
}

const INSERT = {
  pending: `insert into orders (app_id, order_id, out_trade_no, body, total_amount, notify_url, created_at, expires_at, due_at)
            select 'partner1', $1::bigint + n, ($1::bigint + n)::text, $3, 5000, $4, now(),
                   now() + interval '1 hour', now() + interval '1 hour'
              from generate_series(0, $2::int - 1) n`,
  closed: `insert into orders (app_id, order_id, out_trade_no, body, total_amount, notify_url, created_at, expires_at,
                               status, close_reason, closed_at)
           select 'partner1', $1::bigint + n, ($1::bigint + n)::text, $3, 5000, $4, now() - interval '1 year',
                  now() - interval '1 year', 'closed', 'expired', now() - interval '1 year'
             from generate_series(0, $2::int - 1) n`,
} as const;
