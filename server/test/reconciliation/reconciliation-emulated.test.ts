import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Channel } from '../../src/channels/channel.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/lib/clock.ts';
import { dayStart, plusDays, shanghaiDate } from '../../src/lib/shanghai-day.ts';
import { findDay } from '../../src/reconciliation/day-store.ts';
import { listDifferences } from '../../src/reconciliation/difference-store.ts';
import { findLastRun } from '../../src/reconciliation/run-store.ts';
import { emulatorAdmin } from '../helpers/channels/emulator-admin.ts';
import { expectBooksAgree, violationsIn } from '../helpers/gateway/books.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { runOperator } from '../helpers/gateway/operator.ts';
import { waitFor } from '../helpers/wait-for.ts';

// A whole day with both emulated channels, and the morning after, by the workers themselves.

const WECHAT_MERCHANT = '1900000001';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
  await gateway.wechat.merchant({ fee_basis_points: 60 });
});
afterAll(() => gateway[Symbol.asyncDispose]());

let date: string;
beforeEach(async () => {
  date = plusDays(shanghaiDate(gateway.clock.now()), 1);
  await untilNoonOf(date);
});

const untilNoonOf = (day: string) =>
  gateway.advance(dayStart(day).getTime() + 12 * HOUR_MS - gateway.clock.now().getTime());
const keyOf = (channel: Channel) => ({ schoolId: '10086', channelAccountId: `sandbox-${channel}`, date });
const differencesOf = (channel: Channel) => listDifferences(gateway.app.core.db, keyOf(channel), 100);
const admin = <T>(path: string, body: object) => emulatorAdmin(gateway.wechat.url)<T>('POST', path, body);

/** Pays an order; answers the numbers of order and payment. */
async function pay(
  channel: Channel,
  totalAmount: number,
): Promise<{ outTradeNo: string; paymentNo: string }> {
  const { orderId, outTradeNo } = await gateway.partner.order({ total_fee: totalAmount });
  await gateway[channel].pay({ code_url: await gateway.openCode(orderId, channel) });
  await waitFor(() => gateway.endpoint.receivedFor(outTradeNo)[0], { what: 'the notification to arrive' });
  const [row] = await gateway.app.core.db.query<{ payment_no: string }>({
    text: 'select payment_no::text from orders where order_id = $1',
    values: [orderId],
  });
  return { outTradeNo, paymentNo: row?.payment_no ?? '' };
}

/** Gives a part back; answers the refund's number at the channel. */
async function giveBack(outTradeNo: string, amount: number): Promise<string> {
  await gateway.partner.call('order_refund', { out_trade_no: outTradeNo, refund_fee: amount });
  const refunded = async () => {
    const [row] = await gateway.app.core.db.query<{ refund_id: string; status: string }>({
      text: `select refund_id::text, r.status from refunds r join orders o using (app_id, order_id)
              where o.out_trade_no = $1`,
      values: [outTradeNo],
    });
    return row?.status === 'succeeded' ? row.refund_id : undefined;
  };
  await gateway.advanceUntil(30_000, 'the money to go back', refunded);
  return (await refunded()) ?? '';
}

/** The next morning, once both bills were compared. */
async function untilReconciled(): Promise<void> {
  await gateway.advance(
    dayStart(plusDays(date, 1)).getTime() + 10 * HOUR_MS + MINUTE_MS - gateway.clock.now().getTime(),
  );
  for (const channel of ['wechat', 'alipay'] as const) {
    await waitFor(async () => (await findDay(gateway.app.core.db, keyOf(channel)))?.status === 'reconciled', {
      what: `the day of ${channel} to be reconciled`,
    });
  }
}

