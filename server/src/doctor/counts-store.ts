import type { Queryable } from '../db/database.ts';

export interface TableSize {
  readonly name: string;
  /** As the planner takes it; -1: it has not been looked at yet. */
  readonly rows: number;
  readonly bytes: number;
}

export function listTableSizes(q: Queryable): Promise<TableSize[]> {
  return q.query<TableSize>({
    text: `select relname as name, reltuples::float8 as rows, pg_total_relation_size(oid)::float8 as bytes
             from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by relname`,
  });
}

const STATES = {
  orders: 'status',
  payments: 'status',
  refunds: 'status',
  notifications: 'status',
  invoices: 'status',
  bill_days: 'status',
  bill_differences: 'status',
  channel_accounts: 'channel',
} as const;

/** How many rows of each kind are in each state. */
export type StateCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

export async function countStates(q: Queryable): Promise<StateCounts> {
  const parts = Object.entries(STATES).map(
    ([table, column]) =>
      `select '${table}' as kind, ${column} as state, count(*)::int as n from ${table} group by 2`,
  );
  const rows = await q.query<{ kind: string; state: string; n: number }>({ text: parts.join(' union all ') });
  const counts: Record<string, Record<string, number>> = {};
  for (const { kind, state, n } of rows) counts[kind] = { ...counts[kind], [state]: n };
  return counts;
}
