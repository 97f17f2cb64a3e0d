import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MINUTE_MS, plusMs } from '../../src/lib/clock.ts';
import { countBillAging } from '../../src/reconciliation/aging-store.ts';
import { billJob } from '../../src/reconciliation/bill-job.ts';
import { findBill } from '../../src/reconciliation/bill-store.ts';
import { bridgeOfDay } from '../../src/reconciliation/bridge.ts';
import { findDay } from '../../src/reconciliation/day-store.ts';
import { listDifferences } from '../../src/reconciliation/difference-store.ts';
import { reconcileDay } from '../../src/reconciliation/reconcile-day.ts';
import { findLastRun } from '../../src/reconciliation/run-store.ts';
import { account } from '../helpers/channels/wechat/signing-server.ts';
import { broken, everyKind } from '../helpers/reconciliation/breaks.ts';
import { dayBooks, manyBooks } from '../helpers/reconciliation/day-books.ts';
import {
  APP,
  addAccount,
  billFileOf,
  named,
  type ReconciliationLab,
  startLab,
} from '../helpers/reconciliation/reconciliation.ts';
import {
  BOOKS,
  business,
  commissionsPosted,
  DATE,
  KEY,
  NEXT,
  reconcile,
} from '../helpers/reconciliation/repairs.ts';
import { seedBooks } from '../helpers/reconciliation/seed-books.ts';
import { writeWechatBill } from '../helpers/reconciliation/wechat-bill.ts';

