import type { Queryable } from '../db/database.ts';
import { plusMs } from '../lib/clock.ts';
import { type SchoolScope, schoolsIn } from '../schools/scope.ts';
import { NOTIFY_FOR_MS } from './notification.ts';

/** Which notifications are resent: that of one order, or all that have failed in a period. */
export type ResendScope = { readonly appId: string; readonly orderId: string } | FailedInPeriod;

export interface FailedInPeriod {
  /** No other school's are touched, whichever app is named. */
  readonly schools: SchoolScope;
  /** Of one app, or of all that the schools have. */
  readonly appId: string | undefined;
  /** Payments from this instant on, and before that one. */
  readonly from: Date;
  readonly to: Date;
}

/** What would begin for one app. */
export interface ResendableOfApp {
  readonly appId: string;
  readonly appName: string;
  readonly count: number;
}

const UNTOUCHED = '(leased_until is null or leased_until <= $1)';

/** Told at least once in vain in the present round, and not being told just now. */
const FAILED = `created_at >= $2 and created_at < $3 and ($4::text is null or app_id = $4)
                and ($5::text[] is null or app_id in (select app_id from apps where school_id = any ($5)))
                and status <> 'delivered' and attempts > schedule_from and ${UNTOUCHED}`;

function failedValues({ schools, appId, from, to }: FailedInPeriod, now: Date): unknown[] {
  return [now, from, to, appId ?? null, schoolsIn(schools)];
}

/**
 * Begins another round of the schedule, due now. What is under way is left alone: it would be sent twice.
 * Answers how many begin.
 */
export async function beginRounds(q: Queryable, scope: ResendScope, now: Date): Promise<number> {
  const begin = (deadline: string) =>
    `update notifications set status = 'pending', settled_at = null, next_attempt_at = $1,
            deadline_at = greatest(deadline_at, ${deadline}), schedule_from = attempts`;
  const deadlineAt = plusMs(now, NOTIFY_FOR_MS);
  const rows =
    'orderId' in scope
      ? await q.query({
          name: 'resend-notification',
          text: `${begin('$2')} where app_id = $3 and order_id = $4 and ${UNTOUCHED} returning 1`,
          values: [now, deadlineAt, scope.appId, scope.orderId],
        })
      : await q.query({
          name: 'resend-failed-notifications',
          text: `${begin('$6')} where ${FAILED} returning 1`,
          values: [...failedValues(scope, now), deadlineAt],
        });
  return rows.length;
}

/** How many would begin if it were done now, app by app. */
export async function countFailed(
  q: Queryable,
  scope: FailedInPeriod,
  now: Date,
): Promise<ResendableOfApp[]> {
  const rows = await q.query<{ app_id: string; name: string; count: string }>({
    name: 'count-failed-notifications',
    text: `select app_id, a.name, failed.count
             from (select app_id, count(*) from notifications where ${FAILED} group by app_id) failed
             join apps a using (app_id) order by a.name, app_id`,
    values: failedValues(scope, now),
  });
  return rows.map((row) => ({ appId: row.app_id, appName: row.name, count: Number(row.count) }));
}
