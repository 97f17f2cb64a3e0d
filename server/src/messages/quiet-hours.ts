import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import { parseShanghaiTime, plusDays, shanghaiDate } from '../lib/shanghai-day.ts';
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
  return parseShanghaiTime(`${day} ${until}:00`);
}
