import { afterEach, beforeEach, expect, test } from 'vitest';
import { insertApp } from '../../src/apps/app-store.ts';
import { unaudited } from '../../src/audit/unaudited.ts';
import type { openCore } from '../../src/installation/open-core.ts';
import { HOUR_MS, plusMs } from '../../src/lib/clock.ts';
import { approveRepair } from '../../src/reconciliation/approve-repairs.ts';
import { billJob } from '../../src/reconciliation/bill-job.ts';
import { findDay } from '../../src/reconciliation/day-store.ts';
import { listDifferences } from '../../src/reconciliation/difference-store.ts';
import { proposeRepair } from '../../src/reconciliation/propose-repairs.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { insertSchool } from '../../src/schools/school-store.ts';
import {
  account,
  granted,
  NOW,
  type Reply,
  refused,
  type SigningServer,
  signed,
  startSigningServer,
} from '../helpers/channels/alipay/signing-server.ts';
import { writeZip } from '../helpers/files/zip.ts';
import { createTestDatabase } from '../helpers/postgres/test-database.ts';
import { writeAlipayBill } from '../helpers/reconciliation/alipay-bill.ts';
import { manyBooks } from '../helpers/reconciliation/day-books.ts';
import {
  ACCOUNT,
  APP,
  addAccount,
  labCore,
  named,
  SCHOOL,
  type StoppedClock,
  stoppedClock,
} from '../helpers/reconciliation/reconciliation.ts';
import { seedBooks } from '../helpers/reconciliation/seed-books.ts';

const DATE = '2026-08-31';
const KEY = { schoolId: SCHOOL, channelAccountId: ACCOUNT, date: DATE };
const BOOKS = { date: DATE, channelAccountId: ACCOUNT, appId: APP };

let stack: AsyncDisposableStack;
let alipay: SigningServer;
let clock: StoppedClock;
let core: ReturnType<typeof openCore>['core'];
beforeEach(async () => {
  stack = new AsyncDisposableStack();
  const database = await createTestDatabase();
  stack.defer(() => database.drop());
  alipay = stack.use(await startSigningServer());
  clock = stoppedClock(NOW);
  ({ core } = stack.use(labCore(database, new URL(alipay.gatewayUrl).origin, clock)));
  await insertSchool(core.db, { schoolId: SCHOOL, name: '第一学校' }, NOW);
  const app = { ...TEST_APP, appId: APP, schoolId: SCHOOL, name: '缴费系统' };
  await insertApp(core.db, core.vault, app, NOW);
  await addAccount(core, { ...account, channelAccountId: ACCOUNT });
});
afterEach(() => stack.disposeAsync());

function serve(zip: Buffer): void {
  const place = new URL('/downloadBillFile.resource?token=t', alipay.gatewayUrl).href;
  const answers: Record<string, Reply> = {
    'alipay.data.dataservice.bill.downloadurl.query': signed(granted({ bill_download_url: place })),
    'alipay.trade.query': signed(refused('ACQ.SYSTEM_ERROR')),
  };
  alipay.answerWith((request) => answers[request.query.method ?? '']?.(request) ?? { body: zip });
}

async function work(): Promise<void> {
  const job = billJob(core);
  for (const day of await job.claim(clock.now(), clock.now(), 10)) await job.handle(day);
}

test('a bill in its zip agrees with the books, and its commissions are posted', async () => {
  const { records, lines } = manyBooks(BOOKS, 30);
  await seedBooks(core.db, records);
  serve(writeAlipayBill(lines, { date: DATE, summaryFirst: true }));
  await work();
  expect(await listDifferences(core.db, KEY, 10)).toEqual([]);
  const commissions = lines.reduce(
    (sum, { commission = 0 }) => sum + Math.sign(commission) * Math.round(Math.abs(commission) / 1000),
    0,
  );
  const posted = await core.db.query({
    text: `select account, sum(amount)::integer as amount from ledger_entries group by account order by account`,
  });
  expect(posted).toEqual([
    { account: 'channel_fees', amount: commissions },
    { account: 'channel_receivable', amount: -commissions },
  ]);
});

test('a file that nobody signed books no payment while the channel cannot say', async () => {
  const { records, lines } = manyBooks(BOOKS, 3);
  const unbooked = records.map((record, index) =>
    index === 2
      ? {
          ...record,
          status: 'closed' as const,
          transactionId: undefined,
          from: new Date(0),
          until: undefined,
        }
      : record,
  );
  await seedBooks(core.db, unbooked);
  serve(writeAlipayBill(lines, { date: DATE }));
  await work();
  const [difference] = await listDifferences(core.db, KEY, 10);
  if (!difference) throw new Error('nothing found');
  expect(named([difference])).toEqual([`paid_not_booked ${records[2]?.paymentNo} open`]);
  await proposeRepair(unaudited(core), difference, { actor: 'li', note: '' });
  expect(
    await approveRepair(unaudited(core), difference, { actor: 'wang', repair: difference.repair, note: '' }),
  ).toMatchObject({
    status: 'open',
    outcome: 'channel_unknown',
  });
});

test('a day on which neither we nor Alipay had business is over in the afternoon; one of ours is waited for', async () => {
  alipay.answerWith(signed(refused('isp.bill_not_exist')));
  await work();
  expect(await findDay(core.db, KEY)).toMatchObject({ status: 'waiting' });
  clock.set(plusMs(NOW, 6 * HOUR_MS));
  const { records } = manyBooks(BOOKS, 1);
  await seedBooks(core.db, records);
  await work();
  expect(await findDay(core.db, KEY)).toMatchObject({ status: 'waiting', attempts: 2 });
  await core.db.query({ text: `update payments set paid_at = '2026-08-29T04:00:00Z'` });
  await core.db.query({ text: 'delete from refunds' });
  clock.set(plusMs(NOW, 7 * HOUR_MS));
  await work();
  expect(await findDay(core.db, KEY)).toMatchObject({ status: 'reconciled' });
});

test('an empty file of a day without business of ours is a quiet day', async () => {
  serve(writeZip([]));
  await work();
  expect(await findDay(core.db, KEY)).toMatchObject({ status: 'reconciled' });
});

test('an empty file of a day with business is waited for, and then everything of ours is missing in it', async () => {
  const { records } = manyBooks(BOOKS, 2);
  await seedBooks(core.db, records);
  serve(Buffer.alloc(0));
  await work();
  expect(await findDay(core.db, KEY)).toMatchObject({
    status: 'waiting',
    failure: '账单文件是空的，而我方当天有收款',
  });
  clock.set(plusMs(NOW, 7 * HOUR_MS));
  await work();
  expect(await findDay(core.db, KEY)).toMatchObject({ status: 'reconciled' });
  const missing = (await listDifferences(core.db, KEY, 10)).map(({ kind }) => kind);
  expect(missing.sort()).toEqual(['missing_in_bill', 'missing_in_bill', 'refund_missing_in_bill']);
});
