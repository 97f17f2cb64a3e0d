import { NOTIFICATION_STATUSES, type NotificationStatus } from '@zhixiao/contract/codes/notifications';
import type { ListTotals } from '@zhixiao/contract/console/list';
import { columns, from, projection } from '../db/columns.ts';
import { COUNT_LIMIT, countStates, type Reads } from '../db/count-states.ts';
import type { Queryable } from '../db/database.ts';
import { id, instant, integer, made, optional, text } from '../db/fields.ts';
import { ofApp } from '../db/newest-of-app.ts';
import { type Ordering, ordering } from '../db/ordering.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from '../lib/clock.ts';
import { firstIdAt, isId } from '../lib/ids.ts';
import { maskUrl } from '../lib/mask.ts';
import type { Behind } from '../lib/page.ts';
import { type AppScope, appScopeIn, inAppScope } from '../schools/scope.ts';
import type { Attempt } from './attempt.ts';
import type { NotificationFilter, NotificationListed } from './notification-list.ts';

const LAST = {
  at: instant('started_at'),
  outcome: text<Attempt['outcome']>('outcome'),
  httpStatus: optional(integer('http_status')),
  detail: text('detail'),
};

const LAST_OF = projection()({
  appId: text('page.app_id'),
  notificationId: id('page.notification_id'),
  ...from('last', LAST),
});

const LISTED = columns<Omit<NotificationListed, 'last'> & { readonly notificationId: string }>()({
  schoolId: text('a.school_id'),
  appName: text('a.name as app_name'),
  outTradeNo: text('o.out_trade_no'),
  address: made({ url: text('o.notify_url') }, ({ url }) => maskUrl(url)),
  ...from('n', {
    appId: text('app_id'),
    notificationId: id('notification_id'),
    orderId: id('order_id'),
    status: text<NotificationStatus>('status'),
    attempts: integer('attempts'),
    createdAt: instant('created_at'),
    nextAttemptAt: optional(instant('next_attempt_at')),
    settledAt: optional(instant('settled_at')),
  }),
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
 * The notifications of the first orders that meet the conditions, the newest unless they are sorted otherwise. Planned
 * for its values every time.
 */
export async function selectNotifications(
  q: Queryable,
  scope: AppScope,
  filter: NotificationFilter,
  behind: Behind | undefined,
  limit: number,
): Promise<NotificationListed[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const order = ordering(filter.sort, 'order_id');
  const page = await LISTED.all(q, {
    text: `with page as (${found(scope, filter, { behind, order, limit }, bind)})
           select ${LISTED.selected}
             from page join notifications n using (app_id, notification_id) join apps a using (app_id)
             join orders o on o.app_id = n.app_id and o.order_id = n.order_id
            order by ${order.of('n')}`,
    values,
  });
  const lastOf = await findLastAttempts(q, page);
  return page.map(({ notificationId, ...listed }) => ({
    ...listed,
    last: lastOf.get(`${listed.appId} ${notificationId}`),
  }));
}

/**
 * The last attempt of each, by app and number. Those of a page are neighbours: with the first and the last number as values
 * only the partitions of these months are planned for.
 */
async function findLastAttempts(
  q: Queryable,
  page: readonly { readonly appId: string; readonly notificationId: string }[],
): Promise<Map<string, NonNullable<NotificationListed['last']>>> {
  if (page.length === 0) return new Map();
  const numbers = page
    .map(({ notificationId }) => BigInt(notificationId))
    .sort((one, other) => Number(one - other));
  const rows = await LAST_OF.all(q, {
    text: `select ${LAST_OF.selected}
             from unnest($1::text[], $2::bigint[]) as page(app_id, notification_id)
            cross join lateral (
              select t.started_at, t.outcome, t.http_status, t.detail from notification_attempts t
               where t.app_id = page.app_id and t.notification_id = page.notification_id
                 and t.notification_id between $3 and $4
               order by t.attempt desc limit 1) last`,
    values: [
      page.map(({ appId }) => appId),
      page.map(({ notificationId }) => notificationId),
      String(numbers[0]),
      String(numbers.at(-1)),
    ],
  });
  return new Map(rows.map(({ appId, notificationId, ...last }) => [`${appId} ${notificationId}`, last]));
}

/** How many notifications meet the conditions. */
export function countNotifications(
  db: Reads,
  scope: AppScope,
  { status, ...filter }: NotificationFilter,
): Promise<ListTotals | undefined> {
  return countStates<NotificationStatus>(db, {
    states: NOTIFICATION_STATUSES,
    state: status,
    hasAmount: false,
    found: (state, bind) => found(scope, { ...filter, status: state }, { limit: COUNT_LIMIT }, bind),
  });
}

/**
 * Those of the first orders of the scope's apps, each app's from the end of the index that holds an order's only once: a
 * hot table needs none of its own for lists.
 * @param page without an order any will do, and no more apps are looked at than it takes
 */
function found(
  scope: AppScope,
  filter: NotificationFilter,
  page: { readonly behind?: Behind | undefined; readonly order?: Ordering; readonly limit: number },
  bind: (value: unknown) => string,
): string {
  const { behind, order } = page;
  const ofEachApp = ordering(filter.sort, 'order_id');
  const parts = conditionsOf(filter, bind);
  if (behind) parts.push(ofEachApp.behind('n', behind, bind));
  const [schools = '', apps = ''] = appScopeIn(scope).map(bind);
  const app = bind(filter.appId ?? null);
  const most = bind(page.limit);
  return `select found.app_id, found.notification_id, found.order_id
            from apps a cross join lateral (
              select n.app_id, n.notification_id, n.order_id from notifications n
               where ${ofApp('n')} ${parts.map((part) => `and ${part}`).join(' ')}
               order by ${ofEachApp.ofApp('n')} limit ${most}) found
           where ${inAppScope('a', schools, apps)} and (${app}::text is null or a.app_id = ${app})
           ${order ? `order by ${order.of('found')}` : ''} limit ${most}`;
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
