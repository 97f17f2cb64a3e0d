import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { saveInvoiceAccount } from '../../src/invoices/account-store.ts';
import { nuonuoTokens } from '../../src/invoices/nuonuo-tokens-store.ts';
import { INVOICE_MISCONFIGURED } from '../../src/invoices/provider.ts';
import { nuonuoAccount } from '../../src/invoices/providers/nuonuo/account.ts';
import type { NuonuoToken } from '../../src/invoices/providers/nuonuo/tokens.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, plusMs } from '../../src/lib/clock.ts';
import { done, notDone, type Outcome, unknown } from '../../src/lib/outcome.ts';
import { openVault } from '../../src/lib/vault.ts';
import { insertSchool } from '../../src/schools/school-store.ts';
import { movableClock } from '../helpers/gateway/movable-clock.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

const RECORD = {
  invoiceAccountId: 'nuonuo-1',
  provider: 'nuonuo',
  settings: {
    appKey: 'SD12345678',
    sellerTaxNo: '12100000400000624D',
    sellerName: '知校示范大学',
    sellerPhone: '028-85400000',
    sellerAddress: '成都市一环路南一段24号',
    clerk: '李会计',
    goodsName: '*物业管理服务*住宿费',
    goodsCode: '3040801020000000000',
    taxRate: '0.03',
  },
  secrets: { appSecret: 'secret-1' },
} as const;
const account = nuonuoAccount(RECORD);
const mended = nuonuoAccount({ ...RECORD, secrets: { appSecret: 'secret-2' } });

const vault = openVault(randomBytes(32));
const clock = movableClock();
let database: TestDatabase;
let asked: number;
beforeAll(async () => {
  database = await createTestDatabase();
  await insertSchool(database.database, { schoolId: '1', name: '知校示范大学' }, clock.now());
  await saveInvoiceAccount(database.database, vault, { ...RECORD, schoolId: '1' }, clock.now());
});
afterAll(() => database.drop());
beforeEach(async () => {
  asked = 0;
  await database.database.query({ text: 'delete from nuonuo_tokens' });
});

/** Of one process; every answer of 诺诺 is counted, as one of the 50 it gives in 30 days. */
const process = () => nuonuoTokens(database.database, vault, clock);
const answering = (answer: () => Outcome<NuonuoToken>) => async () => {
  asked += 1;
  return answer();
};
const given = answering(() => done({ token: `token-${asked}`, expiresAt: plusMs(clock.now(), DAY_MS) }));
const lost = answering(() => unknown('2000 毫秒内没有完整答复'));

test('all processes share a token until it ends', async () => {
  for (let hour = 0; hour < 47; hour += 1) {
    expect(await process().get(account, given)).toEqual(done(`token-${asked}`));
    clock.advance(HOUR_MS);
  }
  expect(asked).toBe(2);
});

test('of many in one process who need a token at once one asks for it, and all get it', async () => {
  const tokens = process();
  const answers = await Promise.all(Array.from({ length: 8 }, () => tokens.get(account, given)));
  expect(asked).toBe(1);
  for (const answer of answers) expect(answer).toEqual(done('token-1'));
});

test('of many processes that need a token at once one asks for it', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => process().get(account, given)));
  expect(asked).toBe(1);
  for (const answer of answers) {
    if (answer.kind !== 'unknown') expect(answer).toEqual(done('token-1'));
  }
  expect(await process().get(account, given)).toEqual(done('token-1'));
});

test('answers that are lost for five days leave most of the tokens of a month', async () => {
  for (let minute = 0; minute < 5 * 24 * 60; minute += 7) {
    expect((await process().get(account, lost)).kind).toBe('unknown');
    clock.advance(7 * MINUTE_MS);
  }
  expect(asked).toBeGreaterThan(10);
  expect(asked).toBeLessThan(35);
  clock.advance(4 * HOUR_MS);
  expect((await process().get(account, given)).kind).toBe('done');
});

test('a failure is followed by a short wait again once there was a token', async () => {
  for (let hour = 0; hour < 12; hour += 1) {
    await process().get(account, lost);
    clock.advance(HOUR_MS);
  }
  clock.advance(4 * HOUR_MS);
  await process().get(account, given);
  clock.advance(DAY_MS);
  await process().get(account, lost);
  clock.advance(MINUTE_MS);
  expect((await process().get(account, given)).kind).toBe('done');
});

test('an account that is mended waits for nothing, and never gets the token of the old secret', async () => {
  await process().get(account, given);
  expect(
    await process().get(
      mended,
      answering(() => notDone(INVOICE_MISCONFIGURED, '密钥无效')),
    ),
  ).toMatchObject({
    kind: 'not_done',
  });
  expect((await process().get(mended, given)).kind).toBe('unknown');
  expect(await process().get(account, given)).toEqual(done('token-3'));
});

test('a token that is refused is replaced, unless it was only just given', async () => {
  await process().get(account, given);
  expect(await process().get(account, given, 'token-1')).toMatchObject({ code: INVOICE_MISCONFIGURED });
  expect(asked).toBe(1);
  clock.advance(2 * HOUR_MS);
  expect(await process().get(account, given, 'token-1')).toEqual(done('token-2'));
});
