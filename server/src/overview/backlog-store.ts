import type { Queryable } from '../db/database.ts';

/** Due work of one kind that no worker has claimed. */
export interface Backlog {
  readonly kind: string;
  readonly due: number;
  /** Since when the oldest of it is due. */
  readonly oldest: Date;
}

/** Each kind, with the column by which it is due. */
const DUE: Readonly<Record<string, string>> = {
  orders: 'due_at',
  payments: 'due_at',
  refunds: 'due_at',
  notifications: 'next_attempt_at',
  bill_days: 'due_at',
  invoices: 'due_at',
  invoice_deliveries: 'due_at',
  personal_data_requests: 'due_at',
};

/** What is due at `now`, kind by kind; kinds of which nothing is are left out. */
export function readBacklog(q: Queryable, now: Date): Promise<Backlog[]> {
  const parts = Object.entries(DUE).map(
    ([table, due]) =>
      `select '${table}' as kind, count(*)::int as due, min(${due}) as oldest from ${table} where ${due} <= $1`,
  );
  return q.query<Backlog>({
    text: `select * from (${parts.join(' union all ')}) backlog where due > 0 order by kind`,
    values: [now],
  });
}
