import { expect, test } from 'vitest';
import { NO_RULES } from '../../apps/app-rules.ts';
import { type AppState, isAppAsStrict } from './app-lines.ts';

const APP: AppState = { name: '缴费', cipher: 'aes-256-cbc', spDataAsText: false, rules: NO_RULES };

/** What makes an app stricter, and so its way back looser. */
const STRICTER: readonly Partial<AppState['rules']>[] = [
  { leastVersion: 2, notifyProfile: 'v2-hmac' as AppState['rules']['notifyProfile'] },
  { refundDayAmount: 100_00 },
  { refundDayCount: 3 },
  { refundNoRequired: true },
  { allowedNetworks: ['10.0.0.0/8'] },
  { paramBound: true },
  { sealsUnsigned: false },
];

test.each(STRICTER)('%j needs one person, and its way back two', (rules) => {
  const strict = { ...APP, rules: { ...NO_RULES, ...rules } };
  expect([isAppAsStrict(APP, strict), isAppAsStrict(strict, APP)]).toEqual([true, false]);
});

test('a name is free, a weaker cipher is not', () => {
  expect(isAppAsStrict(APP, { ...APP, name: '住宿', spDataAsText: true })).toBe(true);
  expect(isAppAsStrict(APP, { ...APP, cipher: 'aes-128-cbc' })).toBe(false);
});
