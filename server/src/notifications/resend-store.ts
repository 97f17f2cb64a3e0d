import type { Queryable } from '../db/database.ts';
import { appInScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';

/** Every notification that has failed in a period. */
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

/** Another round of a notification's schedule: who wants it, and why; that of one order is without a reason. */
export interface Round {
  readonly by: string;
  readonly reason: string | undefined;
  readonly begunAt: Date;
  /** Attempts go on until then. */
  readonly deadlineAt: Date;
}

/** Begins a round for one order's notification, delivered or not; false when it is being sent now. */
export async function beginRound(
  q: Queryable,
  { appId, orderId }: { readonly appId: string; readonly orderId: string },
  round: Round,
): Promise<boolean> {
  const [row] = await q.query<{ begun: number }>({
    name: 'resend-notification',
    text: beginning(`app_id = $5 and order_id = $6 and ${UNTOUCHED} for no key update`),
    values: [...roundValues(round), appId, orderId],
  });
  return row?.begun === 1;
}

/** Some of what failed, the oldest first. */
export interface BegunRounds {
  readonly count: number;
  /** When the last of them was created; undefined when there was none. */
  readonly lastCreatedAt: Date | undefined;
}

/**
 * Begins a round for at most `limit` undelivered notifications of a period. Rounds that this resend has begun are not
 * begun again, however soon they fail: they have the same `deadlineAt`, or a later one. Locked notifications are being
 * sent or resent, and are skipped.
 */
export async function beginFailedRounds(
  q: Queryable,
  failed: FailedInPeriod,
  round: Round,
  limit: number,
): Promise<BegunRounds> {
  const [row] = await q.query<{ begun: number; last_created_at: Date | null }>({
    name: 'resend-failed-notifications',
    text: beginning(`${failedFrom(5)} and deadline_at < $2
                      order by created_at limit $9 for no key update skip locked`),
    values: [...roundValues(round), ...failedValues(failed), limit],
  });
  return { count: row?.begun ?? 0, lastCreatedAt: row?.last_created_at ?? undefined };
}

/** What a worker has is left alone: it would be sent twice. */
const UNTOUCHED = '(leased_until is null or leased_until <= $1)';

/**
 * Attempted at least once in the present round without success, and not being sent now. The parameters are
 * consecutive.
 */
function failedFrom(first: number): string {
  const [from, to, appId] = [0, 1, 2].map((place) => `$${first + place}`);
  return `created_at >= ${from} and created_at < ${to} and (${appId}::text is null or app_id = ${appId})
          and ${appInScope(`$${first + 3}`)}
          and status <> 'delivered' and attempts > schedule_from and ${UNTOUCHED}`;
}

function failedValues({ schools, appId, from, to }: FailedInPeriod): unknown[] {
  return [from, to, appId ?? null, schoolsIn(schools)];
}

/** A round, due at once, for each notification that is `chosen` and locked; what it ends is kept. */
function beginning(chosen: string): string {
  return `with chosen as (
      select app_id, notification_id, status, settled_at from notifications where ${chosen}),
    begun as (
      update notifications n set status = 'pending', settled_at = null, next_attempt_at = $1,
             deadline_at = greatest(n.deadline_at, $2), schedule_from = n.attempts
        from chosen where n.app_id = chosen.app_id and n.notification_id = chosen.notification_id
      returning n.app_id, n.notification_id, n.created_at, n.attempts, chosen.status, chosen.settled_at),
    kept as (
      insert into notification_rounds (app_id, notification_id, begun_at, begun_by, reason,
                                       previous_status, previous_settled_at, previous_attempts)
      select app_id, notification_id, $1, $3::text, $4::text, status, settled_at, attempts from begun)
    select count(*)::int as begun, max(created_at) as last_created_at from begun`;
}

function roundValues({ by, reason, begunAt, deadlineAt }: Round): unknown[] {
  return [begunAt, deadlineAt, by, reason ?? null];
}

/** How many would begin if it were done now, app by app. */
export async function countFailed(
  q: Queryable,
  failed: FailedInPeriod,
  now: Date,
): Promise<ResendableOfApp[]> {
  const rows = await q.query<{ app_id: string; name: string; count: string }>({
    name: 'count-failed-notifications',
    text: `select app_id, a.name, failed.count
             from (select app_id, count(*) from notifications where ${failedFrom(2)} group by app_id) failed
             join apps a using (app_id) order by a.name, app_id`,
    values: [now, ...failedValues(failed)],
  });
  return rows.map((row) => ({ appId: row.app_id, appName: row.name, count: Number(row.count) }));
}
