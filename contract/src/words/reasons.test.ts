import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { REASON_SENTENCES } from './reason-sentences.ts';
import { type ReasonCode, reasonIn, reasonText } from './reasons.ts';

const HAN = /\p{Script=Han}/u;
const PART = /\{(\w+)\}/g;
const CODES = Object.keys(REASON_SENTENCES) as ReasonCode[];

/** One value of each kind of part; the rest are plain words. */
const VALUES: Readonly<Record<string, string>> = {
  who: '支付宝',
  answer: reasonText('answered', { who: '支付宝', status: 500 }),
  cause: reasonText('not_json'),
  second: reasonText('coded', { code: 'SYSTEM_ERROR', message: 'busy' }),
  code: 'ACQ.SYSTEM_ERROR',
  subcode: 'isp.unknow-error',
  status: '502',
  state: 'failed',
  accountField: 'settings.appKey',
};

const write = reasonText as (code: ReasonCode, values: Readonly<Record<string, string>>) => string;

test.each(CODES)('%s is written in Chinese and read in both languages', (code) => {
  const [zh, en] = REASON_SENTENCES[code];
  const parts = [...zh.matchAll(PART)].map(([, part = '']) => part);
  expect([...en.matchAll(PART)].map(([, part = '']) => part)).toSatisfy((used: string[]) =>
    used.every((part) => parts.includes(part)),
  );
  expect(en).not.toMatch(HAN);
  const values = Object.fromEntries(parts.map((part) => [part, VALUES[part] ?? 'x1']));
  const stored = write(code, values);
  const inChinese = reasonIn('zh', stored);
  expect(inChinese.replaceAll(/[“”]/g, '')).toBe(stored.replaceAll(/[“”]/g, ''));
  const inEnglish = reasonIn('en', stored);
  expect(inEnglish).not.toMatch(HAN);
  for (const own of en.split(/\{\w+\}/)) expect(inEnglish).toContain(own);
});

test('sentences within sentences are read too, and others’ words stay as they came', () => {
  const refused = reasonText('misconfigured_merchant', {
    who: '微信支付',
    code: 'NO_AUTH',
    message: '商户无权限',
  });
  const stored = reasonText('refund_unsettled', {
    cause: refused,
    second: reasonText('timeout', { ms: 8000 }),
  });
  expect(reasonIn('en', stored)).toBe(
    'The WeChat Pay merchant is misconfigured (NO_AUTH): “商户无权限”; asking about the refund settled nothing either: No whole answer within 8000 ms',
  );
  expect(reasonIn('zh', stored)).toBe(
    '微信支付商户配置有误（NO_AUTH）：“商户无权限”；查询退款也没有结论：8000 毫秒内没有完整答复',
  );
  expect(reasonIn('en', '商户余额不足')).toBe('In their own words: “商户余额不足”');
  expect(reasonIn('zh', '商户余额不足')).toBe('对方答复：“商户余额不足”');
});

test.each([
  ['Insufficient balance', 'In their own words: “Insufficient balance”'],
  ['No. 5 is not valid', 'In their own words: “No. 5 is not valid”'],
  ['The amount 0.01 is too small', 'In their own words: “The amount 0.01 is too small”'],
  ['E9106 Tax number unknown to the bureau', 'E9106 “Tax number unknown to the bureau”'],
  ['ACQ.SYSTEM_ERROR system busy', 'ACQ.SYSTEM_ERROR “system busy”'],
  ['isv.invalid-app-id Invalid app id', 'isv.invalid-app-id “Invalid app id”'],
  [
    '群机器人接口拒绝（310000）keywords not in content',
    'The group’s robot refused (310000): “keywords not in content”',
  ],
  [
    '支付宝商户配置有误（ACQ.NO_RIGHT）：the merchant has not sig…',
    'The Alipay merchant is misconfigured (ACQ.NO_RIGHT): “the merchant has not sig…”',
  ],
])('%s is quoted as a whole, without its code', (stored, shown) => {
  expect(reasonIn('en', stored)).toBe(shown);
});

const SERVER = join(import.meta.dirname, '..', '..', '..', 'server', 'src');
/** What no page of the console shows: payers read it, or the channel is answered it. */
const EXEMPT = new Set(['payer-identity.ts', 'callbacks.ts']);

test('whatever says why a call did not go through is one of these sentences', () => {
  const sources = globSync(['{channels,invoices,messages,processing,reconciliation,refunds,lib}/**/*.ts'], {
    cwd: SERVER,
  }).filter((file) => !file.endsWith('.test.ts') && !EXEMPT.has(basename(file)));
  expect(sources.length).toBeGreaterThan(100);
  const literal =
    /(?:unknown(?:Because)?|notDone|UnexpectedContent|UnreadableBill|HttpFailure|fail|(?:failure|reason|message):)\s*\(?[^()\n]*['"`][^'"`\n]*\p{Script=Han}/gu;
  const found = sources.flatMap((file) => {
    const text = readFileSync(join(SERVER, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    return (text.match(literal) ?? [])
      .filter((each) => !each.includes('reasonText('))
      .map((each) => `${file}: ${each}`);
  });
  expect(found).toEqual([]);
});

test('each sentence is said by the server', () => {
  const text = globSync('**/*.ts', { cwd: SERVER })
    .map((file) => readFileSync(join(SERVER, file), 'utf8'))
    .join('\n');
  expect(CODES.filter((code) => !new RegExp(`reasonText\\(\\s*'${code}'`).test(text))).toEqual([]);
});
