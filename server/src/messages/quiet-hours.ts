import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import { MINUTE_MS } from '../lib/clock.ts';
import { dayStart, plusDays, shanghaiDate } from '../lib/shanghai-day.ts';
import type { QuietHours } from './recipient.ts';

/** When quiet hours that `now` lies in end; undefined: it lies in none. Their ends are not equal. */
export function endOfQuiet(quiet: QuietHours | undefined, now: Date): Date | undefined {
  if (!quiet) return undefined;
  const { from, until } = quiet;
  const time = formatShanghaiTime(now).slice(11, 16);
  const isOverMidnight = from >= until;
  const isQuiet = isOverMidnight ? time >= from || time < until : time >= from && time < until;
  if (!isQuiet) return undefined;
  const today = shanghaiDate(now);
  const day = isOverMidnight && time >= from ? plusDays(today, 1) : today;
  return new Date(dayStart(day).getTime() + minutesOf(until) * MINUTE_MS);
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}
