import type { BillDayStatus as DayStatus } from '@zhixiao/contract/codes/reconciliation';
import { HOUR_MS, MINUTE_MS, plusMs } from '../lib/clock.ts';
import { dayStart, plusDays, shanghaiDate } from '../lib/shanghai-day.ts';

/** One day of one merchant account; the school is part of every key. `date` is `YYYY-MM-DD` in Asia/Shanghai. */
export interface DayKey {
  readonly schoolId: string;
  readonly channelAccountId: string;
  readonly date: string;
}

export type { DayStatus };

export interface BillDay extends DayKey {
  readonly status: DayStatus;
  readonly createdAt: Date;
  readonly attempts: number;
  /** Why there is no bill yet. */
  readonly failure: string | undefined;
  readonly lockedAt: Date | undefined;
  readonly lockedBy: string | undefined;
}

/** Both channels make a bill from nine on, and ask to be asked from ten on. */
const BILLS_READY_AFTER_MS = 10 * HOUR_MS;

/** The last day whose bill can be there. */
export function lastBilledDate(now: Date): string {
  return plusDays(shanghaiDate(plusMs(now, -BILLS_READY_AFTER_MS)), -1);
}

/** After this long a day without business of ours, and without a bill, had no business. */
const QUIET_AFTER_MS = 16 * HOUR_MS;

/** Whether the bill of a day should have been there for hours. */
export function isLongDue(date: string, now: Date): boolean {
  return now >= plusMs(dayStart(plusDays(date, 1)), QUIET_AFTER_MS);
}

/** How long until a bill that is not there is asked for again. */
export const ASK_AGAIN_MS = 30 * MINUTE_MS;

/** How many days back bills are fetched that a server that was away has missed. */
export const CATCH_UP_DAYS = 7;

/** A bill that could not be read so often in a row is for a person, and asked for once a day. */
export const MAX_UNREADABLE_TRIES = 6;
export const ASK_NEXT_DAY_MS = 24 * HOUR_MS;
