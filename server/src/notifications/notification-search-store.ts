import type { NotificationStatus } from '@zhixiao/contract/codes/notifications';
import { columns, from } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { id, instant, integer, leftJoined, made, optional, text } from '../db/fields.ts';
import { newestFirst, ofApp } from '../db/newest-of-app.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from '../lib/clock.ts';
import { firstIdAt, isId } from '../lib/ids.ts';
import { maskUrl } from '../lib/mask.ts';
import { type AppScope, appScopeIn, inAppScope } from '../schools/scope.ts';
import type { Attempt } from './attempt.ts';
import type { NotificationFilter, NotificationListed } from './notification-list.ts';

const LAST = {
  at: instant('started_at'),
  outcome: text<Attempt['outcome']>('outcome'),
  httpStatus: optional(integer('http_status')),
  detail: text('detail'),
};

const LISTED = columns<NotificationListed>()({
  schoolId: text('a.school_id'),
  appName: text('a.name as app_name'),
  outTradeNo: text('o.out_trade_no'),
  address: made({ url: text('o.notify_url') }, ({ url }) => maskUrl(url)),
  ...from('n', {
    appId: text('app_id'),
    orderId: id('order_id'),
    status: text<NotificationStatus>('status'),
    attempts: integer('attempts'),
    createdAt: instant('created_at'),
    nextAttemptAt: optional(instant('next_attempt_at')),
    settledAt: optional(instant('settled_at')),
  }),
  last: leftJoined('at', from('last', LAST)),
});

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
  scope: AppScope,
  filter: NotificationFilter,
  before: string | undefined,
  limit: number,
): Promise<NotificationListed[]> {
  const [schools, apps] = appScopeIn(scope);
  const values: unknown[] = [schools, filter.appId ?? null, limit, apps];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const parts = conditionsOf(filter, bind);
  if (before !== undefined) parts.push(`n.order_id < ${bind(before)}`);
  return LISTED.all(q, {
    text: `with page as (
             select found.app_id, found.notification_id, found.order_id
               from apps a cross join lateral (
                 select n.app_id, n.notification_id, n.order_id from notifications n
                  where ${ofApp('n')} ${parts.map((part) => `and ${part}`).join(' ')}
                  order by ${newestFirst('n', 'order_id')} limit $3) found
              where ${inAppScope('a', '$1', '$4')} and ($2::text is null or a.app_id = $2)
              order by found.order_id desc limit $3)
           select ${LISTED.selected}
             from page join notifications n using (app_id, notification_id) join apps a using (app_id)
             join orders o on o.app_id = n.app_id and o.order_id = n.order_id
             left join lateral (
               select t.started_at, t.outcome, t.http_status, t.detail from notification_attempts t
                where t.app_id = n.app_id and t.notification_id = n.notification_id
                order by t.attempt desc limit 1) last on true
            order by n.order_id desc`,
    values,
  });
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
