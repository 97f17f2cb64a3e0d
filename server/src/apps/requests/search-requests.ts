import type { Core } from '../../core.ts';
import { DAY_MS, MINUTE_MS, plusMs } from '../../lib/clock.ts';
import { isId } from '../../lib/ids.ts';
import { type Page, type PageQuery, pageById } from '../../lib/page.ts';
import { shanghaiDate } from '../../lib/shanghai-day.ts';
import type { AppScope } from '../../schools/scope.ts';
import type { CallError, CallsOfDay, RequestFilter, RequestListed, SampledDay } from './request-list.ts';
import {
  selectCallDays,
  selectCallErrors,
  selectRequests,
  selectSampledDays,
} from './request-search-store.ts';

/** For so long requests are shown; the ring keeps them until the day is over. */
const SHOWN_MS = 7 * DAY_MS;

/** Requests of apps of the last seven days, newest first. */
export async function searchRequests(
  { db, clock }: Pick<Core, 'db' | 'clock'>,
  scope: AppScope,
  filter: RequestFilter,
  page: PageQuery,
): Promise<Page<RequestListed>> {
  const now = clock.now();
  const oldest = plusMs(now, -SHOWN_MS);
  // clocks of two processes differ
  const newest = plusMs(now, MINUTE_MS);
  const from = filter.from && filter.from > oldest ? filter.from : oldest;
  const to = filter.to && filter.to < newest ? filter.to : newest;
  const isNone = from >= to || (filter.requestId !== undefined && !isId(filter.requestId));
  if (isNone) return { rows: [], next: undefined };
  return pageById(page, 'requestId', (before, limit) =>
    selectRequests(db, scope, { ...filter, from, to }, before, limit),
  );
}

/** How an app's calls of those days ended: all of them by day, and the newest that failed by the reason. */
export async function callsOfApp(
  { db, clock }: Pick<Core, 'db' | 'clock'>,
  appId: string,
): Promise<{ readonly days: readonly CallsOfDay[]; readonly errors: readonly CallError[] }> {
  const now = clock.now();
  const from = plusMs(now, -SHOWN_MS);
  const [days, errors] = await Promise.all([
    // today is one of them
    selectCallDays(db, appId, shanghaiDate(plusMs(from, DAY_MS))),
    selectCallErrors(db, appId, { from, to: plusMs(now, MINUTE_MS) }),
  ]);
  return { days, errors };
}

/** Of which of those days not every request is kept. */
export function listSampledDays(
  { db, clock }: Pick<Core, 'db' | 'clock'>,
  scope: AppScope,
  appId: string | undefined,
): Promise<SampledDay[]> {
  return selectSampledDays(db, scope, appId, shanghaiDate(plusMs(clock.now(), -SHOWN_MS)));
}
