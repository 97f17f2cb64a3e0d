import { expect, test } from 'vitest';
import { gapMs } from '../src/poll.ts';

test('questions come every 2 s at first, then ever more rarely, at least every 10 s', () => {
  const gaps = Array.from({ length: 200 }, (_, asked) => gapMs(asked));
  expect(new Set(gaps.slice(0, 20))).toEqual(new Set([2_000]));
  expect(gaps).toEqual([...gaps].sort((a, b) => a - b));
  expect(gaps.at(-1)).toBe(10_000);
  expect(gaps.indexOf(10_000)).toBeLessThan(40);
});
