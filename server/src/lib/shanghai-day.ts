import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import { DAY_MS } from './clock.ts';

/** The day in Asia/Shanghai that an instant falls on, as `YYYY-MM-DD`. */
export function shanghaiDate(instant: Date): string {
  return formatShanghaiTime(instant).slice(0, 10);
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

/** The instant that `YYYY-MM-DD HH:mm:ss` names in Asia/Shanghai; undefined when it names none. */
export function parseShanghaiTime(text: string): Date | undefined {
  const [, date, time] = text.match(/^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/) ?? [];
  if (date === undefined || !isDate(date)) return undefined;
  const instant = new Date(`${date}T${time}+08:00`);
  return Number.isNaN(instant.getTime()) || shanghaiDate(instant) !== date ? undefined : instant;
}
