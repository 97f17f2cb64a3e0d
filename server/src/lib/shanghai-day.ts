import { DAY_MS, HOUR_MS } from './clock.ts';

// China has had no daylight saving since 1991, so a fixed offset is exact.
export const SHANGHAI_OFFSET_MS = 8 * HOUR_MS;

/** The day in Asia/Shanghai that an instant falls on, as `YYYY-MM-DD`. */
export function shanghaiDate(instant: Date): string {
  return new Date(instant.getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10);
}

/** When that day begins. */
export function dayStart(date: string): Date {
  return new Date(`${date}T00:00:00+08:00`);
}

/** The day `days` after `date`. */
export function plusDays(date: string, days: number): string {
  return shanghaiDate(new Date(dayStart(date).getTime() + days * DAY_MS));
}

/** Whether `text` is a day of the calendar, as `YYYY-MM-DD`; PostgreSQL has no year 0. */
export function isDate(text: string): boolean {
  const start = /^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text) ? dayStart(text) : undefined;
  return start !== undefined && !Number.isNaN(start.getTime()) && shanghaiDate(start) === text;
}

/** The day and time in Asia/Shanghai of an instant, as `YYYY-MM-DD HH:mm:ss`, whatever the process's time zone. */
export function shanghaiTime(instant: Date): string {
  const local = new Date(instant.getTime() + SHANGHAI_OFFSET_MS);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}

/** The instant that `YYYY-MM-DD HH:mm:ss` names in Asia/Shanghai; undefined when it names none. */
export function parseShanghaiTime(text: string): Date | undefined {
  const [, date, time] = text.match(/^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/) ?? [];
  if (date === undefined || !isDate(date)) return undefined;
  const instant = new Date(`${date}T${time}+08:00`);
  return Number.isNaN(instant.getTime()) || shanghaiDate(instant) !== date ? undefined : instant;
}
