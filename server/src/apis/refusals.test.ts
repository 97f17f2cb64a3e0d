import { globSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import type { PartnerRefusals, RefusalCode, Refusals } from '../refusal.ts';
import { Refusal } from '../refusal.ts';
import { asRefused } from './partner/answer.ts';
import { PARTNER_REFUSALS, REFUSALS, refusalWords, statusOf } from './refusals.ts';

const SOURCES = join(import.meta.dirname, '..');

/** Details of every kind of refusal; those of one code have its fields. */
const DETAILS = {
  field: 'aes_key',
  address: '203.0.113.7',
  first: 'order_query',
  message: 'no balance',
  problem: '不是工作簿',
  inEnglish: 'This is no workbook.',
  channel: 'wechat',
  month: '2026-10',
  reason: 'expired',
  count: 3,
  seconds: 30,
  refundableAmount: 123_456,
  waitingAmount: 100,
  maxAmount: 100_000,
  orders: 2,
  refunds: 0,
  invoices: 1,
  notifications: 0,
  most: 50,
};
const OF_ONE_CODE: Partial<{ readonly [C in RefusalCode]: Refusals[C] }> = {
  app_rules_unfit: { field: 'allowed_networks' },
  refund_application_decided: { status: 'approved' },
  change_decided: { status: 'expired' },
  logo_unfit: { problem: 'damaged' },
  account_invalid: { message: 'privateKey 不是 PKCS#8 私钥', inEnglish: 'The key is none.' },
};

const CODES = Object.keys(REFUSALS) as RefusalCode[];
const PARTNER_CODES = Object.keys(PARTNER_REFUSALS) as (keyof PartnerRefusals)[];

const refused = (code: RefusalCode, details: object = OF_ONE_CODE[code] ?? DETAILS) =>
  new Refusal(code, details as never);

test('every refusal reads in Chinese and in English, with what it is about', () => {
  for (const code of CODES) {
    const { message, inEnglish } = refusalWords(refused(code));
    expect(message, code).toMatch(/\p{Script=Han}/u);
    expect(inEnglish, code).toMatch(/^[^\p{Script=Han}]+$/u);
    expect(`${message}${inEnglish}`, code).not.toMatch(/undefined|NaN|\[object/);
  }
});

test('people read yuan, and a partner its own field in fen', () => {
  const refusal = refused('refund_exceeds', { refundableAmount: 123_456 });
  expect(refusalWords(refusal)).toEqual({
    message: '超过可退金额：还可退 ¥1234.56',
    inEnglish: 'The amount exceeds what can be refunded: ¥1234.56 is left.',
  });
  expect(asRefused(refusal)?.message).toBe('refund_fee 超过可退款金额（剩余可退 123456 分）');
});

test('a refusal has the usual status unless its row says another', () => {
  expect(statusOf('order_not_found')).toBe(404);
  expect(statusOf('order_paid')).toBe(409);
  expect(statusOf('not_signed_in')).toBe(401);
  expect(statusOf('sign_in_locked')).toBe(429);
});

test('a code is declared by one room, and each declared table is in the whole', async () => {
  const files = globSync('**/refusals.ts', { cwd: SOURCES }).filter((file) => file !== 'apis/refusals.ts');
  const rooms = await Promise.all(files.map((file) => import(join(SOURCES, file))));
  const codesIn = (name: string) => rooms.flatMap((room) => Object.keys(room[name] ?? {})).sort();
  expect(codesIn('PARTNER_REFUSALS')).toEqual([...PARTNER_CODES].sort());
  expect([...codesIn('PARTNER_REFUSALS'), ...codesIn('OWN_REFUSALS')].sort()).toEqual([...CODES].sort());
});

/** The codes that are spelt in a file, or in one that it imports. Types do no work, but those of `Core` stand for ports. */
function spelt(start: string): RefusalCode[] {
  const seen = new Set<string>();
  const codes = new Set<RefusalCode>();
  const open = [start, 'core.ts'];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = readFileSync(join(SOURCES, file), 'utf8');
    for (const code of CODES) if (text.includes(`'${code}'`)) codes.add(code);
    for (const [, type, path] of text.matchAll(/^(?:import|export) (type )?[^;]*?from '(\.[^']+\.ts)'/gm)) {
      const isWorking = type === undefined || file === 'core.ts';
      if (isWorking && path !== undefined) open.push(normalize(join(file, '..', path)));
    }
  }
  return [...codes].sort();
}

test('what the code behind the partner interface can refuse is what partners are answered, no less and no more', () => {
  // one too many here: a partner would be told of a fault of ours; declare it by `partnerRefusals`, or do not throw it
  expect(spelt('apis/partner/routes.ts')).toEqual([...PARTNER_CODES].sort());
});

test('what only the console refuses is found in the code behind it', () => {
  expect(spelt('apis/console/all-routes.ts')).toContain('change_outdated');
  expect(asRefused(refused('change_outdated'))).toBeUndefined();
});

/** What a message shows of details that are not among a few. */
const PLACEHOLDERS = new Proxy({}, { get: (_, name) => `{${String(name)}}` });
const SHOWN: Partial<{ readonly [C in keyof PartnerRefusals]: readonly Refusals[C][] }> = {
  order_closed: [{ reason: 'cancelled' }, { reason: 'expired' }, { reason: 'failed' }],
  channel_not_enabled: [{ channel: 'wechat' }, { channel: 'alipay' }],
  mini_program_off: [{ channel: 'alipay' }],
  refund_day_exceeded: [{ maxAmount: 100_000 }, { maxCount: 20 }],
};

test('the interface document lists what partners are told, by the rows', () => {
  const document = readFileSync(join(SOURCES, '../../docs/interfaces.md'), 'utf8');
  const [, section = ''] = document.split('## 业务拒绝的说明\n');
  const rows = section.split('\n## ')[0]?.matchAll(/^\| (.+?) +\| (-\d) +\|$/gm) ?? [];
  const listed = [...rows].map(([, message, ret]) => ({ message, code: Number(ret) }));
  const thrown = PARTNER_CODES.flatMap((code) =>
    (SHOWN[code] ?? [PLACEHOLDERS]).map((details) => asRefused(refused(code, details))),
  );
  expect(listed).toEqual(thrown);
});
