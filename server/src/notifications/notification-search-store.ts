import type { NotificationStatus } from '@zhixiao/contract/codes/notifications';
import type { Queryable } from '../db/database.ts';
import { newestFirst, ofApp } from '../db/newest-of-app.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from '../lib/clock.ts';
import { firstIdAt, isId } from '../lib/ids.ts';
import { maskUrl } from '../lib/mask.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { Attempt } from './attempt.ts';
import type { NotificationFilter, NotificationListed } from './notification-list.ts';

interface NotificationListedRow {
  readonly school_id: string;
  readonly app_id: string;
  readonly app_name: string;
  readonly order_id: string;
  readonly out_trade_no: string;
  readonly notify_url: string;
  readonly status: NotificationStatus;
  readonly attempts: number;
  readonly created_at: Date;
  readonly next_attempt_at: Date | null;
  readonly settled_at: Date | null;
  readonly started_at: Date | null;
  readonly outcome: Attempt['outcome'];
  readonly http_status: number | null;
  readonly detail: string;
}

/** In the words of the partial indexes. */
const STATUS: Readonly<Record<NotificationStatus, string>> = {
  pending: `n.status = 'pending' and n.next_attempt_at is not null`,
  delivered: `n.status = 'delivered'`,
  exhausted: `n.status = 'exhausted'`,
};

/**
 * A period is a range of order numbers too, which the index is walked by. That the one nearly implies the other the
 * planner does not know: it multiplied how few of both there are, and read and sorted a month for a day's twenty rows.
 * An expression has no statistics.
 */
const CREATED_AT = `n.created_at + interval '0'`;

/** An order lives for an hour; a channel that is away, or we, can delay the news of its payment by days. */
const PAID_WITHIN_MS = HOUR_MS + 30 * DAY_MS;
/** By how much the clocks of two servers may differ. */
const CLOCKS_DIFFER_MS = MINUTE_MS;

/**
 * The notifications of the newest orders that meet the conditions, each app's from the end of the index that
 * holds an order's only once: a hot table needs none of its own for lists. Planned for its values every time.
 */
export async function selectNotifications(
  q: Queryable,
  scope: SchoolScope,
  filter: NotificationFilter,
  before: string | undefined,
  limit: number,
): Promise<NotificationListed[]> {
  const values: unknown[] = [schoolsIn(scope), filter.appId ?? null, limit];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const parts = conditionsOf(filter, bind);
  if (before !== undefined) parts.push(`n.order_id < ${bind(before)}`);
  const rows = await q.query<NotificationListedRow>({
    text: `with page as (
             select found.app_id, found.notification_id, found.order_id
               from apps a cross join lateral (
                 select n.app_id, n.notification_id, n.order_id from notifications n
                  where ${ofApp('n')} ${parts.map((part) => `and ${part}`).join(' ')}
                  order by ${newestFirst('n', 'order_id')} limit $3) found
              where ${inScope('a.school_id', '$1')} and ($2::text is null or a.app_id = $2)
              order by found.order_id desc limit $3)
           select a.school_id, n.app_id, a.name as app_name, n.order_id, o.out_trade_no, o.notify_url, n.status,
                  n.attempts, n.created_at, n.next_attempt_at, n.settled_at,
                  last.started_at, last.outcome, last.http_status, last.detail
             from page join notifications n using (app_id, notification_id) join apps a using (app_id)
             join orders o on o.app_id = n.app_id and o.order_id = n.order_id
             left join lateral (
               select t.started_at, t.outcome, t.http_status, t.detail from notification_attempts t
                where t.app_id = n.app_id and t.notification_id = n.notification_id
                order by t.attempt desc limit 1) last on true
            order by n.order_id desc`,
    values,
  });
  return rows.map(fromRow);
}

function conditionsOf(
  { status, number, from, to }: NotificationFilter,
  bind: (value: unknown) => string,
): string[] {
  const parts: string[] = [];
  if (status) parts.push(STATUS[status]);
  if (from) {
    parts.push(`${CREATED_AT} >= ${bind(from)}`);
    parts.push(`n.order_id >= ${bind(firstIdAt(plusMs(from, -PAID_WITHIN_MS)))}`);
  }
  if (to) {
    parts.push(`${CREATED_AT} < ${bind(to)}`);
    parts.push(`n.order_id < ${bind(firstIdAt(plusMs(to, CLOCKS_DIFFER_MS)))}`);
  }
  if (number !== undefined) {
    const theirs = `o.out_trade_no = ${bind(number)}`;
    const ours = isId(number) ? ` or o.order_id = ${bind(number)}` : '';
    parts.push(
      `n.order_id in (select o.order_id from orders o where o.app_id = a.app_id and (${theirs}${ours}))`,
    );
  }
  return parts;
}

function fromRow(row: NotificationListedRow): NotificationListed {
  return {
    schoolId: row.school_id,
    appId: row.app_id,
    appName: row.app_name,
    orderId: row.order_id,
    outTradeNo: row.out_trade_no,
    address: maskUrl(row.notify_url),
    status: row.status,
    attempts: row.attempts,
    createdAt: row.created_at,
    nextAttemptAt: row.next_attempt_at ?? undefined,
    settledAt: row.settled_at ?? undefined,
    last: row.started_at
      ? {
          at: row.started_at,
          outcome: row.outcome,
          httpStatus: row.http_status ?? undefined,
          detail: row.detail,
        }
      : undefined,
  };
}
