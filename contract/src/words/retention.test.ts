import { expect, test } from 'vitest';
import { periodIn } from './retention.ts';

test.each([
  [0, '失效即删', 'As soon as it expires'],
  [1, '1 小时', '1 hour'],
  [36, '36 小时', '36 hours'],
  [24, '1 天', '1 day'],
  [184 * 24, '184 天', '184 days'],
  [364 * 24, '364 天', '364 days'],
  [365 * 24, '1 年', '1 year'],
  [366 * 24, '1 年', '1 year'],
  [731 * 24, '2 年', '2 years'],
  [1096 * 24, '3 年', '3 years'],
  // five years have a leap day
  [1825 * 24, '1825 天', '1825 days'],
  [1826 * 24, '5 年', '5 years'],
  [1827 * 24, '5 年', '5 years'],
  [1828 * 24, '1828 天', '1828 days'],
  [3653 * 24, '10 年', '10 years'],
  [10_957 * 24, '30 年', '30 years'],
])('%i hours read as %s, and as %s', (hours, zh, en) => {
  expect([periodIn('zh', hours), periodIn('en', hours)]).toEqual([zh, en]);
});
