import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertApp } from '../../src/apps/app-store.ts';
import { ORDER_COLUMNS } from '../../src/exports/columns.ts';
import { MINUTE_MS, plusMs } from '../../src/lib/clock.ts';
import { exportOf } from '../../src/lib/export/export.ts';
import { eachRow } from '../../src/lib/page.ts';
import { findByNumber } from '../../src/orders/find-number.ts';
import type { OrderFilter } from '../../src/orders/order-list.ts';
import { searchOrders } from '../../src/orders/search-orders.ts';
import { findPaymentByNo } from '../../src/payments/payment-store.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { insertSchool } from '../../src/schools/school-store.ts';
import type { SchoolScope } from '../../src/schools/scope.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { partnerOf } from '../helpers/partner/partner.ts';
import { waitFor } from '../helpers/wait-for.ts';

const OTHER_APP = { ...TEST_APP, appId: 'elsewhere' };

let gateway: Gateway;
let paid: { outTradeNo: string; orderId: string };
let cancelled: { outTradeNo: string; orderId: string };
let pending: { outTradeNo: string; orderId: string };
let elsewhere: { outTradeNo: string; orderId: string };
let refundId: string;

beforeAll(async () => {
  gateway = await startGateway();
  const { db, vault, clock } = gateway.app.core;
  await insertSchool(db, { schoolId: '20000', name: '另一所大学' }, clock.now());
  await insertApp(db, vault, { ...OTHER_APP, schoolId: '20000', name: '别处' }, clock.now());
  const { partner } = gateway;
  paid = await partner.order({ user_no: '2013141516', user_name: '张三', total_fee: '4321' });
  await gateway.alipay.pay({ code_url: await gateway.openCode(paid.orderId, 'alipay') });
  await waitFor(
    async () => (await partner.call('order_query', { out_trade_no: paid.outTradeNo })).content.status === '2',
    { what: 'the order to be paid' },
  );
  const refund = { out_trade_no: paid.outTradeNo, refund_fee: '21', out_refund_no: 'R-1' };
  refundId = String((await partner.call('order_refund', refund)).content.refund_id);
  gateway.clock.advance(MINUTE_MS);
  cancelled = await partner.order({ user_name: '李四' });
  await partner.call('order_cancel', { out_trade_no: cancelled.outTradeNo });
  gateway.clock.advance(MINUTE_MS);
  pending = await partner.order({ user_no: '１０ｂ', total_fee: '5000' });
  elsewhere = await partnerOf(gateway.url, gateway.endpoint.url, OTHER_APP).order({ user_name: '张三' });
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function found(filter: OrderFilter, scope: SchoolScope = 'all'): Promise<string[]> {
  const page = await searchOrders(gateway.app.core, scope, filter, { limit: 10 });
  return page.rows.map(({ orderId }) => orderId);
}

test('without conditions: all of them, newest first, with who, how and what went back', async () => {
  expect(await found({})).toEqual([elsewhere, pending, cancelled, paid].map(({ orderId }) => orderId));
  const { rows } = await searchOrders(gateway.app.core, 'all', { number: paid.orderId }, { limit: 1 });
  expect(rows).toMatchObject([
    {
      schoolId: '10086',
      appId: 'partner1',
      status: 'paid',
      channel: 'alipay',
      totalAmount: 4321,
      payer: { userNo: '2013141516', userName: '张三' },
    },
  ]);
  expect((rows[0]?.refundingAmount ?? 0) + (rows[0]?.refundedAmount ?? 0)).toBe(21);
});

test('in any order, page by page, each order once', async () => {
  const { core } = gateway.app;
  const paged = async (sort: OrderFilter['sort']) => {
    const read = (after: string | undefined) => searchOrders(core, 'all', { sort }, { limit: 1, after });
    const ids: string[] = [];
    let page = await read(undefined);
    while (ids.push(...page.rows.map(({ orderId }) => orderId)) < 9 && page.next)
      page = await read(page.next);
    return ids;
  };
  const newest = [elsewhere, pending, cancelled, paid].map(({ orderId }) => orderId);
  expect(await paged('newest')).toEqual(newest);
  expect(await paged('oldest')).toEqual(newest.toReversed());
  // 50.00, 43.21, and two of the same amount by their numbers
  const largest = [pending, paid, elsewhere, cancelled].map(({ orderId }) => orderId);
  expect(await paged('largest')).toEqual(largest);
  expect(await paged('smallest')).toEqual(largest.toReversed());
  // a page of another order is the first of this one
  const [first] = (await searchOrders(core, 'all', { sort: 'largest' }, { limit: 1, after: newest[1] })).rows;
  expect(first?.orderId).toBe(largest[0]);
});

test('what is found on all pages is counted and summed, state by state, within the scope', async () => {
  const { core } = gateway.app;
  const { rows } = await searchOrders(core, 'all', {}, { limit: 10 });
  const totalsOf = async (filter: OrderFilter, scope: SchoolScope = 'all') =>
    (await searchOrders(core, scope, filter, { limit: 1, totals: true })).totals;
  const sum = (ids: readonly { orderId: string }[]) =>
    rows
      .filter(({ orderId }) => ids.some((one) => one.orderId === orderId))
      .reduce((total, { totalAmount }) => total + totalAmount, 0);
  const counts = { pending: 2, paid: 1, closed: 1 };
  const states = Object.entries(counts).map(([state, count]) => ({ state, count, isMore: false }));
  const all = { count: 4, isMore: false, amount: sum([elsewhere, pending, cancelled, paid]), states };
  expect(await totalsOf({})).toEqual(all);
  // the tabs say what each state has under the other filters, whichever is chosen
  expect(await totalsOf({ status: 'closed' })).toEqual({
    ...all,
    count: 1,
    amount: sum([cancelled]),
  });
  expect(await totalsOf({}, ['20000'])).toMatchObject({ count: 1, amount: sum([elsewhere]) });
  expect(await totalsOf({ channel: 'alipay' })).toMatchObject({ count: 1, amount: 4321 });
  expect(await totalsOf({ person: '张三' })).toMatchObject({ count: 2 });
  expect(await totalsOf({ number: 'no such' })).toMatchObject({ count: 0, amount: 0 });
});

test('by when the payment was booked, which is not when the order was made', async () => {
  const { core } = gateway.app;
  const [posting] = await core.db.query<{ posted_at: Date }>({
    text: `select posted_at from ledger_transactions join payments on payment_no = subject_no
            where order_id = $1 and event = 'payment_received'`,
    values: [paid.orderId],
  });
  const at = posting?.posted_at ?? new Date(0);
  const booked = { from: at, to: plusMs(at, 1) };
  expect(await found({ booked })).toEqual([paid.orderId]);
  expect(await found({ booked: { from: plusMs(at, 1), to: undefined } })).toEqual([]);
  expect(await found({ booked: { from: undefined, to: at } })).toEqual([]);
  expect(await found({ booked: { from: undefined, to: plusMs(at, 1) } })).toEqual([paid.orderId]);
  expect(await found({ booked, channel: 'wechat' })).toEqual([]);
  expect(await found({ booked, status: 'pending' })).toEqual([]);
  expect(await found({ booked }, ['20000'])).toEqual([]);
  const page = await searchOrders(core, 'all', { booked, sort: 'largest' }, { limit: 1, totals: true });
  expect(page.totals).toEqual({
    count: 1,
    isMore: false,
    amount: 4321,
    states: [{ state: 'paid', count: 1, isMore: false }],
  });
});

test('by a number of any kind, which says what it is; nothing of another school', async () => {
  const kindsOf = async (text: string, scope: SchoolScope = 'all') =>
    (await findByNumber(gateway.app.core, scope, text)).map(({ orderId, foundBy }) => [orderId, foundBy]);
  const [payment] = await gateway.app.core.db.query<{
    payment_no: string;
    transaction_id: string;
    number: string;
  }>({
    text: `select payment_no, transaction_id, notification_id as number
             from payments join notifications using (app_id, order_id) where order_id = $1`,
    values: [paid.orderId],
  });
  const numbers = {
    order: ` ${paid.orderId} `,
    out_trade_no: paid.outTradeNo,
    payment: payment?.payment_no,
    transaction: payment?.transaction_id,
    refund: refundId,
    out_refund_no: 'R-1',
    notification: payment?.number,
  };
  for (const [kind, number = ''] of Object.entries(numbers)) {
    expect(await kindsOf(number)).toEqual([[paid.orderId, kind]]);
    expect(await kindsOf(number, ['20000'])).toEqual([]);
  }
  expect(await kindsOf(elsewhere.orderId, ['10086'])).toEqual([]);
  expect(await kindsOf('2013141516')).toEqual([]);
});

test("by the exact uid of its payer, and nobody else's", async () => {
  const [payment] = await gateway.app.core.db.query<{ payment_no: string }>({
    text: 'select payment_no from payments where order_id = $1',
    values: [paid.orderId],
  });
  const { db, vault } = gateway.app.core;
  const uid = (await findPaymentByNo(db, vault, payment?.payment_no ?? ''))?.payerUid ?? '';
  expect(uid).toMatch(/^2088/);
  expect(await found({ person: ` ${uid} ` })).toEqual([paid.orderId]);
  expect(await found({ person: uid, appId: OTHER_APP.appId })).toEqual([]);
  expect(await found({ person: uid }, ['20000'])).toEqual([]);
  expect(await found({ person: uid.slice(0, -1) })).toEqual([]);
  expect(await found({ person: uid, status: 'closed' })).toEqual([]);
});

test('by every number that belongs to it', async () => {
  const [payment] = await gateway.app.core.db.query<Record<string, string>>({
    text: `select p.payment_no, p.transaction_id, r.channel_refund_id
             from payments p join refunds r using (app_id, payment_no) where p.order_id = $1`,
    values: [paid.orderId],
  });
  const numbers = [paid.orderId, paid.outTradeNo, refundId, 'R-1', ...Object.values(payment ?? {})];
  expect(numbers).toHaveLength(7);
  for (const number of numbers)
    expect(await found({ number: ` ${number} ` }), number).toEqual([paid.orderId]);
  expect(await found({ number: 'no such number' })).toEqual([]);
  expect(await found({ number: '99999999999999999999' })).toEqual([]);
});

test('by whom it is for, in whatever width and case', async () => {
  expect(await found({ person: '2013141516' })).toEqual([paid.orderId]);
  expect(await found({ person: '张三' })).toEqual([elsewhere.orderId, paid.orderId]);
  expect(await found({ person: '10B' })).toEqual([pending.orderId]);
  expect(await found({ person: '张' })).toEqual([]);
});

test('by state, channel, amount and time, together', async () => {
  expect(await found({ status: 'pending', appId: 'partner1' })).toEqual([pending.orderId]);
  expect(await found({ status: 'closed' })).toEqual([cancelled.orderId]);
  expect(await found({ channel: 'alipay' })).toEqual([paid.orderId]);
  expect(await found({ channel: 'wechat' })).toEqual([]);
  expect(await found({ amount: { min: 4321, max: 4321 } })).toEqual([paid.orderId]);
  expect(await found({ amount: { min: 4000, max: 5000 } })).toEqual([pending.orderId, paid.orderId]);
  const now = gateway.clock.now();
  expect(await found({ to: plusMs(now, -1.5 * MINUTE_MS) })).toEqual([paid.orderId]);
  expect(await found({ from: plusMs(now, -1.5 * MINUTE_MS), to: plusMs(now, -0.5 * MINUTE_MS) })).toEqual([
    cancelled.orderId,
  ]);
  expect(await found({ amount: { min: 1, max: 5000 }, status: 'paid', person: '张三' })).toEqual([
    paid.orderId,
  ]);
});

test('nothing of another school is found, whatever is asked', async () => {
  expect(await found({ person: '张三' }, ['20000'])).toEqual([elsewhere.orderId]);
  for (const number of [paid.orderId, paid.outTradeNo, refundId, 'R-1']) {
    expect(await found({ number }, ['20000'])).toEqual([]);
  }
  expect(await found({ appId: 'partner1' }, ['20000'])).toEqual([]);
  expect(await found({}, [])).toEqual([]);
});

test('pages follow each other without gap or repeat', async () => {
  const first = await searchOrders(gateway.app.core, 'all', {}, { limit: 3 });
  const second = await searchOrders(gateway.app.core, 'all', {}, { limit: 3, after: first.next });
  expect([first.rows.length, second.rows.length, second.next]).toEqual([3, 1, undefined]);
  const all = [...first.rows, ...second.rows].map(({ orderId }) => orderId);
  expect(all).toEqual(await found({}));
});

test('what is found goes into a file as it is, with persons masked', async () => {
  const orders = eachRow((pageQuery) =>
    searchOrders(gateway.app.core, ['10086'], { status: 'paid' }, pageQuery),
  );
  const heading = { title: '订单', about: '' };
  const { body, fileName } = exportOf('csv', { heading, days: '2026-11-29' }, orders, ORDER_COLUMNS);
  const text = Buffer.concat(await Array.fromAsync(body)).toString('utf8');
  expect(fileName).toBe('订单 2026-11-29.csv');
  expect(text.split('\r\n')[1]).toMatch(
    new RegExp(
      `^${paid.orderId}\t,${paid.outTradeNo},缴费测试系统,宿舍电费,20\\*+16,张\\*,43.21,43.21,已支付,支付宝,`,
    ),
  );
});
