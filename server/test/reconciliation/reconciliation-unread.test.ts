import { DIFFERENCE_KINDS } from '@zhixiao/contract/codes/reconciliation';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Core } from '../../src/core.ts';
import { HOUR_MS, MINUTE_MS, plusMs } from '../../src/lib/clock.ts';
import { findPayment } from '../../src/payments/payment-store.ts';
import { billJob } from '../../src/reconciliation/bill-job.ts';
import { findBill } from '../../src/reconciliation/bill-store.ts';
import { countTry, findDay } from '../../src/reconciliation/day-store.ts';
import { type Difference, listDifferences } from '../../src/reconciliation/difference-store.ts';
import { lockDay } from '../../src/reconciliation/lock-day.ts';
import { reconcileDay } from '../../src/reconciliation/reconcile-day.ts';
import { findLastRun } from '../../src/reconciliation/run-store.ts';
import { unreadLineOf } from '../../src/reconciliation/search-differences.ts';
import { manyBooks } from '../helpers/reconciliation/day-books.ts';
import { APP, named, type ReconciliationLab, startLab } from '../helpers/reconciliation/reconciliation.ts';
import {
  BOOKS,
  business,
  DATE,
  KEY,
  only,
  paidAnswer,
  repair,
  unbooked,
} from '../helpers/reconciliation/repairs.ts';
import { seedBooks } from '../helpers/reconciliation/seed-books.ts';
import { writeWechatBill } from '../helpers/reconciliation/wechat-bill.ts';

// Bills of which a part cannot be read, and bills of which nothing can.

let lab: ReconciliationLab;
beforeEach(async () => {
  lab = await startLab();
});
afterEach(() => lab[Symbol.asyncDispose]());

/** What a worker does with everything that is due now. */
async function work(core: Core = lab.core): Promise<number> {
  const job = billJob(core);
  const now = core.clock.now();
  const days = await job.claim(now, now, 100);
  for (const day of days) await job.handle(day);
  return days.length;
}

const differences = () => listDifferences(lab.core.db, KEY, 100);

/** The lines as a bill, the text of some of them changed. */
function billOf(
  lines: Parameters<typeof writeWechatBill>[0],
  change: (text: string, line: (typeof lines)[number]) => string,
): Buffer {
  const [header = '', ...rest] = writeWechatBill(lines).toString().split('\r\n');
  const changed = rest.map((text, index) => {
    const line = lines[index];
    return line ? change(text, line) : text;
  });
  return Buffer.from([header, ...changed].join('\r\n'));
}

test('of a line only what is compared has to be readable', async () => {
  const { records, lines } = manyBooks(BOOKS, 20);
  const [lost, odd] = lines.filter(({ kind }) => kind === 'payment').slice(2);
  await seedBooks(lab.core.db, records);
  const kept = lines.filter((line) => line !== lost);
  lab.bills.set(
    DATE,
    billOf(kept, (text, line) => (line === odd ? text.replace('`0.60%', '`按合同') : text)),
  );
  await work();
  expect(named(await differences())).toEqual([`missing_in_bill ${lost?.paymentNo} open`]);
});

test('what a line that cannot be read hides is not missing as well; it is repaired, and the day locked', async () => {
  const { records, lines } = manyBooks(BOOKS, 20);
  const [odd, other] = lines.filter(({ kind }) => kind === 'payment');
  await seedBooks(lab.core.db, records);
  lab.bills.set(
    DATE,
    billOf(lines, (text, line) => (line === odd ? text.replace('`0.60%', '万六') : text)),
  );
  await work();
  const difference = only(await differences());
  expect(difference).toMatchObject({
    kind: 'unreadable_line',
    subject: odd?.paymentNo,
    paymentNo: odd?.paymentNo,
    rowNo: lines.indexOf(odd as never) + 1,
    booksAmount: odd?.amount,
    booksStatus: 'succeeded',
    repair: 'ask_channel',
    status: 'open',
    detail: {
      lineNo: lines.indexOf(odd as never) + 2,
      fault: 'columns',
      column: '',
      gaps: [
        { column: '手续费总金额', unit: 'money' },
        { column: '订单总金额', unit: 'money' },
      ],
    },
  });
  const run = await findLastRun(lab.core.db, KEY);
  expect(run).toMatchObject({
    rowsTotal: lines.length,
    rowsDone: lines.length,
    matchedRows: lines.length - 1,
  });
  expect(await findBill(lab.core.db, KEY)).toMatchObject({ rowCount: lines.length });
  // compared again, it is the same piece of work
  await reconcileDay(lab.core, KEY, 'li');
  expect(named(await differences())).toEqual([`unreadable_line ${odd?.paymentNo} open`]);

  if (!odd || !other) throw new Error('no lines');
  lab.answers.set(odd.paymentNo, paidAnswer(odd));
  expect(await repair(lab, difference)).toMatchObject({
    status: 'resolved',
    outcome: 'channel_confirms_books',
  });
  await lockDay(lab.core, KEY, 'wang');
});

