import type { AttemptOutcome } from '@zhixiao/contract/codes/notifications';
import { columns, from } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { count, instant, integer, leftJoined, optional, text, texts } from '../db/fields.ts';
import { newestFirst, ofApp } from '../db/newest-of-app.ts';
import { firstIdAt } from '../lib/ids.ts';
import { type AppScope, appScopeIn, inAppScope } from '../schools/scope.ts';

const FAILURE = {
  at: instant('started_at'),
  outcome: text<AttemptOutcome>('outcome'),
  httpStatus: optional(integer('http_status')),
  detail: text('detail'),
};

/** How an app takes its notifications. */
export interface CallbackHealth {
  readonly schoolId: string;
  readonly appId: string;
  readonly appName: string;
  /** Notifications that were tried, how many of them arrived, and by how many attempts. */
  readonly tried: number;
  readonly delivered: number;
  readonly attempts: number;
  readonly lastSuccessAt: Date | undefined;
  readonly lastFailure:
    | {
        readonly at: Date;
        readonly outcome: AttemptOutcome;
        readonly httpStatus: number | undefined;
        readonly detail: string;
      }
    | undefined;
  /** Counted up to a thousand. */
  readonly waiting: number;
  readonly waitingSince: Date | undefined;
  readonly paused: readonly string[];
}

const HEALTH = columns<CallbackHealth>()({
  schoolId: text('a.school_id'),
  appId: text('a.app_id'),
  appName: text('a.name'),
  tried: count('newest.tried'),
  delivered: count('newest.delivered'),
  attempts: count('newest.attempts'),
  lastSuccessAt: optional(instant('newest.last_success_at')),
  lastFailure: leftJoined('at', from('failure', FAILURE)),
  waiting: count('waiting.waiting'),
  waitingSince: optional(instant('waiting.waiting_since')),
  paused: texts(`array(select e.endpoint from notification_endpoints e
                        where e.app_id = a.app_id and e.probe_at is not null order by e.endpoint limit 5) as paused`),
});

/** So many notifications of an app are looked at, the newest: the health of now, and as cheap for a large app. */
const NEWEST = 200;
const WAITING_COUNTED = 1_000;
const APPS_MAX = 500;

/** The apps of the scope, by name, with how they took the notifications of orders since an instant. */
export async function selectCallbackHealth(
  q: Queryable,
  scope: AppScope,
  since: Date,
): Promise<CallbackHealth[]> {
  const [schools, apps] = appScopeIn(scope);
  const newest = (fields: string) => `select ${fields} from notifications n
                                       where ${ofApp('n')} and n.order_id >= $3 and n.attempts > 0
                                       order by ${newestFirst('n', 'order_id')} limit ${NEWEST}`;
  return HEALTH.all(q, {
    name: 'select-callback-health',
    text: `select ${HEALTH.selected}
             from apps a
             cross join lateral (
               select count(*) as tried, count(*) filter (where status = 'delivered') as delivered,
                      coalesce(sum(attempts), 0) as attempts,
                      max(settled_at) filter (where status = 'delivered') as last_success_at
                 from (${newest('n.status, n.attempts, n.settled_at')}) n) newest
             left join lateral (
               select t.started_at, t.outcome, t.http_status, t.detail
                 from (${newest('n.app_id, n.notification_id')}) n
                 -- one after the other, each from the partition of its number
                 cross join lateral (
                   select * from notification_attempts t
                    where t.app_id = n.app_id and t.notification_id = n.notification_id
                      and t.outcome <> 'acknowledged' offset 0) t
                order by t.started_at desc limit 1) failure on true
             cross join lateral (
               select count(*) as waiting, min(next_attempt_at) as waiting_since
                 from (select n.next_attempt_at from notifications n
                        where n.app_id = a.app_id and n.next_attempt_at is not null limit ${WAITING_COUNTED}) n) waiting
            where ${inAppScope('a', '$1', '$2')}
            order by a.name, a.app_id limit ${APPS_MAX}`,
    values: [schools, apps, firstIdAt(since)],
  });
}
