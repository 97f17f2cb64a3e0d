import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertApp } from '../../src/apps/app-store.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { dayStart, plusDays } from '../../src/lib/shanghai-day.ts';
import { findAccount, saveChannelAccount } from '../../src/merchants/account-store.ts';
import { rollUpDaySums } from '../../src/overview/day-sums.ts';
import { type DayFigures, eachDayFigures, figuresUntilNow, overviewOf } from '../../src/overview/figures.ts';
import { countOpenProblems, listOpenProblems } from '../../src/overview/open-problems.ts';
import { findSetUpFacts } from '../../src/overview/set-up-store.ts';
import { applyForRefund } from '../../src/processing/apply-for-refund.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { insertSchool } from '../../src/schools/school-store.ts';
import type { SchoolScope } from '../../src/schools/scope.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { partnerOf } from '../helpers/partner/partner.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const day = () => new Date(gateway.clock.now().getTime() + 8 * HOUR_MS).toISOString().slice(0, 10);

const EVER = { from: '2000-01-01', to: '2999-01-01' };

function figures(scope: SchoolScope = 'all', appId?: string) {
  return overviewOf(gateway.app.core, scope, { ...EVER, appId });
}

async function pay(partner = gateway.partner, totalAmount = 100) {
  const order = await partner.order({ total_fee: totalAmount });
  await gateway.wechat.pay({ code_url: await gateway.openCode(order.orderId) });
  await waitFor(
    async () =>
      (await partner.call('order_query', { out_trade_no: order.outTradeNo })).content.status === '2',
    { what: 'the order to be paid' },
  );
  return order;
}

async function problems(scope: SchoolScope = 'all') {
  const counts = await countOpenProblems(gateway.app.core, scope);
  return Object.fromEntries(counts.map(({ kind, count }) => [kind, count]));
}

test('figures are true to the last second, cut by day, channel and app, before and after a roll-up', async () => {
  const first = day();
  await pay();
  const { outTradeNo } = await pay(gateway.partner, 300);
  await gateway.openCode((await gateway.partner.order()).orderId, 'alipay');
  await gateway.partner.call('order_refund', { out_trade_no: outTradeNo, refund_fee: '50' });
  const wechat = {
    received: { count: 2, amount: 400 },
    refunded: { count: 1, amount: 50 },
    started: 2,
    succeeded: 2,
  };
  const alipay = { received: { count: 0, amount: 0 }, started: 1, succeeded: 0 };
  const before = await figures();
  expect(before.total).toMatchObject({ ...wechat, started: 3, unwanted: { count: 0, amount: 0 } });
  expect(before.byDay).toMatchObject([{ day: first, received: { count: 2, amount: 400 }, started: 3 }]);
  expect(before.byChannel).toMatchObject([
    { channel: 'alipay', ...alipay },
    { channel: 'wechat', ...wechat },
  ]);
  expect(before.byApp).toMatchObject([{ appId: 'partner1', started: 3 }]);

  const { core } = gateway.app;
  await rollUpDaySums(core);
  await gateway.advance(31 * MINUTE_MS);
  await Promise.all([rollUpDaySums(core), rollUpDaySums(core)]);
  const [sums] = await gateway.app.core.db.query<{ movements: string }>({
    text: 'select sum(movements) as movements from ledger_day_sums',
  });
  expect(Number(sums?.movements)).toBeGreaterThanOrEqual(2 * 3);
  expect(await figures()).toEqual(before);

  await gateway.advance(DAY_MS);
  await pay();
  const after = await figures();
  expect(after.byDay.map(({ day: on, received }) => [on, received.amount])).toEqual([
    [first, 400],
    [day(), 100],
  ]);
  for (let round = 0; round < 3; round += 1) {
    await Promise.all([rollUpDaySums(core), rollUpDaySums(core)]);
    expect(await figures()).toEqual(after);
    await gateway.advance(31 * MINUTE_MS);
  }
  const [left] = await core.db.query({
    text: 'select 1 from ledger_transactions where transaction_id > ledger_reach()',
  });
  expect(left).toBeUndefined();
});

