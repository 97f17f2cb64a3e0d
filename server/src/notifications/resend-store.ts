import type { Queryable } from '../db/database.ts';
import { plusMs } from '../lib/clock.ts';
import { NOTIFY_FOR_MS } from './notification.ts';

/** Which notifications are resent: that of one order, or all that have failed in a period. */
export type ResendScope =
  | { readonly appId: string; readonly orderId: string }
  | {
      /** Of one app, or of all. */
      readonly appId: string | undefined;
      /** Payments from this instant on, and before that one. */
      readonly from: Date;
      readonly to: Date;
    };

/**
 * Begins another round of the schedule, due now. What is under way is left alone: it would be sent twice.
 * Answers how many begin.
 */
export async function beginRounds(q: Queryable, scope: ResendScope, now: Date): Promise<number> {
  const begin = `update notifications set status = 'pending', settled_at = null, next_attempt_at = $1,
                        deadline_at = greatest(deadline_at, $2), schedule_from = attempts`;
  const untouched = '(leased_until is null or leased_until <= $1)';
  const common = [now, plusMs(now, NOTIFY_FOR_MS)];
  const rows =
    'orderId' in scope
      ? await q.query({
          name: 'resend-notification',
          text: `${begin} where app_id = $3 and order_id = $4 and ${untouched} returning 1`,
          values: [...common, scope.appId, scope.orderId],
        })
      : await q.query({
          name: 'resend-failed-notifications',
          text: `${begin} where created_at >= $3 and created_at < $4 and ($5::text is null or app_id = $5)
                   and status <> 'delivered' and attempts > schedule_from and ${untouched} returning 1`,
          values: [...common, scope.from, scope.to, scope.appId ?? null],
        });
  return rows.length;
}
