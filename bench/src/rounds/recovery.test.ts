import { expect, test } from 'vitest';
import { type LoadSecond, recoveryOf } from './recovery.ts';

const second = (p99: number, answered = 300): LoadSecond => ({ due: 300, answered, p99 });
const seconds = (...p99s: number[]) => p99s.map((p99) => second(p99));

const BEFORE = seconds(20, 30, 25, 40, 30);

test.each<{ name: string; after: LoadSecond[]; normalAfter: number; notNormalLater: number; slower: number }>(
  [
    {
      name: 'as before, at once',
      after: seconds(30, 80, 30, 20, 30, 30),
      normalAfter: 0,
      notNormalLater: 0,
      slower: 1,
    },
    {
      name: 'late for two seconds',
      after: seconds(900, 81, 30, 30, 30, 30, 30, 30),
      normalAfter: 2,
      notNormalLater: 0,
      slower: 1,
    },
    {
      name: 'something refused in the second one',
      after: [second(30), second(30, 299), ...seconds(30, 30, 30, 30, 30)],
      normalAfter: 2,
      notNormalLater: 0,
      slower: 1,
    },
    {
      name: 'four in a row are not enough, and a hiccup later is told',
      after: seconds(90, 30, 30, 30, 30, 90, 30, 30, 30, 30, 30, 200, 30),
      normalAfter: 6,
      notNormalLater: 1,
      slower: 1,
    },
    {
      name: 'each within the limit, and all slower',
      after: seconds(60, 60, 60, 60, 60, 60),
      normalAfter: 0,
      notNormalLater: 0,
      slower: 2,
    },
    {
      name: 'never',
      after: seconds(90, 30, 90, 30, 90, 30),
      normalAfter: 6,
      notNormalLater: 0,
      slower: Number.NaN,
    },
  ],
)('normal again: $name', ({ name: _name, after, ...recovery }) => {
  expect(recoveryOf(after, BEFORE)).toEqual(recovery);
});
