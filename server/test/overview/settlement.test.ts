import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertApp } from '../../src/apps/app-store.ts';
import { unaudited } from '../../src/audit/unaudited.ts';
import { SETTLEMENT_COLUMNS, settlementRows } from '../../src/exports/columns.ts';
import {
  commissionCharged,
  commissionReturned,
  moneyReceived,
  refundFailed,
  refundReserved,
} from '../../src/ledger/ledger.ts';
import { post } from '../../src/ledger/ledger-store.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { csvOf } from '../../src/lib/export/csv.ts';
import { openVault } from '../../src/lib/vault.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { insertSchool } from '../../src/schools/school-store.ts';
import {
  confirmSettlementLock,
  lockSettlementSheet,
  proposeSettlementLock,
  settlementSheets,
  withdrawSettlementLock,
} from '../../src/settlement/settle-month.ts';
import { netOf, settledByChannel, versionOf } from '../../src/settlement/settlement-sheet.ts';
import { balancesOf } from '../helpers/gateway/balances.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

let created: TestDatabase;
let core: { db: TestDatabase['database']; clock: Clock };
let now = new Date('2026-03-20T04:00:00Z');
let last = 0;

beforeAll(async () => {
  created = await createTestDatabase();
  core = { db: created.database, clock: { now: () => now } };
  const vault = openVault(Buffer.alloc(32));
  for (const schoolId of ['one', 'two']) {
    await insertSchool(core.db, { schoolId, name: schoolId }, now);
    for (const number of [1, 2, 3, 4, 5]) {
      const app = { ...TEST_APP, appId: `${schoolId}-${number}`, schoolId, name: `应用 ${number}` };
      await insertApp(core.db, vault, app, now);
    }
  }
});
afterAll(() => created.drop());

type Subject = Parameters<typeof commissionCharged>[0];
const POSTINGS = {
  pay: (subject: Subject) => moneyReceived(subject, true),
  late: (subject: Subject) => moneyReceived(subject, false),
  refund: (subject: Subject) => refundReserved(subject, 'school_payable'),
  fail: (subject: Subject) => refundFailed(subject, 'school_payable'),
  charge: commissionCharged,
  return: commissionReturned,
};

/** Posts straight into the ledger, dated in Shanghai. */
async function book(appId: string, day: string, what: keyof typeof POSTINGS, amount: number) {
  last += 1;
  const subject = { appId, subjectNo: String(last), channel: 'wechat', amount } as const;
  await core.db.transaction(async (tx) =>
    post(tx, [POSTINGS[what](subject)], new Date(`${day}T00:30:00+08:00`)),
  );
}

async function sheet(appId: string, month: string) {
  const [found] = await settlementSheets(core, ['one'], month, appId);
  if (!found) throw new Error('no sheet');
  return found;
}
const net = async (appId: string, month: string) => netOf((await sheet(appId, month)).lines);
const lock = (appId: string, month: string) =>
  lockSettlementSheet(unaudited(core), ['one'], { operator: 'finance', appId, month, needsTwo: false });

test('a sheet says what the school may keep of a month, by the calendar of Shanghai', async () => {
  await book('one-1', '2026-01-31', 'pay', 500);
  await book('one-1', '2026-02-01', 'pay', 100);
  await book('one-1', '2026-02-10', 'pay', 200);
  await book('one-1', '2026-02-11', 'refund', 30);
  await book('one-1', '2026-02-12', 'refund', 20);
  await book('one-1', '2026-02-13', 'fail', 20);
  await book('one-1', '2026-02-14', 'late', 999);
  await book('one-1', '2026-02-15', 'charge', 3);
  await book('one-1', '2026-02-15', 'return', 1);
  expect(settledByChannel(await sheet('one-1', '2026-02'))).toEqual([
    {
      channel: 'wechat',
      received: { count: 2, amount: 300 },
      refunded: { count: 1, amount: 30 },
      commission: 2,
      netAmount: 268,
    },
  ]);
  expect(await net('one-1', '2026-01')).toBe(500);
});

test('a locked sheet is final; what is posted into its month later stands in the next', async () => {
  await book('one-2', '2026-02-10', 'pay', 100);
  expect(await lock('one-2', '2026-02')).toMatchObject({
    month: '2026-02',
    lock: { by: 'finance', at: now },
  });
  await book('one-2', '2026-02-28', 'pay', 7);
  await book('one-2', '2026-03-02', 'refund', 50);
  expect(await net('one-2', '2026-02')).toBe(100);
  expect(await net('one-2', '2026-03')).toBe(7 - 50);
  expect(await net('one-2', '2026-04')).toBe(0);
  await expect(lock('one-2', '2026-02')).rejects.toThrow('month_locked');
  await lock('one-2', '2026-03');
  await book('one-2', '2026-02-28', 'pay', 1);
  await book('one-2', '2026-03-30', 'pay', 2);
  expect(await net('one-2', '2026-04')).toBe(3);
  for (const table of ['settlement_sheets', 'settlement_lines']) {
    await expect(core.db.query({ text: `delete from ${table}` })).rejects.toThrow('append only');
  }
  const more = `insert into settlement_lines (app_id, month, channel, event, movements, amount)
                values ('one-2', '2026-02-01', 'alipay', 'payment_received', 1, 1)`;
  await expect(core.db.query({ text: more })).rejects.toThrow('is locked');
});

test('all sheets together say what the ledger says', async () => {
  await book('one-2', '2026-04-01', 'pay', 40);
  await book('one-2', '2026-04-02', 'charge', 1);
  const months = ['2026-01', '2026-02', '2026-03', '2026-04'];
  const nets = await Promise.all(months.map((month) => net('one-2', month)));
  const balances = await balancesOf(core.db, 'one-2');
  const settled = balances.filter(({ account }) => ['school_payable', 'channel_fees'].includes(account));
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
  expect(sum(nets)).toBe(-sum(settled.map(({ balance }) => balance)));
});

