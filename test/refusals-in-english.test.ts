import { expect, test } from 'vitest';
import { inEnglish, REFUSALS_IN_ENGLISH } from '../console/src/language/refusals.ts';
import type { RefusalCode } from '../server/src/refusal.ts';

// does not compile while a refusal has no English words
const SAID: Readonly<Record<RefusalCode, unknown>> = REFUSALS_IN_ENGLISH;

test('every refusal reads in English, with what it is about', () => {
  const details = {
    field: 'aes_key',
    message: 'no balance',
    problem: '不是工作簿',
    inEnglish: 'This is no workbook.',
    status: 'approved',
    channel: 'wechat',
    month: '2026-10',
    count: 3,
    seconds: 30,
    refundableFee: 123_456,
    waitingFee: 100,
    orders: 2,
    refunds: 0,
    invoices: 1,
    notifications: 0,
  };
  for (const code of Object.keys(SAID)) {
    const words = inEnglish({ code, message: '中文', details });
    expect(words, code).toMatch(/^[^\p{Script=Han}]+$/u);
    expect(words, code).not.toMatch(/undefined|NaN|\[object/);
  }
  expect(inEnglish({ code: 'refund_exceeds', message: '', details: { refundableFee: 123_456 } })).toContain(
    '¥1,234.56',
  );
  expect(inEnglish({ code: 'of another release', message: '中文' })).toBe('中文');
});
