import dayjs, { type Dayjs } from 'dayjs';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';
import 'dayjs/locale/zh-cn';
import { useEffect } from 'react';
import { useLanguage } from './language.tsx';

// the kit's calendars take their today from here: every day of the console is one of Beijing
dayjs.extend(utc);
dayjs.extend(timezone);
dayjs.tz.setDefault('Asia/Shanghai');

/** Has calendars name months and days of the week in the language that the console is shown in. */
export function useCalendarLanguage(): void {
  const { language } = useLanguage();
  useEffect(() => {
    dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
  }, [language]);
}

/** A day such as `2026-09-01` for a calendar; undefined when the text is none, which a calendar cannot show. */
export function dayOf(text: string | undefined): Dayjs | undefined {
  const day = dayjs(text ?? '');
  return day.format('YYYY-MM-DD') === text ? day : undefined;
}

const DAY = 'YYYY-MM-DD';

/** The Monday of a day's week. */
export function weekBegan(day: string): string {
  const at = dayjs(day);
  // dayjs counts from Sunday
  return at.subtract((at.day() + 6) % 7, 'day').format(DAY);
}

/** The month before a day's, from its first day to its last. */
export function monthAgo(day: string): { readonly from: string; readonly to: string } {
  const month = dayjs(day).subtract(1, 'month');
  return { from: month.startOf('month').format(DAY), to: month.endOf('month').format(DAY) };
}

/** The first and the last day of a month such as `2026-09`. */
export function monthBounds(month: string): { readonly from: string; readonly to: string } {
  return { from: `${month}-01`, to: dayjs(`${month}-01`).endOf('month').format(DAY) };
}
