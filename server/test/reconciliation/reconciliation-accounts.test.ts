import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS, plusMs } from '../../src/lib/clock.ts';
import { saveChannelAccount } from '../../src/merchants/account-store.ts';
import { billJob } from '../../src/reconciliation/bill-job.ts';
import { listDifferences } from '../../src/reconciliation/difference-store.ts';
import { lockDay } from '../../src/reconciliation/lock-day.ts';
import { dayToFetch, listBillAccounts } from '../../src/reconciliation/search-days.ts';
import { account } from '../helpers/channels/wechat/signing-server.ts';
import { manyBooks } from '../helpers/reconciliation/day-books.ts';
import {
  ACCOUNT,
  APP,
  addAccount,
  named,
  type ReconciliationLab,
  SCHOOL,
  startLab,
} from '../helpers/reconciliation/reconciliation.ts';
import { BOOKS, DATE, KEY, NEXT, reconcile, repair } from '../helpers/reconciliation/repairs.ts';
import { seedBooks } from '../helpers/reconciliation/seed-books.ts';
import { writeWechatBill } from '../helpers/reconciliation/wechat-bill.ts';

const SECOND = 'w2';

let lab: ReconciliationLab;
beforeEach(async () => {
  lab = await startLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

const differences = async (date = DATE, channelAccountId = ACCOUNT) =>
  named(await listDifferences(lab.core.db, { ...KEY, date, channelAccountId }, 100));
const giveUp = (channelAccountId: string) =>
  saveChannelAccount(
    lab.core.db,
    lab.core.vault,
    { ...account, channelAccountId, schoolId: SCHOOL, enabled: false },
    lab.clock.now(),
  );

/** What a worker does with everything that is due now; answers whose days it took. */
async function work(): Promise<string[]> {
  const job = billJob(lab.core);
  const now = lab.clock.now();
  const days = await job.claim(now, now, 100);
  for (const day of days) await job.handle(day);
  return days.map(({ date, channelAccountId }) => `${channelAccountId} ${date}`);
}

test('a merchant that was given up is reconciled for as long as there is something of it', async () => {
  const { records, lines } = manyBooks(BOOKS, 2);
  await seedBooks(lab.core.db, records);
  lab.bills.set(DATE, writeWechatBill(lines));
  await giveUp(ACCOUNT);
  expect(await work()).toEqual([`${ACCOUNT} ${DATE}`]);
  expect(await differences()).toEqual([]);
  lab.clock.set(plusMs(lab.clock.now(), DAY_MS));
  expect(await work()).toEqual([]);
  expect(await dayToFetch(lab.core, [SCHOOL], ACCOUNT, NEXT)).toEqual({ ...KEY, date: NEXT });
  expect((await listBillAccounts(lab.core, [SCHOOL])).accounts).toMatchObject([
    { channelAccountId: ACCOUNT },
  ]);
});

test('accounts that are all given up while their bill is late still share it', async () => {
  await addAccount(lab.core, { ...account, channelAccountId: SECOND, appId: APP });
  const { records, lines } = manyBooks(BOOKS, 4);
  await seedBooks(
    lab.core.db,
    records.map((record) => ({ ...record, channelAccountId: SECOND })),
  );
  lab.bills.set(DATE, 'STATEMENT_CREATING');
  await work();
  await giveUp(ACCOUNT);
  await giveUp(SECOND);
  lab.bills.set(DATE, writeWechatBill(lines));
  lab.clock.set(plusMs(lab.clock.now(), 31 * MINUTE_MS));
  await work();
  expect(await differences()).toEqual([]);
});

test('a merchant’s days stay where they are when the account that fetched them is given up', async () => {
  await addAccount(lab.core, { ...account, channelAccountId: SECOND, appId: APP });
  const { records, lines } = manyBooks(BOOKS, 2);
  const [first, late] = [lines[0], lines.at(-1)];
  if (!first || !late) throw new Error('no lines');
  const till = { ...first, paymentNo: 'POS-1', transactionId: '4200000000000000000000000001' };
  const found = await reconcile(lab, records, [...lines.slice(0, -1), till]);
  const known = found.find(({ kind }) => kind === 'missing_in_books');
  if (known) await repair(lab, known, { markKnown: true });
  await giveUp(ACCOUNT);
  lab.bills.set(NEXT, writeWechatBill([late]));
  lab.clock.set(plusMs(lab.clock.now(), DAY_MS));
  expect(await work()).toEqual([`${ACCOUNT} ${NEXT}`]);
  expect(await differences()).toEqual([
    `missing_in_bill ${late.paymentNo} cleared`,
    'missing_in_books POS-1 resolved',
  ]);
  expect(await differences(DATE, SECOND)).toEqual([]);
  await lockDay(lab.core, KEY, 'wang');
});

test('no bill is asked for of a day before the merchant had an account', async () => {
  await expect(dayToFetch(lab.core, [SCHOOL], ACCOUNT, '2020-01-01')).rejects.toThrow('bill_before_account');
});
