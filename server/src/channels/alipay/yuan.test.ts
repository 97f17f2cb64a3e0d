import { expect, test } from 'vitest';
import { fenOf, yuanOf } from './yuan.ts';

test.each([
  [1, '0.01'],
  [9, '0.09'],
  [10, '0.10'],
  [99, '0.99'],
  [100, '1.00'],
  [101, '1.01'],
  [1999, '19.99'],
  [113, '1.13'],
  [100_000, '1000.00'],
  [10_000_000_000, '100000000.00'],
])('%i fen are %s yuan, there and back', (fen, yuan) => {
  expect(yuanOf(fen)).toBe(yuan);
  expect(fenOf({ yuan }, 'yuan')).toBe(fen);
});

test.each([
  ['1', 100],
  ['0.1', 10],
  ['88.8', 8880],
  ['0.00', 0],
  ['008.88', 888],
])('%s yuan are read as %i fen', (yuan, fen) => {
  expect(fenOf({ yuan }, 'yuan')).toBe(fen);
});

test.each([0, -1, 1.5, Number.NaN, 2 ** 53])('%d fen is no amount', (fen) => {
  expect(() => yuanOf(fen)).toThrow('a positive whole number of fen');
});

test.each([
  '',
  '1.234',
  '1.',
  '.5',
  '-1.00',
  '+1',
  '1e2',
  '1,000.00',
  ' 1.00',
  '１.00',
  '99999999999',
  1,
  null,
])('%j is no amount in yuan', (yuan) => {
  expect(() => fenOf({ yuan }, 'yuan')).toThrow('yuan');
});
