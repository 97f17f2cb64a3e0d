import type { Channel } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { DAY_MS, plusMs } from '../lib/clock.ts';
import { dayStart, plusDays, shanghaiDate } from '../lib/shanghai-day.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { findFigures, findFiguresOfSpans } from './figures-store.ts';
import type { Figures, FiguresFilter, Sum } from './key-figures.ts';

/** The figures of a period as a whole, and cut by day, channel and app; a day or app without any is left out. */
export interface Overview {
  readonly total: Figures;
  readonly byDay: readonly (Figures & { readonly day: string })[];
  readonly byChannel: readonly (Figures & { readonly channel: Channel })[];
  readonly byApp: readonly (Figures & { readonly appId: string; readonly appName: string })[];
}

/** Money in, refunds and success of these schools' apps, or of one of them; to the last second. */
export async function overviewOf(
  core: Pick<Core, 'db'>,
  scope: SchoolScope,
  filter: FiguresFilter,
): Promise<Overview> {
  const cuts = await findFigures(core.db, scope, filter, 'separately');
  const byDay: Overview['byDay'][number][] = [];
  const byChannel: Overview['byChannel'][number][] = [];
  const byApp: Overview['byApp'][number][] = [];
  let total = NOTHING;
  for (const { day, channel, app, figures } of cuts) {
    if (day !== undefined) byDay.push({ day, ...figures });
    else if (channel !== undefined) byChannel.push({ channel, ...figures });
    else if (app !== undefined) byApp.push({ appId: app.appId, appName: app.name, ...figures });
    else total = figures;
  }
  return { total, byDay, byChannel, byApp };
}

/** Today's figures so far, and those of other days until the same hour. */
export interface HourFigures {
  readonly at: Date;
  readonly today: Figures;
  readonly yesterday: Figures;
  readonly lastWeek: Figures;
}

/** How today compares: with yesterday, and with the same day of the week before, each until this time of day. */
export async function figuresUntilNow(
  core: Pick<Core, 'db' | 'clock'>,
  scope: SchoolScope,
  appId: string | undefined,
): Promise<HourFigures> {
  const at = core.clock.now();
  const begun = dayStart(shanghaiDate(at));
  const spanOf = (daysAgo: number) => ({
    from: plusMs(begun, -daysAgo * DAY_MS),
    to: plusMs(at, -daysAgo * DAY_MS + 1),
  });
  const spans = [spanOf(0), spanOf(1), spanOf(7)];
  const [today = NOTHING, yesterday = NOTHING, lastWeek = NOTHING] = await findFiguresOfSpans(
    core.db,
    scope,
    appId,
    spans,
  );
  return { at, today, yesterday, lastWeek };
}

/** What an app took on a channel on one day. */
export interface DayFigures extends Figures {
  readonly day: string;
  readonly channel: Channel;
  readonly schoolId: string;
  readonly appId: string;
  readonly appName: string;
}

const DAYS_AT_ONCE = 92;

/** The same figures day by day, of each app on each channel, read as they are wanted. */
export async function* eachDayFigures(
  core: Pick<Core, 'db' | 'clock'>,
  scope: SchoolScope,
  { from, to, appId }: FiguresFilter,
): AsyncGenerator<DayFigures> {
  const today = shanghaiDate(core.clock.now());
  const end = to > today ? today : to;
  for (let first = from; first <= end; first = plusDays(first, DAYS_AT_ONCE)) {
    let last = plusDays(first, DAYS_AT_ONCE - 1);
    if (last > end) last = end;
    const cuts = await findFigures(core.db, scope, { from: first, to: last, appId }, 'together');
    for (const { day, channel, app, figures } of cuts) {
      if (day && channel && app) {
        yield { day, channel, schoolId: app.schoolId, appId: app.appId, appName: app.name, ...figures };
      }
    }
  }
}

const NONE: Sum = { count: 0, amount: 0 };
const NOTHING: Figures = { received: NONE, unwanted: NONE, refunded: NONE, started: 0, succeeded: 0 };
