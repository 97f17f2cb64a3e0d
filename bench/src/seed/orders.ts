import { runSql } from '../product/postgres.ts';
import { ORDER_TERMS } from '../scenarios/legs.ts';

/** Orders whose partner's number is their id, from `first` on without a gap. */
export interface SeededOrders {
  readonly first: bigint;
  readonly count: number;
  outTradeNo(n: number): string;
}

/** Puts orders into the table by SQL, ids ascending as in life, which can be paid for an hour. */
export async function seedOrders(databaseUrl: string, count: number): Promise<SeededOrders> {
  const first = BigInt(Date.now()) * 1_000_000n - BigInt(count);
  const { body, notify_url: notifyUrl } = ORDER_TERMS;
  await runSql(databaseUrl, INSERT, [String(first), count, body, notifyUrl]);
  await runSql(databaseUrl, 'vacuum (freeze, analyze) orders');
  return { first, count, outTradeNo: (n) => String(first + BigInt(n)) };
}

const INSERT = `
  insert into orders (app_id, order_id, out_trade_no, body, total_amount, notify_url, created_at, expires_at, due_at)
  select 'partner1', $1::bigint + n, ($1::bigint + n)::text, $3, 5000, $4, now(),
         now() + interval '1 hour', now() + interval '1 hour'
    from generate_series(0, $2::int - 1) n`;
