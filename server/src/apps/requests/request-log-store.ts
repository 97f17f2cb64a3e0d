import type { RequestKind } from '@zhixiao/contract/codes/requests';
import { columns } from '../../db/columns.ts';
import type { Queryable } from '../../db/database.ts';
import { count, flag, id, integer, made, optional, smallint, text } from '../../db/fields.ts';
import type { RequestTrail } from './request-trail.ts';

/** The columns of a kept request, but for its slot. */
const STORED = columns<Omit<RequestTrail, 'isAppUnknown'>>()({
  requestId: id('request_id'),
  appId: optional(text('app_id')),
  interfaceName: text('interface'),
  version: smallint('version'),
  outcome: text('outcome'),
  isProved: flag('is_proved'),
  httpStatus: smallint('http_status'),
  retCode: smallint('ret_code'),
  step: made({ step: text('step') }, ({ step }): RequestTrail['step'] => step as RequestTrail['step'], [
    { column: 'step', type: 'text', write: (step, { outcome }) => (outcome === 'done' ? null : step) },
  ]),
  message: optional(text('message')),
  outTradeNo: optional(text('out_trade_no')),
  durationUs: integer('duration_us'),
});

/** Requests of an app and kind since the last time, and how many of them are kept. */
export interface RequestCount {
  readonly appId: string;
  readonly kind: RequestKind;
  readonly total: number;
  readonly kept: number;
}

const COUNTED = columns<RequestCount>()({
  appId: text('app_id'),
  kind: text('kind'),
  total: count('total'),
  kept: count('kept'),
});

/**
 * Adds requests and counts in one statement; answers how many of each app and kind are kept on that day by all processes.
 * Safe to repeat when its answer was lost, but for the counts, which may then be too high.
 * @param day of Beijing
 */
export async function insertRequests(
  q: Queryable,
  requests: readonly RequestTrail[],
  counts: readonly RequestCount[],
  day: string,
): Promise<readonly RequestCount[]> {
  return COUNTED.all(q, {
    name: 'insert-partner-requests',
    text: `with added as (
             insert into partner_requests (slot, ${STORED.written})
             select given.request_id / 86400000000000 % 9, given.*
               from unnest(${STORED.arrays(1)}) as given (${STORED.written})
             on conflict do nothing)
           insert into partner_request_days as days (day, ${COUNTED.written})
           select $${STORED.width + COUNTED.width + 1}::date, given.*
             from unnest(${COUNTED.arrays(STORED.width + 1)}) as given (${COUNTED.written})
            -- in one order in all processes, which wait for each other's rows
            order by given.app_id, given.kind
           on conflict (app_id, day, kind) do update
              set total = days.total + excluded.total, kept = days.kept + excluded.kept
           returning ${COUNTED.selected}`,
    values: [...STORED.arraysOf(requests), ...COUNTED.arraysOf(counts), day],
  });
}

/** Empties what is older, whole days at once; answers how many rows went. */
export async function emptyRequestDays(q: Queryable, before: Date, limit: number): Promise<number> {
  const [row] = await q.query<{ went: string; counts: number }>({
    name: 'empty-request-days',
    text: `with counts as (
             delete from partner_request_days where day < ($1::timestamptz at time zone 'Asia/Shanghai')::date)
           select empty_request_days($1, $2) as went`,
    values: [before, limit],
  });
  return Number(row?.went ?? 0);
}