test('months are locked in their order, but for those without movements', async () => {
  await book('one-3', '2025-11-05', 'pay', 1);
  await book('one-3', '2026-01-05', 'pay', 2);
  await expect(lock('one-3', '2026-01')).rejects.toMatchObject({ details: { month: '2025-11' } });
  await lock('one-3', '2025-11');
  await lock('one-3', '2026-01');
  expect(await net('one-3', '2026-01')).toBe(2);
  await expect(lock('one-3', '2026-04')).rejects.toThrow('month_not_begun');
});

test('where two are needed, one proposes and another confirms what is unchanged; the database holds it too', async () => {
  now = new Date('2026-03-21T04:00:00Z');
  await book('one-5', '2026-02-01', 'pay', 500);
  const by = (operator: string) => ({ operator, appId: 'one-5', month: '2026-02', needsTwo: true });
  const audited = unaudited(core);
  const version = async () => versionOf((await sheet('one-5', '2026-02')).lines);
  const confirm = async (operator: string, seen?: string) =>
    confirmSettlementLock(audited, ['one'], { ...by(operator), version: seen ?? (await version()) });
  await expect(lockSettlementSheet(audited, ['one'], by('finance'))).rejects.toThrow('sheet_needs_two');
  await expect(confirm('approver')).rejects.toThrow('sheet_not_proposed');
  const proposed = await proposeSettlementLock(audited, ['one'], by('finance'));
  expect(proposed).toMatchObject({ lock: undefined, proposal: { by: 'finance', netAmount: 500 } });
  await expect(confirm('finance')).rejects.toThrow('same_preparer');
  await expect(withdrawSettlementLock(audited, ['one'], by('approver'))).rejects.toThrow(
    'sheet_not_proposed',
  );
  await withdrawSettlementLock(audited, ['one'], by('finance'));
  await expect(confirm('approver')).rejects.toThrow('sheet_not_proposed');
  await proposeSettlementLock(audited, ['one'], by('finance'));
  await book('one-5', '2026-02-02', 'pay', 1);
  await expect(confirm('approver')).rejects.toThrow('sheet_changed');
  const seen = await version();
  // the net is the same, the sheet is not; proposed again, it is not what the approver has seen
  await book('one-5', '2026-02-03', 'pay', 9);
  await proposeSettlementLock(audited, ['one'], by('finance'));
  await book('one-5', '2026-02-03', 'pay', 5);
  await book('one-5', '2026-02-03', 'refund', 5);
  await expect(confirm('approver')).rejects.toThrow('sheet_changed');
  await proposeSettlementLock(audited, ['one'], by('finance'));
  await expect(confirm('approver', seen)).rejects.toThrow('sheet_not_as_seen');
  expect(await confirm('approver')).toMatchObject({
    lock: { by: 'approver', byName: 'approver', preparedByName: 'finance' },
    proposal: undefined,
  });
  await expect(proposeSettlementLock(audited, ['one'], by('finance'))).rejects.toThrow('month_locked');
  const alone = `insert into settlement_sheets (app_id, month, locked_by, locked_at, prepared_by, needs_two)
                 values ('one-5', '2026-03-01', 'finance', now(), 'finance', true)`;
  await expect(core.db.query({ text: alone })).rejects.toThrow('settlement_sheets_two_people');
});

test('locked by many at once, a sheet is locked once', async () => {
  await book('one-4', '2026-02-01', 'pay', 5);
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => lock('one-4', '2026-02')));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('an open month may be locked before it is over: the rest of it goes to the next', async () => {
  await book('one-4', '2026-03-10', 'pay', 60);
  await lock('one-4', '2026-03');
  await book('one-4', '2026-03-25', 'pay', 6);
  now = new Date('2026-04-02T00:00:00Z');
  expect([await net('one-4', '2026-03'), await net('one-4', '2026-04')]).toEqual([60, 6]);
});

test('what a month left is not skipped by locking a later one', async () => {
  await book('two-2', '2026-02-10', 'pay', 100);
  const lockOf = (month: string) =>
    lockSettlementSheet(unaudited(core), ['two'], {
      operator: 'finance',
      appId: 'two-2',
      month,
      needsTwo: false,
    });
  await lockOf('2026-02');
  await book('two-2', '2026-02-25', 'pay', 6);
  now = new Date('2026-05-02T00:00:00Z');
  await book('two-2', '2026-04-02', 'pay', 1);
  await expect(lockOf('2026-04')).rejects.toMatchObject({ details: { month: '2026-03' } });
  await lockOf('2026-03');
  expect(netOf((await lockOf('2026-04')).lines)).toBe(1);
});

test('sheets of another school are neither seen nor locked; a month goes into a file', async () => {
  await book('two-1', '2026-02-10', 'pay', 100);
  const sheets = await settlementSheets(core, ['one'], '2026-02');
  expect(sheets.map(({ appId }) => appId)).toEqual(['one-1', 'one-2', 'one-3', 'one-4', 'one-5']);
  await expect(lock('two-1', '2026-02')).rejects.toThrow('app_not_found');
  const body = csvOf(settlementRows(sheets), SETTLEMENT_COLUMNS);
  const lines = Buffer.concat(await Array.fromAsync(body))
    .toString('utf8')
    .split('\r\n');
  expect(lines).toContain('2026-02,应用 1,微信支付,2,3.00,1,0.30,0.02,2.68,,,');
});
