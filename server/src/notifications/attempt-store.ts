import { arrayLiteral } from '../db/array-literal.ts';
import type { Queryable } from '../db/database.ts';
import { plusMs } from '../lib/clock.ts';
import type { Attempt } from './attempt.ts';
import { isEndpointFailure, OPEN_AFTER_FAILURES, PROBE_EVERY_MS } from './endpoint.ts';
import type { ClaimedNotification } from './notification.ts';

/** An attempt together with what follows from it. */
export interface FinishedAttempt {
  readonly claimed: ClaimedNotification;
  readonly attempt: Attempt;
  /** When the next one is due; undefined when none is left. */
  readonly nextAttemptAt: Date | undefined;
}

/** `lease_lost`: another worker holds the notification now and decides what follows. */
export type AttemptResult = 'delivered' | 'pending' | 'exhausted' | 'lease_lost';

/**
 * Records attempts and what follows from each, and what they say about their endpoints, in one commit.
 * When a lease was lost, its present holder decides what follows; a success counts from either worker.
 */
export async function recordAttempts(
  q: Queryable,
  finished: readonly FinishedAttempt[],
  now: Date,
): Promise<AttemptResult[]> {
  const statuses = finished.map(statusAfter);
  const { failing, answering } = endpointsIn(finished);
  const column = (read: (one: FinishedAttempt, index: number) => unknown) => arrayLiteral(finished.map(read));
  const settled = await q.query<{ app_id: string; notification_id: string; attempt: number }>({
    name: 'record-attempts',
    text: `with finished as (
             select * from unnest($1::text[], $2::bigint[], $3::int[], $4::timestamptz[], $5::text[], $6::timestamptz[],
                                  $7::timestamptz[], $8::int[], $9::text[], $10::int[], $11::text[])
               as f(app_id, notification_id, attempt, lease_until, status, next_attempt_at,
                    started_at, duration_ms, outcome, http_status, detail)),
           settled as (
             update notifications n set status = f.status, next_attempt_at = f.next_attempt_at, leased_until = null,
                    settled_at = case when f.status = 'pending' then null else $12::timestamptz end
               from finished f
              where n.app_id = f.app_id and n.notification_id = f.notification_id and n.status = 'pending'
                and (f.status = 'delivered' or n.attempts = f.attempt and n.leased_until = f.lease_until)
             returning n.app_id, n.notification_id, f.attempt),
           recorded as (
             insert into notification_attempts
               (app_id, notification_id, attempt, started_at, duration_ms, outcome, http_status, detail)
             select app_id, notification_id, attempt, started_at, duration_ms, outcome, http_status, detail
               from finished join settled using (app_id, notification_id, attempt)),
           -- in one order in all processes, before any of them is changed
           held as (
             select from notification_endpoints e
               join unnest($13::text[] || $18::text[], $14::text[] || $19::text[]) as h(app_id, endpoint)
                 using (app_id, endpoint)
              order by e.app_id, e.endpoint for no key update of e),
           failing as (
             insert into notification_endpoints as e (app_id, endpoint, failures, failing_since, probe_at)
             select app_id, endpoint, failures, $12, case when failures >= $16 then $17::timestamptz end
               from unnest($13::text[], $14::text[], $15::int[]) as f(app_id, endpoint, failures)
              where (select count(*) from held) >= 0
              order by app_id, endpoint
             on conflict (app_id, endpoint) do update
               set failures = e.failures + excluded.failures,
                   probe_at = case when e.failures + excluded.failures >= $16 then $17::timestamptz end),
           answering as (
             delete from notification_endpoints e
              using unnest($18::text[], $19::text[]) as a(app_id, endpoint)
              where e.app_id = a.app_id and e.endpoint = a.endpoint and (select count(*) from held) >= 0),
           reached as (
             delete from unreachable_endpoints u
              using unnest($18::text[], $19::text[]) as a(app_id, endpoint)
              where u.app_id = a.app_id and u.endpoint = a.endpoint)
           select app_id, notification_id, attempt from settled`,
    values: [
      column(({ claimed }) => claimed.appId),
      column(({ claimed }) => claimed.notificationId),
      column(({ claimed }) => claimed.attempt),
      column(({ claimed }) => claimed.leaseUntil.toISOString()),
      arrayLiteral(statuses),
      column(({ nextAttemptAt }, index) =>
        statuses[index] === 'pending' ? nextAttemptAt?.toISOString() : null,
      ),
      column(({ attempt }) => attempt.startedAt.toISOString()),
      column(({ attempt }) => attempt.durationMs),
      column(({ attempt }) => attempt.outcome),
      column(({ attempt }) => attempt.httpStatus ?? null),
      column(({ attempt }) => attempt.detail),
      now,
      failing.map(({ appId }) => appId),
      failing.map(({ endpoint }) => endpoint),
      failing.map(({ failures }) => failures),
      OPEN_AFTER_FAILURES,
      plusMs(now, PROBE_EVERY_MS),
      answering.map(({ appId }) => appId),
      answering.map(({ endpoint }) => endpoint),
    ],
  });
  const keys = new Set(settled.map((row) => keyOf(row.app_id, row.notification_id, row.attempt)));
  return finished.map(({ claimed }, index) =>
    keys.has(keyOf(claimed.appId, claimed.notificationId, claimed.attempt))
      ? (statuses[index] ?? 'lease_lost')
      : 'lease_lost',
  );
}

function statusAfter({ attempt, nextAttemptAt }: FinishedAttempt): 'delivered' | 'pending' | 'exhausted' {
  if (attempt.outcome === 'acknowledged') return 'delivered';
  return nextAttemptAt ? 'pending' : 'exhausted';
}

interface EndpointTally {
  readonly appId: string;
  readonly endpoint: string;
  readonly failures: number;
}

/** One tally for each endpoint: one answer among the attempts sets its failures to zero. */
function endpointsIn(finished: readonly FinishedAttempt[]): {
  failing: EndpointTally[];
  answering: EndpointTally[];
} {
  const tallies = new Map<string, EndpointTally>();
  for (const { claimed, attempt } of finished) {
    const { appId, endpoint } = claimed;
    const key = `${appId} ${endpoint}`;
    const before = tallies.get(key)?.failures;
    const answers = !isEndpointFailure(attempt) || before === 0;
    tallies.set(key, { appId, endpoint, failures: answers ? 0 : (before ?? 0) + 1 });
  }
  const all = [...tallies.values()];
  return {
    failing: all.filter(({ failures }) => failures > 0),
    answering: all.filter(({ failures }) => failures === 0),
  };
}

function keyOf(appId: string, notificationId: string, attempt: number): string {
  return `${appId} ${notificationId} ${attempt}`;
}
