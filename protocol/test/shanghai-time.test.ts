import { expect, test } from 'vitest';
import { formatShanghaiTime } from '../src/shanghai-time.ts';

test.each([
  ['2017-07-23T08:00:00.000Z', '2017-07-23 16:00:00'],
  ['2024-12-31T15:59:59.999Z', '2024-12-31 23:59:59'],
  ['2024-12-31T16:00:00.000Z', '2025-01-01 00:00:00'],
  ['2024-02-28T16:00:00.000Z', '2024-02-29 00:00:00'],
])('%s is %s in Shanghai', (instant, text) => {
  expect(formatShanghaiTime(new Date(instant))).toBe(text);
});