test('the morning after, both channels’ bills agree with the books, and their commissions are posted', async () => {
  for (const channel of ['wechat', 'alipay'] as const) {
    await pay(channel, 990);
    const { outTradeNo } = await pay(channel, 20_000);
    await giveBack(outTradeNo, 5_000);
  }
  await untilReconciled();
  for (const channel of ['wechat', 'alipay'] as const) {
    expect(await differencesOf(channel)).toEqual([]);
    expect(await findLastRun(gateway.app.core.db, keyOf(channel))).toMatchObject({
      rowsTotal: 3,
      matchedRows: 3,
      matchedPaidAmount: 20_990,
      matchedRefundedAmount: 5_000,
    });
  }
  // 0.60 % of both payments and, back again, of the refund
  const posted = await gateway.app.core.db.query({
    text: `select event, sum(amount)::integer as commission from ledger_transactions join ledger_entries using (app_id, transaction_id)
            where account = 'channel_fees' group by event order by event`,
  });
  expect(posted).toEqual([
    { event: 'channel_fee_charged', commission: 126 },
    { event: 'channel_fee_returned', commission: -30 },
  ]);
  await expectBooksAgree(gateway);
});

test('what the emulated bills get wrong is found, each as what it is', async () => {
  const paid: Record<Channel, string[]> = { wechat: [], alipay: [] };
  for (const channel of ['wechat', 'alipay'] as const) {
    for (let count = 0; count < 4; count += 1) paid[channel].push((await pay(channel, 1_000)).paymentNo);
  }
  const { outTradeNo } = await pay('wechat', 3_000);
  const refundNo = await giveBack(outTradeNo, 1_000);
  const wrong = (channel: Channel, what: object) =>
    channel === 'wechat'
      ? admin('/wechat/bills/discrepancies', { mchid: WECHAT_MERCHANT, bill_date: date, ...what })
      : admin('/alipay/bills/discrepancies', { seller_id: '2088000000000011', bill_date: date, ...what });
  for (const channel of ['wechat', 'alipay'] as const) {
    const [lost, twice, more] = paid[channel];
    await wrong(channel, { kind: 'missing_row', number: lost });
    await wrong(channel, { kind: 'duplicate_row', number: twice });
    await wrong(channel, { kind: 'changed_amount', number: more, by: 1 });
    await wrong(channel, { kind: 'extra_row', number: `POS-${channel}`, total: 700 });
  }
  await wrong('wechat', { kind: 'changed_state', number: refundNo, state: 'FAIL' });
  await wrong('wechat', { kind: 'coupon', number: paid.wechat[3], amount: 100 });
  await wrong('alipay', { kind: 'summary_first' });
  await untilReconciled();
  for (const channel of ['wechat', 'alipay'] as const) {
    const [lost, twice, more] = paid[channel];
    expect(
      (await differencesOf(channel)).map(({ kind, subject }) => `${kind} ${subject}`).sort(),
      channel,
    ).toEqual(
      [
        `missing_in_bill ${lost}`,
        `duplicate_row ${twice}`,
        `amount_differs ${more}`,
        `missing_in_books POS-${channel}`,
        ...(channel === 'wechat' ? [`refund_failed_in_bill ${refundNo}`] : []),
      ].sort(),
    );
  }
  expect(await violationsIn(gateway.app.core.db)).toEqual([]);
});

test('bills of older forms, odd texts and lines that cannot be read leave the rest of the day compared', async () => {
  const paid: Record<Channel, string[]> = { wechat: [], alipay: [] };
  for (const channel of ['wechat', 'alipay'] as const) {
    for (let count = 0; count < 3; count += 1) paid[channel].push((await pay(channel, 1_000)).paymentNo);
  }
  const wrong = (channel: Channel, what: object) =>
    channel === 'wechat'
      ? admin('/wechat/bills/discrepancies', { mchid: WECHAT_MERCHANT, bill_date: date, ...what })
      : admin('/alipay/bills/discrepancies', { seller_id: '2088000000000011', bill_date: date, ...what });
  const odd = (number = '', column: string, text: string) => ({ kind: 'odd_value', number, column, text });
  await wrong('wechat', { kind: 'historical_form' });
  await wrong('wechat', odd(paid.wechat[0], '商品名称', '电费,`水费\n"网费"🏠'));
  await wrong('wechat', odd(paid.wechat[1], '手续费', '￥0.06'));
  await wrong('alipay', { kind: 'older_names' });
  await wrong('alipay', odd(paid.alipay[0], '商品名称', '电费,"水费"\n#网费'));
  await wrong('alipay', odd(paid.alipay[1], '订单金额（元）', '1,000.00'));
  await untilReconciled();
  for (const channel of ['wechat', 'alipay'] as const) {
    expect(
      (await differencesOf(channel)).map(({ kind, subject }) => `${kind} ${subject}`),
      channel,
    ).toEqual([`unreadable_line ${paid[channel][1]}`]);
    expect(await findLastRun(gateway.app.core.db, keyOf(channel))).toMatchObject({
      rowsTotal: 3,
      rowsDone: 3,
      matchedRows: 2,
    });
  }
});

