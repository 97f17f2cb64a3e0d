import { afterEach, beforeEach, expect, test } from 'vitest';
import { plusMs } from '../../src/lib/clock.ts';
import { channelOf } from '../../src/payments/channel-of.ts';
import { findPayment } from '../../src/payments/payment-store.ts';
import { bookPayment } from '../../src/processing/book-payment.ts';
import { fetchBill } from '../../src/reconciliation/fetch-bill.ts';
import { lockDay } from '../../src/reconciliation/lock-day.ts';
import { reconcileDay } from '../../src/reconciliation/reconcile-day.ts';
import { manyBooks } from '../helpers/reconciliation/day-books.ts';
import { APP, type ReconciliationLab, startLab } from '../helpers/reconciliation/reconciliation.ts';
import {
  BOOKS,
  business,
  commissionsPosted,
  DATE,
  KEY,
  NEXT,
  only,
  paidAnswer,
  reconcile,
  refundAnswer,
  repair,
  unbooked,
} from '../helpers/reconciliation/repairs.ts';
import { seedBooks } from '../helpers/reconciliation/seed-books.ts';
import { writeWechatBill } from '../helpers/reconciliation/wechat-bill.ts';

let lab: ReconciliationLab;
beforeEach(async () => {
  lab = await startLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

test('a refund that failed here is not called failed by a channel that may still pay it out', async () => {
  const { payment, refund, paid, returned } = business();
  const failed = { ...refund, status: 'failed', until: undefined } as const;
  const difference = only(
    await reconcile(lab, [payment, failed], [paid, { ...returned, state: 'PROCESSING' }]),
  );
  expect(difference).toMatchObject({ kind: 'refund_failed_in_books' });
  for (const status of ['PROCESSING', 'ABNORMAL', 'SUCCESS']) {
    lab.answers.set(returned.refundNo ?? '', refundAnswer(returned, status));
    expect(await repair(lab, difference)).toMatchObject({ status: 'open', outcome: 'channel_differs' });
  }
  lab.answers.set(returned.refundNo ?? '', refundAnswer(returned, 'CLOSED'));
  expect(await repair(lab, difference)).toMatchObject({
    status: 'resolved',
    outcome: 'channel_confirms_books',
  });
});

test('a refund that failed in the bill, at the channel and then here is no difference any more', async () => {
  const { payment, refund, paid, returned } = business();
  const difference = only(
    await reconcile(lab, [payment, { ...refund, status: 'open' }], [paid, { ...returned, state: 'FAIL' }]),
  );
  expect(difference).toMatchObject({ kind: 'refund_failed_in_bill' });
  lab.answers.set(returned.refundNo ?? '', refundAnswer(returned, 'CLOSED'));
  expect(await repair(lab, difference)).toMatchObject({ status: 'resolved', outcome: 'settled' });
});

test('the commission of a payment that was booked between the comparison and the repair is posted, once', async () => {
  const { payment, paid } = business();
  const { core } = lab;
  const difference = only(await reconcile(lab, [unbooked(payment, 'open')], [paid]));
  const found = await findPayment(core.db, core.vault, { appId: APP, paymentNo: paid.paymentNo });
  if (!found) throw new Error('no payment');
  const channel = await channelOf(core, found);
  const { transactionId, amount: paidAmount, at: paidAt } = paid;
  const evidence = { transactionId, paidAmount, paidAt, payerUid: 'oPayer' };
  await bookPayment(core, { channel, paymentNo: paid.paymentNo, evidence });
  lab.answers.set(paid.paymentNo, paidAnswer(paid));
  expect(await repair(lab, difference)).toMatchObject({
    status: 'resolved',
    outcome: 'channel_confirms_books',
  });
  expect(await commissionsPosted(lab)).toBe(1);
  await reconcileDay(core, KEY, 'li');
  await lockDay(core, KEY, 'wang');
  expect(await commissionsPosted(lab)).toBe(1);
});

test('a line that two bills have is a repeat in the one that came later, whichever day that is of', async () => {
  const { records, lines } = manyBooks(BOOKS, 1);
  await seedBooks(lab.core.db, records);
  for (const date of [DATE, NEXT]) lab.bills.set(date, writeWechatBill(lines));
  const found = [];
  for (const date of [NEXT, DATE]) {
    lab.clock.set(plusMs(lab.clock.now(), 86_400_000));
    await fetchBill(lab.core, { ...KEY, date });
    await reconcileDay(lab.core, { ...KEY, date }, 'li');
  }
  for (const date of [NEXT, DATE]) found.push(await reconcile(lab, [], lines, date));
  expect(found.map((differences) => differences.map(({ kind }) => kind))).toEqual([
    ['day_boundary', 'day_boundary'],
    ['duplicate_row', 'duplicate_row'],
  ]);
});
