import fc from 'fast-check';
import { expect, test } from 'vitest';
import { scaledDecimal } from './decimal.ts';

test('decimals become whole numbers of their last place, exactly', () => {
  expect(scaledDecimal('0.01', 2)).toBe(1);
  expect(scaledDecimal('-12', 2)).toBe(-1200);
  expect(scaledDecimal('+9.9', 2)).toBe(990);
  expect(scaledDecimal('0.00600', 5)).toBe(600);
  expect(scaledDecimal('1.1000', 2)).toBe(110);
  expect(Object.is(scaledDecimal('-0.00', 2), 0)).toBe(true);
});

test('what is no such number is refused, not rounded', () => {
  for (const text of ['', '1.', '.5', '1,000.00', '0.005', '1e3', ' 1', '１', '9007199254740993', '--1']) {
    expect(scaledDecimal(text, 2), text).toBeUndefined();
  }
});

test('every amount of fen is read back from its yuan', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), (fen) => {
      const digits = `${Math.abs(fen)}`.padStart(3, '0');
      const yuan = `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
      expect(scaledDecimal(yuan, 2)).toBe(fen);
    }),
  );
});
