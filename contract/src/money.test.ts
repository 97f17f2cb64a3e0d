import { expect, test } from 'vitest';
import { groupedYuan, yuanOf } from './money.ts';

/** Amounts of every length, both signs, around each power of ten and scattered between. */
const AMOUNTS = Array.from({ length: 16 }, (_, power) => 10 ** power).flatMap((size) =>
  [0, 1, 5, 9, 10, 50, 99, Math.floor(size / 7), Math.floor((size * 8) / 9)]
    .flatMap((step) => [size - step, size + step])
    .filter(Number.isSafeInteger)
    .flatMap((fen) => [fen, -fen]),
);

test('every amount is its whole yuan and its fen, as BigInt divides them', () => {
  for (const fen of [...AMOUNTS, 0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
    const [size, sign] = [BigInt(Math.abs(fen)), fen < 0 ? '-' : ''];
    const cents = `${(size / 10n) % 10n}${size % 10n}`;
    expect(yuanOf(fen)).toBe(`${sign}${size / 100n}.${cents}`);
    expect(groupedYuan(fen)).toBe(`${sign}${(size / 100n).toLocaleString('en-US')}.${cents}`);
  }
});

test('where a float would be rounded, every fen is kept', () => {
  expect(yuanOf(Number.MAX_SAFE_INTEGER)).toBe('90071992547409.91');
  expect(yuanOf(-1)).toBe('-0.01');
  expect(yuanOf(-0)).toBe('0.00');
});