test('a refund in a line that cannot be read hides the refund, not the payment it names', async () => {
  const { payment, refund, returned } = business();
  await seedBooks(lab.core.db, [payment, refund]);
  lab.bills.set(
    DATE,
    billOf([returned], (text) => text.replaceAll('`0.', '`￥0.').replace(/`(\d+\.\d\d),/g, '`￥$1,')),
  );
  await work();
  expect(named(await differences())).toEqual(
    [`missing_in_bill ${payment.paymentNo} open`, `unreadable_line ${refund.refundNo} open`].sort(),
  );
});

test('money that only a line shows which cannot be read is booked by the channel’s word', async () => {
  const { payment, paid } = business();
  await seedBooks(lab.core.db, [unbooked(payment, 'open')]);
  lab.bills.set(
    DATE,
    billOf([paid], (text) => text.split(',').slice(0, 20).join(',')),
  );
  await work();
  const difference = only(await differences());
  expect(difference).toMatchObject({ kind: 'unreadable_line', subject: paid.paymentNo });
  lab.answers.set(paid.paymentNo, paidAnswer(paid));
  expect(await repair(lab, difference)).toMatchObject({ status: 'resolved', outcome: 'booked' });
  expect(
    await findPayment(lab.core.db, lab.core.vault, { appId: APP, paymentNo: paid.paymentNo }),
  ).toMatchObject({
    status: 'succeeded',
    paidAmount: paid.amount,
  });
});

test('a line without a number of ours is closed with a reason; what it may hide is missing', async () => {
  const { records, lines } = manyBooks(BOOKS, 3);
  await seedBooks(lab.core.db, records);
  const [odd] = lines;
  lab.bills.set(
    DATE,
    billOf(lines, (text, line) =>
      line === odd ? text.replace(`\`${odd.paymentNo}`, '`1.78823E+18').replace('`0.60%', '') : text,
    ),
  );
  await work();
  const found = await differences();
  expect(named(found)).toEqual([`missing_in_bill ${odd?.paymentNo} open`, 'unreadable_line #2 open']);
  const line = found.find(({ kind }) => kind === 'unreadable_line') as Difference;
  expect(line).toMatchObject({ repair: 'mark_known', paymentNo: undefined, booksAmount: undefined });
  expect(await repair(lab, line, { note: '已向微信支付核实，为其他系统的订单' })).toMatchObject({
    status: 'resolved',
    outcome: 'known',
  });
});

test('the line is shown as it came, without what names a person', async () => {
  const { payment, paid } = business();
  const line = { ...paid, payerUid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o', product: '张三 13800138000 的电费' };
  await seedBooks(lab.core.db, [payment]);
  lab.bills.set(
    DATE,
    billOf([line], (text) => text.replace('`0.60%', '\u0000')),
  );
  await work();
  const difference = only(await differences());
  const text = await unreadLineOf(lab.core, difference);
  expect(text).toContain(paid.paymentNo);
  expect(text).toContain('oUpF8u***');
  expect(text).toContain('138****8000');
  expect(text).toContain('␀');
  expect(text).not.toContain('oUpF8uMuAJO_M2pxb1Q9zNjWeS6o');
  const [stored] = await lab.core.db.query<{ text: string }>({
    text: `select encode(text_sealed, 'escape') as text from bill_unread_lines`,
  });
  expect(stored?.text).not.toContain(paid.paymentNo);
  const { records: rest } = manyBooks({ ...BOOKS, firstNo: 1_788_000_000_500_000_000n }, 1);
  await seedBooks(lab.core.db, rest);
  await reconcileDay(lab.core, KEY, 'li');
  const missing = (await differences()).find(({ kind }) => kind === 'missing_in_bill') as Difference;
  await expect(unreadLineOf(lab.core, missing)).rejects.toMatchObject({ code: 'difference_not_found' });
});

test('a total that differs from the sum of the lines is listed, and closed with a reason', async () => {
  const { records, lines } = manyBooks(BOOKS, 5);
  await seedBooks(lab.core.db, records);
  const text = writeWechatBill(lines).toString();
  lab.bills.set(DATE, Buffer.from(text.replace(/`(\d+\.\d\d),`(\d+\.\d\d)\r\n$/, '`9999.00,`$2\r\n')));
  await work();
  const difference = only(await differences());
  const paid = lines.reduce((sum, { kind, amount }) => sum + (kind === 'payment' ? amount : 0), 0);
  expect(difference).toMatchObject({
    kind: 'totals_differ',
    subject: '订单总金额',
    repair: 'mark_known',
    detail: { column: '订单总金额', unit: 'money', stated: 999_900_000, counted: paid * 1_000 },
  });
  expect(await repair(lab, difference)).toMatchObject({ status: 'resolved', outcome: 'known' });
});

test('a bill that lost its end is asked for again, for a person after six times, then once a day', async () => {
  const { records, lines } = manyBooks(BOOKS, 5);
  await seedBooks(lab.core.db, records);
  const whole = writeWechatBill(lines);
  lab.bills.set(DATE, whole.subarray(0, whole.indexOf('总交易单数') - 100));
  const start = lab.clock.now();
  for (const [index, minutes] of [0, 30, 60, 90, 120, 150].entries()) {
    lab.clock.set(plusMs(start, minutes * MINUTE_MS));
    expect(await work()).toBe(1);
    const failure = index < 5 ? '账单不完整：没有汇总' : /^账单连续 6 次无法读取，改为每天取一次.*没有汇总$/;
    expect(await findDay(lab.core.db, KEY)).toMatchObject({
      status: 'waiting',
      failure: expect.stringMatching(failure),
    });
  }
  lab.clock.set(plusMs(start, 10 * HOUR_MS));
  expect(await work()).toBe(0);
  lab.bills.set(DATE, whole);
  lab.clock.set(plusMs(start, 150 * MINUTE_MS + 24 * HOUR_MS));
  await work();
  expect(await findDay(lab.core.db, KEY)).toMatchObject({ status: 'reconciled' });
  expect(await differences()).toEqual([]);
});

test('tries are counted before they are made: a file that ends the process is left alone for a day', async () => {
  lab.bills.set(DATE, 'STATEMENT_CREATING');
  await work();
  const heldUntil = plusMs(lab.clock.now(), 24 * HOUR_MS);
  for (const tries of [1, 2, 3, 4, 5, 6]) {
    expect(await countTry(lab.core.db, KEY, 6, heldUntil)).toBe(tries);
  }
  lab.clock.set(plusMs(lab.clock.now(), 23 * HOUR_MS));
  expect(await billJob(lab.core).claim(lab.clock.now(), lab.clock.now(), 100)).not.toContainEqual(
    expect.objectContaining({ date: DATE }),
  );
});

test('the database knows the kinds of differences that the code knows', async () => {
  const [row] = await lab.core.db.query<{ definition: string }>({
    text: `select pg_get_constraintdef(oid) as definition from pg_constraint
            where conname = 'bill_differences_kind_check'`,
  });
  const kinds = Array.from(row?.definition.matchAll(/'(\w+)'/g) ?? [], ([, kind]) => kind);
  expect(kinds.sort()).toEqual([...DIFFERENCE_KINDS].sort());
});

test('a bill in the historical form agrees like any other', async () => {
  const { records, lines } = manyBooks(BOOKS, 20);
  await seedBooks(lab.core.db, records);
  lab.bills.set(DATE, historical(writeWechatBill(lines)));
  await work();
  expect(await differences()).toEqual([]);
  expect(await findLastRun(lab.core.db, KEY)).toMatchObject({ matchedRows: lines.length });
});

/** The same bill as old merchants get it: three columns fewer, the others under their old names. */
function historical(bill: Buffer): Buffer {
  const lines = bill.toString().split('\r\n');
  const totals = lines.length - 3;
  const kept = lines.map((line, index) => {
    if (index === totals || index === totals + 1) return line.split(',').slice(0, 5).join(',');
    return line === '' ? line : line.split(',').slice(0, 24).join(',');
  });
  const text = kept
    .join('\r\n')
    .replace('特约商户号', '子商户号')
    .replace('应结订单金额', '总金额')
    .replace('代金券金额', '企业红包金额')
    .replace('充值券退款金额', '企业红包退款金额')
    .replace('应结订单总金额,退款总金额,充值券退款总金额', '总交易额,总退款金额,总企业红包退款金额');
  return Buffer.from(text);
}
