import { columns, from } from '../../db/columns.ts';
import type { Queryable } from '../../db/database.ts';
import { count, flag, id, integer, made, optional, smallint, text } from '../../db/fields.ts';
import { newestFirst, ofApp } from '../../db/newest-of-app.ts';
import { DAY_MS } from '../../lib/clock.ts';
import { firstIdAt, timeOfId } from '../../lib/ids.ts';
import { type AppScope, appScopeIn, inAppScope } from '../../schools/scope.ts';
import type { CallError, CallsOfDay, RequestFilter, RequestListed, SampledDay } from './request-list.ts';

const LISTED = columns<RequestListed>()({
  schoolId: text('a.school_id'),
  appName: text('a.name as app_name'),
  ...from('r', {
    requestId: id('request_id'),
    at: made({ requestId: id('request_id') }, ({ requestId }) => timeOfId(requestId)),
    appId: text('app_id'),
    interfaceName: text('interface'),
    version: smallint<1 | 2>('version'),
    outcome: text<RequestListed['outcome']>('outcome'),
    httpStatus: smallint('http_status'),
    retCode: smallint('ret_code'),
    step: optional(text<NonNullable<RequestListed['step']>>('step')),
    message: optional(text('message')),
    isProved: flag('is_proved'),
    outTradeNo: optional(text('out_trade_no')),
    durationMs: made({ us: integer('duration_us') }, ({ us }) => us / 1_000),
  }),
});

/** Conditions with the period in full. */
export interface RequestConditions extends RequestFilter {
  readonly from: Date;
  readonly to: Date;
}

/**
 * The newest requests that meet the conditions, each app's from the end of an index that begins with the app, in the days of the
 * ring that the period has. Planned for its values every time.
 */
export async function selectRequests(
  q: Queryable,
  scope: AppScope,
  conditions: RequestConditions,
  before: string | undefined,
  limit: number,
): Promise<RequestListed[]> {
  const [schools, apps] = appScopeIn(scope);
  const values: unknown[] = [schools, conditions.appId ?? null, limit, apps];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const parts = conditionsOf(conditions, bind);
  if (before !== undefined) parts.push(`r.request_id < ${bind(before)}`);
  return LISTED.all(q, {
    text: `select ${LISTED.selected}
             from apps a cross join lateral (
               select * from partner_requests r
                where ${ofApp('r')} and ${parts.join(' and ')}
                order by ${newestFirst('r', 'request_id')} limit $3) r
            where ${inAppScope('a', '$1', '$4')} and ($2::text is null or a.app_id = $2)
            order by r.request_id desc limit $3`,
    values,
  });
}

function conditionsOf(conditions: RequestConditions, bind: (value: unknown) => string): string[] {
  const { from, to, requestId, number, interfaceName, outcome, retCode, step } = conditions;
  const parts = [
    `r.slot = any (${bind(slotsOf(from, to))}::smallint[])`,
    `r.request_id >= ${bind(firstIdAt(from))}`,
    `r.request_id < ${bind(firstIdAt(to))}`,
  ];
  if (requestId !== undefined) parts.push(`r.request_id = ${bind(requestId)}`);
  if (number !== undefined) parts.push(`r.out_trade_no = ${bind(number)}`);
  if (interfaceName !== undefined) parts.push(`r.interface = ${bind(interfaceName)}`);
  // in the words of the partial index
  if (outcome !== undefined && outcome !== 'done') parts.push(`r.outcome <> 'done'`);
  if (outcome !== undefined) parts.push(`r.outcome = ${bind(outcome)}`);
  if (retCode !== undefined) parts.push(`r.ret_code = ${bind(retCode)}`);
  if (step !== undefined) parts.push(`r.outcome <> 'done' and r.step = ${bind(step)}`);
  return parts;
}

const SLOTS = 9;

/** Where in the ring the days of a period are. */
function slotsOf(from: Date, to: Date): number[] {
  const [first, last] = [from, to].map((at) => Math.floor(at.getTime() / DAY_MS)) as [number, number];
  const days = Math.max(0, Math.min(SLOTS, last - first + 1));
  return Array.from({ length: days }, (_, n) => (first + n) % SLOTS);
}

const SAMPLED = columns<SampledDay>()({
  appId: text('app_id'),
  appName: text('a.name as app_name'),
  day: text('day::text as day'),
  total: count('sum(d.total)::bigint as total'),
  kept: count('sum(d.kept)::bigint as kept'),
});

/** The days from `since` on of which not everything is kept, the latest first. */
export async function selectSampledDays(
  q: Queryable,
  scope: AppScope,
  appId: string | undefined,
  since: string,
): Promise<SampledDay[]> {
  return SAMPLED.all(q, {
    name: 'select-sampled-days',
    text: `select ${SAMPLED.selected} from partner_request_days d join apps a using (app_id)
            where ${inAppScope('a', '$1', '$2')} and ($3::text is null or a.app_id = $3) and d.day >= $4
            group by app_id, a.name, d.day having sum(d.kept) < sum(d.total)
            order by d.day desc, a.name, app_id limit 100`,
    values: [...appScopeIn(scope), appId ?? null, since],
  });
}

const DAYS = columns<CallsOfDay>()({
  day: text('day::text as day'),
  done: count(`coalesce(sum(total) filter (where kind = 'done'), 0)::bigint as done`),
  refused: count(`coalesce(sum(total) filter (where kind = 'refused'), 0)::bigint as refused`),
  unproved: count(`coalesce(sum(total) filter (where kind = 'unproved'), 0)::bigint as unproved`),
});

/** How many requests an app sent on each day from `since` on, the earliest first; a day without any is left out. */
export async function selectCallDays(q: Queryable, appId: string, since: string): Promise<CallsOfDay[]> {
  return DAYS.all(q, {
    name: 'select-call-days',
    text: `select ${DAYS.selected} from partner_request_days where app_id = $1 and day >= $2 group by day order by day`,
    values: [appId, since],
  });
}

const ERRORS = columns<CallError>()({
  step: text('step'),
  retCode: smallint('ret_code'),
  count: count('count(*) as count'),
});

/** Where the newest of an app's requests failed that are kept, the most frequent first. */
export async function selectCallErrors(
  q: Queryable,
  appId: string,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<CallError[]> {
  return ERRORS.all(q, {
    name: 'select-call-errors',
    text: `select ${ERRORS.selected} from (
             select step, ret_code from partner_requests r
              where r.app_id = $1 and r.outcome <> 'done' and r.slot = any ($2::smallint[])
                and r.request_id >= $3 and r.request_id < $4
              order by r.request_id desc limit $5) failed
            group by step, ret_code order by count(*) desc, step, ret_code`,
    values: [appId, slotsOf(from, to), firstIdAt(from), firstIdAt(to), ERRORS_COUNTED],
  });
}

const ERRORS_COUNTED = 1_000;
