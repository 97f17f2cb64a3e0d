import { expect, test } from 'vitest';
import { dayStart, isDate, parseShanghaiTime, plusDays, shanghaiDate } from './shanghai-day.ts';

test('a day begins at midnight in Shanghai', () => {
  expect(dayStart('2026-09-01')).toEqual(new Date('2026-08-31T16:00:00Z'));
  expect(shanghaiDate(new Date('2026-08-31T15:59:59.999Z'))).toBe('2026-08-31');
  expect(shanghaiDate(new Date('2026-08-31T16:00:00Z'))).toBe('2026-09-01');
  expect(plusDays('2026-02-28', 1)).toBe('2026-03-01');
  expect(plusDays('2026-01-01', -1)).toBe('2025-12-31');
});

test('only days of the calendar are dates', () => {
  for (const text of ['2028-02-29', '0001-01-01', '9999-12-31']) expect(isDate(text), text).toBe(true);
  for (const text of ['2026-02-29', '0000-01-01', '0000-12-31', '2026-13-01', '2026-9-1', '20260901', '']) {
    expect(isDate(text), text).toBe(false);
  }
});

test('a time of day in Shanghai is read, and anything else refused', () => {
  expect(parseShanghaiTime('2026-09-01 23:59:59')).toEqual(new Date('2026-09-01T15:59:59Z'));
  for (const text of ['2026-09-01', '2026-09-01 24:00:00', '2026-02-30 10:00:00', '2026-09-01T10:00:00']) {
    expect(parseShanghaiTime(text), text).toBeUndefined();
  }
});