test('the first day’s work is ticked by what there is, in these schools', async () => {
  const { core } = gateway.app;
  await pay();
  const all = {
    hasSchool: true,
    hasMerchantAccount: true,
    hasApp: true,
    hasPayment: true,
    hasColleague: false,
  };
  expect(await findSetUpFacts(core.db, 'all')).toEqual(all);
  expect(await findSetUpFacts(core.db, ['10086'])).toEqual(all);
  const none = { hasSchool: false, hasMerchantAccount: false, hasApp: false, hasPayment: false };
  expect(await findSetUpFacts(core.db, ['nowhere'])).toMatchObject(none);
});

test('today is compared with yesterday and the week before until the same time of day', async () => {
  const { core } = gateway.app;
  const now = (scope: SchoolScope = 'all', appId?: string) => figuresUntilNow(core, scope, appId);
  // a day that begins now, and one a week later
  const tomorrow = dayStart(plusDays(day(), 1)).getTime();
  await gateway.advance(tomorrow - gateway.clock.now().getTime() + HOUR_MS);
  const { outTradeNo } = await pay(gateway.partner, 700);
  await gateway.partner.call('order_refund', { out_trade_no: outTradeNo, refund_fee: '20' });
  const money = { received: { count: 1, amount: 700 }, refunded: { count: 1, amount: 20 }, started: 1 };
  expect((await now()).today).toMatchObject(money);
  await gateway.advance(2 * HOUR_MS);
  await pay(gateway.partner, 1_100);
  await gateway.advance(DAY_MS - HOUR_MS);
  const next = await now('all', 'partner1');
  // at two in the morning: yesterday's payment of three does not count yet
  expect(next).toMatchObject({ today: { received: { count: 0 }, started: 0 }, yesterday: money });
  await gateway.advance(HOUR_MS + MINUTE_MS);
  expect((await now()).yesterday.received).toEqual({ count: 2, amount: 1_800 });
  await gateway.advance(6 * DAY_MS - 2 * HOUR_MS);
  expect(await now()).toMatchObject({ yesterday: { received: { count: 0 } }, lastWeek: money });
  expect((await now(['20000'])).lastWeek.started).toBe(0);
  // what the day says is what its figures say
  const last = await figures();
  await pay(gateway.partner, 300);
  expect((await now()).today.received.amount).toBe(300);
  expect((await figures()).total.received.amount).toBe(last.total.received.amount + 300);
});

test('the daily report adds up to the overview, a line for each day, app and channel', async () => {
  const lines: DayFigures[] = [];
  for await (const line of eachDayFigures(gateway.app.core, 'all', EVER)) lines.push(line);
  const keys = lines.map((line) => `${line.day} ${line.channel} ${line.appId}`);
  expect(keys).toEqual([...new Set(keys)].sort());
  const { total, byDay } = await figures();
  expect(byDay.length).toBeGreaterThan(1);
  for (const { day: on, received, refunded, started } of [{ ...total, day: '' }, ...byDay]) {
    const its = lines.filter((line) => on === '' || line.day === on);
    expect(its.reduce((sum, line) => sum + line.received.amount, 0)).toBe(received.amount);
    expect(its.reduce((sum, line) => sum + line.refunded.count, 0)).toBe(refunded.count);
    expect(its.reduce((sum, line) => sum + line.started, 0)).toBe(started);
  }
});

test('a refund that fails was none; figures of another school are not counted', async () => {
  const { db, vault, clock } = gateway.app.core;
  await insertSchool(db, { schoolId: '20000', name: '另一所大学' }, clock.now());
  await insertApp(
    db,
    vault,
    { ...TEST_APP, appId: 'elsewhere', schoolId: '20000', name: '别处' },
    clock.now(),
  );
  expect((await figures(['20000'])).total).toMatchObject({ started: 0, received: { count: 0, amount: 0 } });
  const { outTradeNo } = await pay();
  const before = (await figures()).total;
  await gateway.wechat.merchant({ balance_fen: 0 });
  await gateway.partner.call('order_refund', { out_trade_no: outTradeNo, refund_fee: '50' });
  await gateway.wechat.merchant({ balance_fen: null });
  expect((await figures()).total).toEqual(before);
  expect((await figures(['20000'])).byApp).toEqual([]);
  expect((await figures(['10086'], 'elsewhere')).byApp).toEqual([]);
  expect((await figures(['10086'], 'partner1')).total).toEqual(before);
});