let lab: ReconciliationLab;
beforeEach(async () => {
  lab = await startLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

const db = () => lab.core.db;
const differences = (date = DATE) => listDifferences(db(), { ...KEY, date }, 10_000);

/** What a worker does with everything that is due now; answers the days it took. */
async function work(): Promise<string[]> {
  const job = billJob(lab.core);
  const now = lab.clock.now();
  const days = await job.claim(now, now, 100);
  for (const day of days) await job.handle(day);
  return days.map(({ date }) => date);
}

test('in the morning the bill is fetched, kept as it came, and agrees: its commissions are posted once', async () => {
  const { records, lines } = manyBooks(BOOKS, 50);
  await seedBooks(db(), records);
  const bill = writeWechatBill(lines);
  lab.bills.set(DATE, bill);
  expect(await work()).toEqual([DATE]);

  expect(await findDay(db(), KEY)).toMatchObject({ status: 'reconciled' });
  expect(await findBill(db(), KEY)).toMatchObject({ rowCount: lines.length, isProven: true });
  const file = await billFileOf(lab, KEY);
  expect(file.subarray(0, 2)).toEqual(Buffer.of(0x1f, 0x8b));
  expect(await differences()).toEqual([]);
  const paid = lines.filter(({ kind }) => kind === 'payment').reduce((sum, { amount }) => sum + amount, 0);
  expect(await findLastRun(db(), KEY)).toMatchObject({
    status: 'done',
    startedBy: 'schedule',
    rowsTotal: lines.length,
    rowsDone: lines.length,
    matchedRows: lines.length,
    matchedPaidAmount: paid,
  });
  const commissions = lines.reduce(
    (sum, { commission = 0 }) => sum + Math.sign(commission) * Math.round(Math.abs(commission) / 1000),
    0,
  );
  expect(await commissionsPosted(lab)).toBe(commissions);

  await reconcileDay(lab.core, KEY, 'li');
  expect(await commissionsPosted(lab)).toBe(commissions);
  expect(await work()).toEqual([]);
  expect(lab.asked()).toBe(1);
});

test('every kind of break in a day is found once, none is invented, and looking again changes nothing', async () => {
  await addAccount(lab.core, {
    ...account,
    channelAccountId: 'another',
    appId: APP,
    settings: { ...account.settings, merchantId: '1900000111' },
  });
  const [books] = fc.sample(dayBooks(BOOKS, { minLength: 400, maxLength: 400 }), { numRuns: 1, seed: 5 });
  if (!books) throw new Error('no books');
  const { records, lines, expected } = broken(books, everyKind(books, 2));
  expect(new Set(expected.map(({ kind }) => kind)).size).toBeGreaterThan(15);
  await seedBooks(db(), records);
  lab.bills.set(DATE, writeWechatBill(lines));
  await work();
  const found = await differences();
  expect(found.map(({ kind, subject }) => `${kind} ${subject}`).sort()).toEqual(
    expected.map(({ kind, subject }) => `${kind} ${subject}`).sort(),
  );

  const parts = await partsOfBridge();
  // all that is between the sums was found
  expect(parts.every(({ status, kind }) => status !== undefined || kind === 'other_day')).toBe(true);

  const commissions = await commissionsPosted(lab);
  await reconcileDay(lab.core, KEY, 'li');
  expect(await differences()).toEqual(found);
  expect(await commissionsPosted(lab)).toBe(commissions);
});

test('what changed after a comparison is part of the difference, and is not called another day’s', async () => {
  const { payment, refund, paid, returned } = business();
  expect(await reconcile(lab, [payment, refund], [paid, returned])).toEqual([]);
  expect(await partsOfBridge()).toEqual([]);
  // neither is changed by the gateway itself
  const set = (text: string) =>
    db().transaction((tx) => tx.query({ text }), { session_replication_role: 'replica' });
  await set(`update refunds set status = 'failed', failure = '渠道拒绝'`);
  const part = { side: 'refund', status: undefined, count: 1, amount: -returned.amount };
  expect(await partsOfBridge()).toEqual([{ ...part, kind: 'not_compared' }]);
  // what a bill calls begun it never corrects
  await set(`update bill_rows set status = 'processing' where kind = 'refund'`);
  expect(await partsOfBridge()).toEqual([{ ...part, kind: 'refund_failed' }]);
  await set(`update bill_rows set status = 'failed' where kind = 'refund'`);
  expect(await partsOfBridge()).toEqual([]);
});

/** What the bridge of the day is made of; it comes to the difference of the two sides. */
async function partsOfBridge() {
  const bridge = await bridgeOfDay(lab.core, KEY);
  if (!bridge) throw new Error('no bridge');
  const { ours, bill, parts } = bridge;
  const net = ({ paid, refunded }: typeof ours) => paid.amount - refunded.amount;
  expect(parts.reduce((sum, { amount }) => sum + amount, 0)).toBe(net(bill) - net(ours));
  return parts;
}

test('a bill that is not there is asked for each half hour, and alerted when it stays away', async () => {
  lab.bills.set(DATE, 'STATEMENT_CREATING');
  const ten = lab.clock.now();
  for (const minutes of [0, 30, 60]) {
    lab.clock.set(plusMs(ten, minutes * MINUTE_MS));
    expect(await work(), `${minutes}`).toEqual([DATE]);
    expect(await work(), `${minutes}`).toEqual([]);
  }
  expect(await findDay(db(), KEY)).toMatchObject({
    status: 'waiting',
    attempts: 3,
    failure: '账单还没有生成',
  });
  expect(await countBillAging(db(), plusMs(ten, 6 * 60 * MINUTE_MS))).toEqual([]);
  expect(await countBillAging(db(), plusMs(ten, 8 * 60 * MINUTE_MS))).toMatchObject([
    { kind: 'bill_missing' },
  ]);

  lab.bills.set(DATE, writeWechatBill([]));
  lab.clock.set(plusMs(ten, 90 * MINUTE_MS));
  await work();
  expect(await findDay(db(), KEY)).toMatchObject({ status: 'reconciled', failure: undefined });
});

test('before ten nobody is asked; a server that was away catches up', async () => {
  lab.clock.set(plusMs(lab.clock.now(), -MINUTE_MS));
  expect(await work()).toEqual([]);
  lab.clock.set(plusMs(lab.clock.now(), 3 * 24 * 60 * MINUTE_MS + MINUTE_MS));
  expect(await work()).toEqual([DATE, NEXT, '2026-09-02', '2026-09-03']);
});

test('on a day without business for the channel, what the books have is missing there', async () => {
  const { records } = manyBooks(BOOKS, 3);
  await seedBooks(db(), records);
  lab.bills.set(DATE, 'NO_STATEMENT_EXIST');
  await work();
  expect(await findBill(db(), KEY)).toMatchObject({ rowCount: 0 });
  expect((await differences()).map(({ kind }) => kind).sort()).toEqual([
    ...Array(3).fill('missing_in_bill'),
    'refund_missing_in_bill',
  ]);
});

test('what crossed midnight is noted once, and what was only late is cleared by the next bill', async () => {
  const { records, lines } = manyBooks(BOOKS, 3);
  const [first, , , late] = lines;
  const [record] = records;
  if (!first || !late || !record) throw new Error('no books');
  const secondBefore = new Date('2026-08-31T15:59:59Z');
  const secondAfter = new Date('2026-08-31T16:00:01Z');
  const crossing = { ...record, from: secondBefore, until: secondBefore };
  const unrefunded = records.filter(({ kind }) => kind === 'payment').slice(1);
  await seedBooks(db(), [crossing, ...unrefunded]);
  lab.bills.set(DATE, writeWechatBill(lines.filter((line) => unrefunded[0]?.paymentNo === line.paymentNo)));
  await work();
  expect(named(await differences())).toEqual([
    `day_boundary ${first.paymentNo} noted`,
    `missing_in_bill ${late.paymentNo} open`,
  ]);

  lab.bills.set(NEXT, writeWechatBill([{ ...first, at: secondAfter }, late]));
  lab.clock.set(plusMs(lab.clock.now(), 24 * 60 * MINUTE_MS));
  await work();
  expect(named(await differences())).toEqual([
    `day_boundary ${first.paymentNo} noted`,
    `missing_in_bill ${late.paymentNo} cleared`,
  ]);
  expect(named(await differences(NEXT))).toEqual([`day_boundary ${late.paymentNo} noted`]);
});

test('what seemed to cross midnight and is in neither bill is missing on the second day', async () => {
  const [record] = manyBooks(BOOKS, 1).records;
  if (!record) throw new Error('no books');
  const at = new Date('2026-08-31T15:59:59Z');
  await seedBooks(db(), [{ ...record, from: at, until: at }]);
  await work();
  lab.clock.set(plusMs(lab.clock.now(), 24 * 60 * MINUTE_MS));
  await work();
  expect(named(await differences())).toEqual([`day_boundary ${record.paymentNo} noted`]);
  expect(named(await differences(NEXT))).toEqual([`missing_in_bill ${record.paymentNo} open`]);
  await reconcileDay(lab.core, KEY, 'li');
  expect(named(await differences())).toEqual([`day_boundary ${record.paymentNo} noted`]);
});

test('a line that was in an earlier bill already is a repeat, and its commission is not posted again', async () => {
  const { records, lines } = manyBooks(BOOKS, 1);
  await seedBooks(db(), records);
  lab.bills.set(DATE, writeWechatBill(lines));
  await work();
  const commissions = await commissionsPosted(lab);
  lab.bills.set(NEXT, writeWechatBill(lines));
  lab.clock.set(plusMs(lab.clock.now(), 24 * 60 * MINUTE_MS));
  await work();
  expect((await differences(NEXT)).map(({ kind }) => kind)).toEqual(['duplicate_row', 'duplicate_row']);
  expect(await differences()).toEqual([]);
  expect(await commissionsPosted(lab)).toBe(commissions);
});

test('accounts that share a merchant share its bill; another school sees nothing of it', async () => {
  await addAccount(lab.core, { ...account, channelAccountId: 'w2', appId: APP });
  await db().query({ text: `insert into schools values ('s2', '第二学校', now())` });
  await addAccount(lab.core, { ...account, channelAccountId: 'x1' }, 's2');
  const { records, lines } = manyBooks(BOOKS, 4);
  await seedBooks(
    db(),
    records.map((record, index) => (index > 1 ? { ...record, channelAccountId: 'w2' } : record)),
  );
  lab.bills.set(DATE, writeWechatBill(lines));
  await work();
  expect(await differences()).toEqual([]);
  expect(await findDay(db(), { ...KEY, channelAccountId: 'w2' })).toBeUndefined();

  const theirs = await listDifferences(db(), { schoolId: 's2', channelAccountId: 'x1', date: DATE }, 100);
  expect(theirs).toHaveLength(lines.length);
  for (const difference of theirs) {
    expect(difference).toMatchObject({ appId: undefined, paymentNo: undefined, booksAmount: undefined });
  }
});

test('bills and their lines are never changed, and a bill that broke off half way is not there', async () => {
  const { records, lines } = manyBooks(BOOKS, 2);
  await seedBooks(db(), records);
  const bill = writeWechatBill(lines);
  lab.bills.set(DATE, bill.subarray(0, bill.length - 60));
  await work();
  expect(await findBill(db(), KEY)).toBeUndefined();
  expect(await findDay(db(), KEY)).toMatchObject({ status: 'waiting', attempts: 1 });
  lab.bills.set(DATE, bill);
  lab.clock.set(plusMs(lab.clock.now(), 31 * MINUTE_MS));
  await work();
  for (const text of [
    'update bills set row_count = 0',
    'delete from bill_rows',
    'update bill_rows set amount = 1',
    'truncate bills cascade',
  ]) {
    await expect(db().query({ text })).rejects.toThrow('append only');
  }
});