test('a bill that lost its end is not believed, and waited for', async () => {
  await pay('wechat', 500);
  await pay('alipay', 500);
  await admin('/wechat/bills/discrepancies', {
    ...{ mchid: WECHAT_MERCHANT, bill_date: date, kind: 'cut_short', characters: 150 },
  });
  await admin('/alipay/bills/discrepancies', {
    ...{ seller_id: '2088000000000011', bill_date: date, kind: 'cut_short', characters: 100 },
  });
  await gateway.advance(
    dayStart(plusDays(date, 1)).getTime() + 10 * HOUR_MS + MINUTE_MS - gateway.clock.now().getTime(),
  );
  for (const channel of ['wechat', 'alipay'] as const) {
    await waitFor(
      async () => (await findDay(gateway.app.core.db, keyOf(channel)))?.failure?.startsWith('账单不完整'),
      { what: `the bill of ${channel} to be found cut short` },
    );
  }
});

test('a bill that is late or not what was announced is waited for', async () => {
  await pay('wechat', 500);
  await pay('alipay', 500);
  const late = { bill_date: date, kind: 'creating', hours: 2 };
  await admin('/wechat/bills/discrepancies', { mchid: WECHAT_MERCHANT, ...late });
  await gateway.advance(
    dayStart(plusDays(date, 1)).getTime() + 10 * HOUR_MS + MINUTE_MS - gateway.clock.now().getTime(),
  );
  const waiting = () => findDay(gateway.app.core.db, keyOf('wechat'));
  await waitFor(async () => (await waiting())?.failure === '账单还没有生成', { what: 'no bill to be there' });
  await gateway.advanceUntil(
    30 * MINUTE_MS,
    'the late bill',
    async () => (await waiting())?.status === 'reconciled',
  );
  expect(gateway.clock.now().getTime()).toBeGreaterThan(dayStart(date).getTime() + DAY_MS + 12 * HOUR_MS);
  expect(await differencesOf('wechat')).toEqual([]);
});

test('an operator reconciles a day from a shell, and reads what each difference means', async () => {
  const shell = (...args: string[]) => runOperator(gateway, 'reconcile', '--school', '10086', ...args);
  await pay('wechat', 500);
  const { paymentNo } = await pay('wechat', 600);
  const missing = { mchid: WECHAT_MERCHANT, bill_date: date, kind: 'missing_row', number: paymentNo };
  await admin('/wechat/bills/discrepancies', missing);
  await untilReconciled();
  const told = await shell('--date', date);
  expect(told).toContain(`sandbox-wechat ${date}: 1 rows, 1 agree, 1 differences`);
  expect(told).toContain(`missing_in_bill ${paymentNo}`);
  expect(told).toContain('我方已入账，账单没有这笔收款');
  expect(told).toContain(`sandbox-alipay ${date}: 0 rows, 0 agree, 0 differences`);
  expect(await shell('--date', date, '--account', 'sandbox-alipay')).not.toContain('sandbox-wechat');
  await expect(shell('--date', '2026-02-30')).rejects.toMatchObject({ code: 1 });
  await expect(shell('--date', date, '--account', 'nobody')).rejects.toMatchObject({ code: 1 });
});