test('late money is a problem until it has gone back, and is no income', async () => {
  const received = (await figures()).total.received;
  await gateway.wechat.merchant({ refund_delay_ms: 60_000 });
  const { outTradeNo, orderId } = await gateway.partner.order();
  const code = await gateway.openCode(orderId);
  await gateway.wechat.fault({ match: { path: '/close$' }, times: 1, fault: 'lie_closed' });
  await gateway.partner.call('order_cancel', { out_trade_no: outTradeNo });
  await gateway.wechat.pay({ code_url: code });
  await gateway.advanceUntil(
    SECOND_MS,
    'the money to be a problem',
    async () => (await problems()).late_money === 1,
  );
  const page = await listOpenProblems(gateway.app.core, ['10086'], 'late_money', { limit: 10 });
  expect(page.rows).toMatchObject([
    { orderId, outTradeNo, amount: 100, schoolId: '10086', appId: 'partner1' },
  ]);
  expect(await problems(['20000'])).toEqual({});
  expect((await figures()).total).toMatchObject({ received, unwanted: { count: 1, amount: 100 } });
  await gateway.advanceUntil(
    61 * SECOND_MS,
    'it to be none',
    async () => !('late_money' in (await problems())),
  );
});

test('a partner that never answers shows as a dead endpoint, and at last as a notification given up', async () => {
  const { orderId } = await pay();
  gateway.endpoint.answer = { status: 503, body: 'away' };
  for (let order = 0; order < 10; order += 1) await pay();
  await gateway.advanceUntil(
    MINUTE_MS,
    'the endpoint to be paused',
    async () => (await problems()).endpoint_dead === 1,
  );
  const { rows } = await listOpenProblems(gateway.app.core, 'all', 'endpoint_dead', { limit: 10 });
  expect(rows).toMatchObject([{ number: new URL(gateway.endpoint.url).origin, orderId: undefined }]);
  await gateway.app.core.db.query({
    text: `update notifications set status = 'exhausted', next_attempt_at = null, settled_at = created_at
            where status = 'pending' and order_id <> $1`,
    values: [orderId],
  });
  expect(await problems()).toMatchObject({ notification_exhausted: 10 });
  const list = (after?: string) =>
    listOpenProblems(gateway.app.core, 'all', 'notification_exhausted', { after, limit: 6 });
  const first = await list();
  const second = await list(first.next);
  expect([first.rows.length, second.rows.length, second.next]).toEqual([6, 4, undefined]);
  expect(new Set([...first.rows, ...second.rows].map(({ number }) => number)).size).toBe(10);
  gateway.endpoint.answer = { status: 200, body: 'success' };
});

test('a refund that waits for a second person is one of the things to do', async () => {
  const { orderId } = await pay();
  await applyForRefund(gateway.app.core, 'all', 'maker', { orderId, refundAmount: 100, reason: '退' });
  expect(await problems()).toMatchObject({ refund_application_waiting: 1 });
  const { rows } = await listOpenProblems(gateway.app.core, 'all', 'refund_application_waiting', {
    limit: 10,
  });
  expect(rows).toMatchObject([{ orderId, amount: 100 }]);
});

test('an app of another school has figures of its own', async () => {
  const elsewhere = partnerOf(gateway.url, gateway.endpoint.url, { ...TEST_APP, appId: 'elsewhere' });
  const { db, vault } = gateway.app.core;
  const merchant = await findAccount(db, vault, 'sandbox-wechat');
  if (!merchant) throw new Error('no merchant');
  const account = { ...merchant, channelAccountId: 'w2', schoolId: '20000' };
  await saveChannelAccount(db, vault, account, gateway.clock.now());
  await pay(elsewhere, 700);
  expect((await figures(['20000'])).byApp).toMatchObject([
    { appId: 'elsewhere', received: { count: 1, amount: 700 } },
  ]);
});
