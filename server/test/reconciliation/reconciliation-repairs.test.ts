import { afterEach, beforeEach, expect, test } from 'vitest';
import { plusMs } from '../../src/lib/clock.ts';
import { findPaymentByNo } from '../../src/payments/payment-store.ts';
import { approveRepair, rejectRepair } from '../../src/reconciliation/approve-repairs.ts';
import { listDifferences } from '../../src/reconciliation/difference-store.ts';
import { lockDay } from '../../src/reconciliation/lock-day.ts';
import { proposeRepair } from '../../src/reconciliation/propose-repairs.ts';
import { reconcileDay } from '../../src/reconciliation/reconcile-day.ts';
import type { WrittenLine } from '../helpers/reconciliation/bill-line.ts';
import { manyBooks } from '../helpers/reconciliation/day-books.ts';
import { named, type ReconciliationLab, startLab } from '../helpers/reconciliation/reconciliation.ts';
import {
  approve,
  BOOKS,
  business,
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

let lab: ReconciliationLab;
beforeEach(async () => {
  lab = await startLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

const db = () => lab.core.db;
const differences = (date = DATE) => listDifferences(db(), { ...KEY, date }, 100);

async function paymentOf(line: WrittenLine) {
  const [row] = await db().query<Record<string, unknown>>({
    text: `select p.status, p.transaction_id, p.paid_amount::integer, p.disposition, o.status as order_status,
                  (select sum(amount)::integer from ledger_entries e join ledger_transactions t using (app_id, transaction_id)
                    where t.subject_no = p.payment_no and e.account = 'channel_fees') as commission
             from payments p join orders o using (app_id, order_id) where p.payment_no = $1`,
    values: [line.paymentNo],
  });
  const payment = await findPaymentByNo(db(), lab.core.vault, line.paymentNo);
  return { ...row, payerUid: payment?.payerUid };
}

test('money we never booked is booked by the answer of the channel, once two people want it', async () => {
  const { payment, paid } = business();
  const difference = only(await reconcile(lab, [unbooked(payment)], [paid]));
  expect(difference).toMatchObject({
    kind: 'paid_not_booked',
    repair: 'book_payment_from_bill',
    status: 'open',
    booksStatus: 'closed',
    billAmount: paid.amount,
  });
  lab.answers.set(paid.paymentNo, paidAnswer(paid));
  await expect(approve(lab, difference, 'wang')).rejects.toThrow('repair_not_possible');
  await proposeRepair(lab.core, difference, { actor: 'li', note: '' });
  await expect(approve(lab, difference, 'li')).rejects.toThrow('same_person');
  expect(await paymentOf(paid)).toMatchObject({ status: 'closed' });

  expect(await approve(lab, difference, 'wang')).toMatchObject({
    status: 'resolved',
    outcome: 'booked',
    proposedBy: 'li',
    approvedBy: 'wang',
  });
  expect(await paymentOf(paid)).toMatchObject({
    status: 'succeeded',
    transaction_id: paid.transactionId,
    paid_amount: paid.amount,
    disposition: 'late',
    order_status: 'closed',
    commission: 1,
  });
  const refunds = await db().query<{ cause: string }>({ text: 'select cause from refunds' });
  expect(refunds).toEqual([{ cause: 'late' }]);
  await reconcileDay(lab.core, KEY, 'li');
  expect(named(await differences())).toEqual([`paid_not_booked ${paid.paymentNo} resolved`]);
});

test('while the channel cannot answer, a proven bill is evidence; against its answer it is not', async () => {
  const { payment, paid } = business();
  const difference = only(await reconcile(lab, [{ ...unbooked(payment), status: 'open' }], [paid]));
  lab.answers.set(paid.paymentNo, { ...paidAnswer(paid), trade_state: 'NOTPAY' });
  expect(await repair(lab, difference)).toMatchObject({ status: 'open', outcome: 'channel_denies' });
  expect(await paymentOf(paid)).toMatchObject({ status: 'pending', order_status: 'pending' });

  lab.answers.delete(paid.paymentNo);
  expect(await repair(lab, difference)).toMatchObject({ status: 'resolved', outcome: 'booked_from_bill' });
  expect(await paymentOf(paid)).toMatchObject({
    status: 'succeeded',
    paid_amount: paid.amount,
    payerUid: 'oPayer',
    disposition: 'order',
    order_status: 'paid',
  });
  const told = await db().query({ text: 'select 1 from notifications' });
  expect(told).toHaveLength(1);
});

test('a refund the bill has as done is settled by the channel, or by the bill when the channel is away', async () => {
  for (const answer of ['SUCCESS', undefined]) {
    await lab[Symbol.asyncDispose]();
    lab = await startLab();
    const { payment, refund, paid, returned } = business();
    const difference = only(await reconcile(lab, [payment, { ...refund, status: 'open' }], [paid, returned]));
    expect(difference).toMatchObject({ kind: 'refund_not_settled', repair: 'settle_refund_from_bill' });
    if (answer) lab.answers.set(returned.refundNo ?? '', refundAnswer(returned, answer));
    const outcome = answer ? 'settled' : 'settled_from_bill';
    expect(await repair(lab, difference)).toMatchObject({ status: 'resolved', outcome });
    const refunds = await db().query({ text: 'select status from refunds' });
    expect(refunds).toEqual([{ status: 'succeeded' }]);
  }
});

test('a refund that failed here since is not settled by the bill, and its difference stays open', async () => {
  const { payment, refund, paid, returned } = business();
  const difference = only(await reconcile(lab, [payment, { ...refund, status: 'open' }], [paid, returned]));
  await db().query({
    text: `update refunds set status = 'failed', failure = '已关闭', settled_at = $1, due_at = null,
                             evidence_account_id = '${KEY.channelAccountId}'`,
    values: [lab.clock.now()],
  });
  expect(await repair(lab, difference)).toMatchObject({ status: 'open', outcome: 'channel_unknown' });
});

test('asking the channel settles whose word counts, and changes no amount', async () => {
  const { payment, paid } = business();
  const difference = only(await reconcile(lab, [payment], [{ ...paid, amount: paid.amount + 1 }]));
  expect(difference).toMatchObject({ kind: 'amount_differs', repair: 'ask_channel' });
  expect(await repair(lab, difference)).toMatchObject({ status: 'open', outcome: 'channel_unknown' });
  lab.answers.set(paid.paymentNo, paidAnswer(paid, paid.amount + 1));
  expect(await repair(lab, difference)).toMatchObject({ status: 'open', outcome: 'channel_differs' });
  expect(await paymentOf(paid)).toMatchObject({ paid_amount: paid.amount });
  lab.answers.set(paid.paymentNo, paidAnswer(paid));
  expect(await repair(lab, difference)).toMatchObject({
    status: 'resolved',
    outcome: 'channel_confirms_books',
  });
});

test('an approval is of the proposal that was seen, also when it changes while the channel is asked', async () => {
  const { payment, paid } = business();
  const difference = only(await reconcile(lab, [payment], [{ ...paid, amount: paid.amount + 1 }]));
  lab.answers.set(paid.paymentNo, paidAnswer(paid));
  await proposeRepair(lab.core, difference, { actor: 'li', note: '先记下', markKnown: true });
  await rejectRepair(lab.core, difference, 'wang');
  expect(only(await differences())).toMatchObject({ status: 'open', repair: 'ask_channel' });
  await proposeRepair(lab.core, difference, { actor: 'li', note: '请渠道核对' });
  const asked = lab.core.channels.get('wechat');
  if (!asked) throw new Error('no channel');
  const slow: typeof asked = {
    ...asked,
    async queryPayment(...about) {
      const answer = await asked.queryPayment(...about);
      await rejectRepair(lab.core, difference, 'zhao');
      await proposeRepair(lab.core, difference, { actor: 'li', note: '算了', markKnown: true });
      return answer;
    },
  };
  const core = { ...lab.core, channels: new Map([...lab.core.channels, ['wechat', slow] as const]) };
  const seen = { actor: 'wang', repair: 'ask_channel', note: '请渠道核对' } as const;
  expect(await approveRepair(core, difference, seen)).toMatchObject({ status: 'proposed', note: '算了' });
  await expect(approveRepair(lab.core, difference, seen)).rejects.toThrow('repair_changed');
});

test('a difference is closed as known only with a reason, and a proposal can be sent back', async () => {
  const { paid } = business();
  const difference = only(await reconcile(lab, [], [paid]));
  const other = { schoolId: 's2', differenceId: difference.differenceId };
  await expect(proposeRepair(lab.core, difference, { actor: 'li', note: ' ' })).rejects.toThrow(
    'repair_not_possible',
  );
  await expect(proposeRepair(lab.core, other, { actor: 'li', note: '食堂' })).rejects.toThrow(
    'difference_not_found',
  );
  await proposeRepair(lab.core, difference, { actor: 'li', note: '食堂消费机' });
  await rejectRepair(lab.core, difference, 'wang');
  expect(only(await differences())).toMatchObject({ status: 'open', outcome: 'rejected' });
  expect(await repair(lab, difference, { note: '食堂消费机' })).toMatchObject({
    status: 'resolved',
    outcome: 'known',
    note: '食堂消费机',
  });
  await expect(proposeRepair(lab.core, difference, { actor: 'li', note: '再来' })).rejects.toThrow(
    'repair_not_possible',
  );
});

test('a day is locked once nothing is open, and stays as it was; what comes later is found on a later day', async () => {
  const { payment, paid, returned } = business();
  const hand = { ...returned, refundNo: 'BY-HAND' };
  await expect(lockDay(lab.core, KEY, 'wang')).rejects.toThrow('bill_not_there');
  const difference = only(await reconcile(lab, [payment], [paid, hand]));
  await expect(lockDay(lab.core, KEY, 'wang')).rejects.toThrow('differences_open');
  await repair(lab, difference);
  await lockDay(lab.core, KEY, 'wang');
  await lockDay(lab.core, KEY, 'zhao');

  await expect(reconcileDay(lab.core, KEY, 'li')).rejects.toThrow('bill_day_locked');
  await expect(db().query({ text: `update bill_differences set note = '改'` })).rejects.toThrow('is locked');
  await expect(db().query({ text: `update bill_days set status = 'reconciled'` })).rejects.toThrow(
    'cannot go from locked',
  );
  for (const change of [
    'delete from bill_differences',
    'truncate bill_differences',
    `update bill_days set locked_by = 'zhao'`,
    'update reconciliation_runs set matched_rows = 0',
  ]) {
    await expect(db().query({ text: change }), change).rejects.toThrow(/is locked|append only/);
  }
  const moved = db().transaction(async (tx) => {
    tx.send({
      text: `insert into bill_days (school_id, channel_account_id, bill_date, created_at, due_at)
             select school_id, channel_account_id, '2026-08-30', created_at, created_at from bill_days`,
    });
    tx.send({ text: `update bill_differences set bill_date = '2026-08-30'` });
  });
  await expect(moved).rejects.toThrow('is locked');
  const [day] = await db().query({ text: 'select locked_by from bill_days' });
  expect(day).toEqual({ locked_by: 'wang' });

  const late = manyBooks({ ...BOOKS, firstNo: 1_788_000_000_000_900_000n }, 1).records.slice(0, 1);
  lab.clock.set(plusMs(lab.clock.now(), 86_400_000));
  const next = only(await reconcile(lab, late, [], NEXT));
  expect(next).toMatchObject({ kind: 'missing_in_bill', subject: late[0]?.paymentNo, date: NEXT });
});

test('a comparison that stood still and was given up takes away nothing that the next one found', async () => {
  const { payment, paid } = business();
  const difference = only(await reconcile(lab, [payment], [{ ...paid, amount: paid.amount + 1 }]));
  const stalled = reconcileDay(lab.core, KEY, 'li', async () => {
    lab.clock.set(plusMs(lab.clock.now(), 121_000));
    await reconcileDay(lab.core, KEY, 'wang');
  });
  await expect(stalled).rejects.toThrow('reconciliation_running');
  expect(only(await differences())).toEqual(difference);
  const runs = await db().query({
    text: 'select started_by, status from reconciliation_runs order by run_id',
  });
  expect(runs.slice(-2)).toEqual([
    { started_by: 'li', status: 'failed' },
    { started_by: 'wang', status: 'done' },
  ]);
});

test('one comparison of a day at a time; one that died is buried', async () => {
  const { payment, paid } = business();
  await reconcile(lab, [payment], [paid]);
  await db().query({
    text: `insert into reconciliation_runs (school_id, channel_account_id, bill_date, started_by, started_at, progressed_at,
             rows_total) values ($1, $2, $3, 'dead', $4, $4, 1)`,
    values: [KEY.schoolId, KEY.channelAccountId, DATE, lab.clock.now()],
  });
  await expect(reconcileDay(lab.core, KEY, 'li')).rejects.toThrow('reconciliation_running');
  await expect(lockDay(lab.core, KEY, 'wang')).rejects.toThrow('reconciliation_running');
  lab.clock.set(plusMs(lab.clock.now(), 121_000));
  expect(await reconcileDay(lab.core, KEY, 'li')).toMatchObject({ status: 'done' });
});
