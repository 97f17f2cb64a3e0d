import { expect, test } from 'vitest';
import { dayAgo } from '../../language/format.ts';
import { daysOf } from './period.ts';

test('a period has every day once, over months and leap days', () => {
  expect(daysOf({ from: '2028-02-28', to: '2028-03-01' })).toEqual([
    '2028-02-28',
    '2028-02-29',
    '2028-03-01',
  ]);
  expect(daysOf({ from: '2026-01-01', to: '2026-12-31' })).toHaveLength(365);
  expect(daysOf({ from: '2026-01-02', to: '2026-01-01' })).toEqual([]);
});

test('too many days, or none of the calendar, are not drawn one by one', () => {
  expect(daysOf({ from: '2000-01-01', to: '2026-01-01' })).toBeUndefined();
  expect(daysOf({ from: 'x', to: '2026-01-01' })).toBeUndefined();
});

test('a week ends today', () => {
  expect(daysOf({ from: dayAgo(6), to: dayAgo(0) })).toHaveLength(7);
});
