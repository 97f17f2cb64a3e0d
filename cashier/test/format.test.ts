import { expect, test } from 'vitest';
import {
  formatAmount,
  formatTime,
  formatTimeLeft,
  isWalletAddress,
  roughly,
  safeLink,
} from '../src/format.ts';

test.each([
  [1, '0.01'],
  [10, '0.10'],
  [100, '1.00'],
  [99_999, '999.99'],
  [100_000, '1,000.00'],
  [123_456, '1,234.56'],
  [1_999_999_999, '19,999,999.99'],
  [10_000_000_000, '100,000,000.00'],
])('%i fen are ¥%s', (fen, text) => {
  expect(formatAmount(fen)).toBe(text);
});

test('the time left is rounded up and never negative', () => {
  expect(formatTimeLeft(3_600_000)).toBe('60:00');
  expect(formatTimeLeft(59_001)).toBe('01:00');
  expect(formatTimeLeft(1)).toBe('00:01');
  expect(formatTimeLeft(-5_000)).toBe('00:00');
});

test('an instant is shown in China’s time', () => {
  expect(formatTime(Date.UTC(2026, 10, 23, 16, 0, 5))).toBe('2026-11-24 00:00:05');
});

test.each([
  'javascript:alert(1)',
  'JavaScript:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,x',
  '//x',
  'x',
  '',
])('%j is no link', (url) => {
  expect(safeLink(url)).toBeUndefined();
  expect(isWalletAddress(url)).toBe(false);
});

test('the web is a link, a wallet’s own scheme only a place to leave for', () => {
  expect(safeLink('https://a.example/b?c=d')).toBe('https://a.example/b?c=d');
  expect(safeLink('weixin://wap/pay')).toBeUndefined();
  expect(isWalletAddress('weixin://wap/pay')).toBe(true);
  expect(isWalletAddress('alipays://platformapi/startapp')).toBe(true);
});

test('a time that is expected is said in tens of seconds or in minutes, and never as less', () => {
  expect(roughly(10_001)).toEqual({ count: 20, unit: 'second' });
  expect(roughly(90_000)).toEqual({ count: 90, unit: 'second' });
  expect(roughly(90_001)).toEqual({ count: 2, unit: 'minute' });
  expect(roughly(180_000)).toEqual({ count: 3, unit: 'minute' });
});
