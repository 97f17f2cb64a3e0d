import type { AttemptOutcome } from '@zhixiao/contract/codes/notifications';
import type { Queryable } from '../db/database.ts';
import type { Order } from '../orders/order.ts';
import type { TimelineEvent } from './timeline-event.ts';

type OrderKey = Pick<Order, 'appId' | 'orderId'>;

/** Where a notification stands. */
export interface TimelineNotification {
  readonly status: 'pending' | 'delivered' | 'exhausted';
  readonly attempts: number;
  readonly nextAttemptAt: Date | undefined;
  readonly deadlineAt: Date;
}

interface AttemptRow {
  readonly status: TimelineNotification['status'];
  readonly created_at: Date;
  readonly deadline_at: Date;
  readonly next_attempt_at: Date | null;
  readonly settled_at: Date | null;
  readonly attempts: number;
  readonly attempt: number | null;
  readonly started_at: Date;
  readonly duration_ms: number;
  readonly outcome: AttemptOutcome;
  readonly http_status: number | null;
  readonly detail: string;
}

/** The order's notification with every attempt, and every round that an operator began. */
export async function findNotificationTimeline(
  q: Queryable,
  order: OrderKey,
): Promise<{ notification: TimelineNotification; events: TimelineEvent[] } | undefined> {
  const [rows, rounds] = await Promise.all([findAttempts(q, order), findRounds(q, order)]);
  const [first] = rows;
  if (!first) return undefined;
  const attempts = rows.flatMap((row) =>
    row.attempt === null ? [] : [{ attempt: row.attempt, event: attemptOf(row, row.attempt) }],
  );
  const events: TimelineEvent[] = [{ at: first.created_at, what: 'notification_queued' }];
  let covered = 0;
  for (const round of rounds) {
    const ofRoundBefore = attempts.filter(
      ({ attempt }) => attempt > covered && attempt <= round.previous_attempts,
    );
    covered = round.previous_attempts;
    events.push(
      ...ofRoundBefore.map(({ event }) => event),
      ...endOf(round.previous_status, round.previous_settled_at),
      resendOf(round),
    );
  }
  const latest = attempts.filter(({ attempt }) => attempt > covered);
  events.push(...latest.map(({ event }) => event), ...endOf(first.status, first.settled_at));
  const notification = {
    status: first.status,
    attempts: first.attempts,
    nextAttemptAt: first.next_attempt_at ?? undefined,
    deadlineAt: first.deadline_at,
  };
  return { notification, events };
}

function findAttempts(q: Queryable, order: OrderKey): Promise<AttemptRow[]> {
  return q.query({
    name: 'find-notification-timeline',
    text: `select n.status, n.created_at, n.deadline_at, n.next_attempt_at, n.settled_at, n.attempts,
                  a.attempt, a.started_at, a.duration_ms, a.outcome, a.http_status, a.detail
             from notifications n left join notification_attempts a using (app_id, notification_id)
            where n.app_id = $1 and n.order_id = $2 order by a.attempt`,
    values: [order.appId, order.orderId],
  });
}

interface RoundRow {
  readonly begun_at: Date;
  readonly begun_by: string;
  readonly reason: string | null;
  readonly previous_status: TimelineNotification['status'];
  readonly previous_settled_at: Date | null;
  readonly previous_attempts: number;
}

function findRounds(q: Queryable, order: OrderKey): Promise<RoundRow[]> {
  return q.query({
    name: 'find-notification-timeline-rounds',
    text: `select r.begun_at, r.begun_by, r.reason, r.previous_status, r.previous_settled_at, r.previous_attempts
             from notifications n join notification_rounds r using (app_id, notification_id)
            where n.app_id = $1 and n.order_id = $2 order by r.round_id`,
    values: [order.appId, order.orderId],
  });
}

function attemptOf(row: AttemptRow, attempt: number): TimelineEvent {
  return {
    at: row.started_at,
    what: 'notification_attempt',
    attempt,
    outcome: row.outcome,
    httpStatus: row.http_status ?? undefined,
    durationMs: row.duration_ms,
    detail: row.detail,
  };
}

/** How a round ended, if it has. */
function endOf(status: TimelineNotification['status'], at: Date | null): TimelineEvent[] {
  return at && status !== 'pending' ? [{ at, what: `notification_${status}` }] : [];
}

function resendOf({ begun_at: at, begun_by: by, reason }: RoundRow): TimelineEvent {
  return { at, what: 'notification_resent', by, reason: reason ?? undefined };
}
