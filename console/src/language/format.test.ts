import { expect, test } from 'vitest';
import { fenOf, percentText, yuan } from './format.ts';

test('amounts are read as they are typed, and as a list shows them', () => {
  for (const [text, fen] of [
    ['0.05', 5],
    ['1.2', 120],
    ['1234', 123_400],
    [' ¥1,234.56 ', 123_456],
    ['￥1，234，567', 123_456_700],
  ] as const) {
    expect(fenOf(text), text).toBe(fen);
  }
  for (const fen of [1, 99, 100_000, 123_456_789]) expect(fenOf(yuan(fen))).toBe(fen);
});

test('what is no amount is none', () => {
  for (const text of [undefined, '', '¥', '-1', '1.234', '12,34', '1,2345', '123456789', '1e3']) {
    expect(fenOf(text), text).toBeUndefined();
  }
});

test('a part is all only when it is', () => {
  const shown = ([part, whole]: readonly [number, number]) => percentText((100 * part) / whole);
  expect(
    (
      [
        [9_996, 10_000],
        [1, 1],
        [0, 7],
        [287, 1_000],
        [2, 3],
        [0, 0],
      ] as const
    ).map(shown),
  ).toEqual(['99.9 %', '100.0 %', '0.0 %', '28.7 %', '66.6 %', '—']);
});
