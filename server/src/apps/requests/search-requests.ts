import type { Core } from '../../core.ts';
import { DAY_MS, MINUTE_MS, plusMs } from '../../lib/clock.ts';
import { isId } from '../../lib/ids.ts';
import { type Page, type PageQuery, pageById } from '../../lib/page.ts';
import { shanghaiDate } from '../../lib/shanghai-day.ts';
import type { AppScope } from '../../schools/scope.ts';
import type { RequestFilter, RequestListed, SampledDay } from './request-list.ts';
import { selectRequests, selectSampledDays } from './request-search-store.ts';

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

/** Of which of those days not every request is kept. */
export function listSampledDays(
  { db, clock }: Pick<Core, 'db' | 'clock'>,
  scope: AppScope,
  appId: string | undefined,
): Promise<SampledDay[]> {
  return selectSampledDays(db, scope, appId, shanghaiDate(plusMs(clock.now(), -SHOWN_MS)));
}
