import type { Queryable } from '../db/database.ts';

/** One number, by what it is of. */
export interface Count {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Orders made since an instant, by status. Their numbers begin with the time. */
export async function countOrdersSince(q: Queryable, since: Date): Promise<Count[]> {
  const rows = await q.query<{ status: string; n: number }>({
    name: 'metrics-orders',
    text: 'select status, count(*)::int as n from orders where order_id >= first_id_at($1) group by status',
    values: [since],
  });
  return rows.map(({ status, n }) => ({ labels: { status }, value: n }));
}

export async function countPaymentsSince(q: Queryable, since: Date): Promise<Count[]> {
  const rows = await q.query<{ channel: string; status: string; n: number }>({
    name: 'metrics-payments',
    text: `select channel, status, count(*)::int as n from payments
            where payment_no >= first_id_at($1) group by channel, status`,
    values: [since],
  });
  return rows.map(({ channel, status, n }) => ({ labels: { channel, status }, value: n }));
}

/** What came in and went out at the channels on a day of Shanghai, fen; out is negative. */
export async function sumMoneyOf(q: Queryable, day: string): Promise<Count[]> {
  const rows = await q.query<{ channel: string; event: string; amount: number }>({
    name: 'metrics-money',
    text: `select channel, event, sum(amount)::float8 as amount from ledger_days
            where day = $1 and account = 'channel_receivable' group by channel, event`,
    values: [day],
  });
  return rows.map(({ channel, event, amount }) => ({ labels: { channel, event }, value: amount }));
}

/** Payments and refunds with an unknown outcome at the channel, and since when the oldest. */
export async function findUnknown(
  q: Queryable,
): Promise<readonly { readonly kind: string; readonly n: number; readonly oldest: Date | null }[]> {
  return q.query({
    name: 'metrics-unknown',
    text: `select 'payment' as kind, count(*)::int as n, min(created_at) as oldest from payments
            where due_at is not null and (status in ('created', 'unknown') or in_doubt)
           union all
           select 'refund', count(*)::int, min(created_at) from refunds
            where due_at is not null and accepted_at is null`,
  });
}

/** Notifications that a partner has not acknowledged yet, app by app, and since when the first is due. */
export async function findPending(
  q: Queryable,
): Promise<readonly { readonly app_id: string; readonly n: number; readonly due: Date }[]> {
  return q.query({
    name: 'metrics-notifications',
    text: `select app_id, count(*)::int as n, min(next_attempt_at) as due from notifications
            where next_attempt_at is not null group by app_id`,
  });
}

export async function countOpenDifferences(q: Queryable): Promise<Count[]> {
  const rows = await q.query<{ kind: string; n: number }>({
    name: 'metrics-differences',
    text: `select kind, count(*)::int as n from bill_differences where status in ('open', 'proposed') group by kind`,
  });
  return rows.map(({ kind, n }) => ({ labels: { kind }, value: n }));
}
