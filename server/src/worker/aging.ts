import type { Core } from '../core.ts';
import type { Queryable } from '../db/database.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from '../lib/clock.ts';

/**
 * What must not grow old unseen, and when it has. A card refund may take three working days; everything
 * else resolves within minutes while its channel is well.
 */
const LIMITS = {
  payment_unknown: 10 * MINUTE_MS,
  order_closing: 10 * MINUTE_MS,
  refund_unanswered: HOUR_MS,
  refund_unsettled: 5 * DAY_MS,
  wrong_amount_held: DAY_MS,
  endpoint_dead: HOUR_MS,
  // asked for from ten on, due by then, and a quiet day is given up on after six hours
  bill_missing: 7 * HOUR_MS,
  difference_open: 2 * DAY_MS,
} as const;

export type AgingAlert = keyof typeof LIMITS;

export interface Aging {
  readonly alert: AgingAlert;
  readonly count: number;
  readonly oldest: Date;
}

/** Everything that is older than it may be. */
export async function findAging(q: Queryable, now: Date): Promise<Aging[]> {
  const before = (alert: AgingAlert) => plusMs(now, -LIMITS[alert]);
  const rows = await q.query<{ alert: AgingAlert; count: string; oldest: Date }>({
    name: 'find-aging',
    text: `select alert, count(*), min(since) as oldest from (
             select 'payment_unknown' as alert, created_at as since from payments
              where due_at is not null and (status in ('created', 'unknown') or in_doubt) and created_at < $1
             union all
             select 'order_closing', expires_at from orders where due_at is not null and expires_at < $2
             union all
             select 'refund_unanswered', created_at from refunds
              where due_at is not null and accepted_at is null and created_at < $3
             union all
             select 'refund_unsettled', created_at from refunds
              where due_at is not null and accepted_at is not null and created_at < $4
             union all
             select 'wrong_amount_held', paid_at from payments
              where disposition = 'wrong_amount' and refunded_fee < paid_fee and paid_at < $5
             union all
             select 'endpoint_dead', failing_since from notification_endpoints
              where probe_at is not null and failing_since < $6
             union all
             select 'bill_missing', created_at from bill_days where due_at is not null and created_at < $7
             union all
             select 'difference_open', found_at from bill_differences
              where status in ('open', 'proposed') and found_at < $8) aged
           group by alert order by alert`,
    values: [
      before('payment_unknown'),
      before('order_closing'),
      before('refund_unanswered'),
      before('refund_unsettled'),
      before('wrong_amount_held'),
      before('endpoint_dead'),
      before('bill_missing'),
      before('difference_open'),
    ],
  });
  return rows.map((row) => ({ ...row, count: Number(row.count) }));
}

const WATCH_MS = MINUTE_MS;

/** Raises an alert each minute for each kind of thing that has grown too old, until it is resolved. */
export function startAgingWatch(core: Core): AsyncDisposable {
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = alertAging(core).catch((error: unknown) => {
      core.log.error({ err: error }, 'could not look for what has grown too old');
    });
  }, WATCH_MS);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await looking;
    },
  };
}

async function alertAging(core: Core): Promise<void> {
  for (const { alert, count, oldest } of await findAging(core.db, core.clock.now())) {
    core.log.error({ alert, count, oldest }, 'unresolved for too long');
  }
}
