import { Gauge, type Registry } from 'prom-client';
import type { Queryable } from '../db/database.ts';
import { dayStart, shanghaiDate } from '../lib/shanghai-day.ts';
import { readBacklog } from '../overview/backlog-store.ts';
import { countProblems } from '../overview/problem-store.ts';
import { readMonthsAhead } from '../retention/months/months-ahead.ts';
import {
  type Count,
  countOpenDifferences,
  countOrdersSince,
  countPaymentsSince,
  findPending,
  findUnknown,
  sumMoneyOf,
} from './business-store.ts';

type Gauges = ReturnType<typeof gaugesOf>;

/** What the books say, read from the database whenever it is asked for. */
export interface BusinessMetrics {
  /** @throws DatabaseAway; then no stale values are reported */
  read(q: Queryable, now: Date): Promise<void>;
}

export function businessMetrics(registry: Registry): BusinessMetrics {
  const gauges = gaugesOf(registry);
  return {
    async read(q, now) {
      gauges.up.set(0);
      for (const gauge of Object.values(gauges)) if (gauge !== gauges.up) gauge.reset();
      const measured = await collect(q, now);
      gauges.up.set(1);
      for (const [name, counts] of measured) {
        for (const { labels, value } of counts) gauges[name].set(labels, value);
      }
    },
  };
}

function gaugesOf(registry: Registry) {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `zhixiao_${name}`, help, labelNames, registers: [registry] });
  return {
    up: gauge('database_up', 'Whether the database answered when this was asked for'),
    orders: gauge('orders_today', 'Orders made today (Asia/Shanghai), by status', ['status']),
    payments: gauge('payments_today', 'Payments begun today, by channel and status', ['channel', 'status']),
    money: gauge('money_today_fen', 'Fen posted at the channels today; out is negative', [
      'channel',
      'event',
    ]),
    unknown: gauge('unknown', 'Payments and refunds whose outcome is unknown', ['kind']),
    unknownAge: gauge('unknown_oldest_seconds', 'Age of the oldest of them', ['kind']),
    pending: gauge('notifications_pending', 'Notifications not acknowledged yet, by app', ['app_id']),
    pendingAge: gauge('notifications_overdue_seconds', 'How long the first of them is due', ['app_id']),
    differences: gauge('bill_differences_open', 'Differences with bills that are not closed', ['kind']),
    problems: gauge('problems_open', 'What is not as it should be (see the alerts)', ['kind']),
    problemsAge: gauge('problems_oldest_seconds', 'Age of the oldest of them', ['kind']),
    due: gauge('work_due', 'Background work that is due', ['kind']),
    dueAge: gauge('work_overdue_seconds', 'How long the first of it is due', ['kind']),
    months: gauge('months_ahead', 'Months after this one that a table has partitions for', ['table']),
  };
}

type Measured = readonly (readonly [keyof Gauges, readonly Count[]])[];

async function collect(q: Queryable, now: Date): Promise<Measured> {
  const today = shanghaiDate(now);
  const seconds = (since: Date | null) =>
    since ? Math.max(0, (now.getTime() - since.getTime()) / 1_000) : 0;
  const unknown = await findUnknown(q);
  const pending = await findPending(q);
  const problems = await countProblems(q, 'all', now);
  const backlog = await readBacklog(q, now);
  const ahead = await readMonthsAhead(q, now);
  return [
    ['orders', await countOrdersSince(q, dayStart(today))],
    ['payments', await countPaymentsSince(q, dayStart(today))],
    ['money', await sumMoneyOf(q, today)],
    ['unknown', unknown.map(({ kind, n }) => ({ labels: { kind }, value: n }))],
    ['unknownAge', unknown.map(({ kind, oldest }) => ({ labels: { kind }, value: seconds(oldest) }))],
    ['pending', pending.map(({ app_id, n }) => ({ labels: { app_id }, value: n }))],
    ['pendingAge', pending.map(({ app_id, due }) => ({ labels: { app_id }, value: seconds(due) }))],
    ['differences', await countOpenDifferences(q)],
    ['problems', problems.map(({ kind, count }) => ({ labels: { kind }, value: count }))],
    ['problemsAge', problems.map(({ kind, oldest }) => ({ labels: { kind }, value: seconds(oldest) }))],
    ['due', backlog.map(({ kind, due }) => ({ labels: { kind }, value: due }))],
    ['months', ahead.map(({ table, months }) => ({ labels: { table }, value: months }))],
    ['dueAge', backlog.map(({ kind, oldest }) => ({ labels: { kind }, value: seconds(oldest) }))],
  ];
}
