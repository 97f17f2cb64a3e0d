import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { AuditedCore } from '../../src/core.ts';
import { SECOND_MS } from '../../src/lib/clock.ts';
import { askChannels, cancelInScope, resendInScope } from '../../src/processing/operate-order.ts';
import type { SchoolScope } from '../../src/schools/scope.ts';
import { orderTimeline } from '../../src/timeline/order-timeline.ts';
import { isUnderWay, orderVersion } from '../../src/timeline/order-version.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.wechat.clearFaults());
afterAll(() => gateway[Symbol.asyncDispose]());

const timeline = (orderId: string) => orderTimeline(gateway.app.core, 'all', orderId);
const happened = async (orderId: string) => (await timeline(orderId)).events.map(({ what }) => what);

const resend = (core: AuditedCore, scope: SchoolScope, orderId: string) =>
  resendInScope(core, scope, '王会计', orderId);
const cancel = (core: AuditedCore, scope: SchoolScope, orderId: string) =>
  cancelInScope(core, scope, '王会计', { orderId, reason: ' 重复下单 ' });

async function paidOrder() {
  const order = await gateway.partner.order({ user_name: '张三' });
  await gateway.wechat.pay({ code_url: await gateway.openCode(order.orderId) });
  await waitFor(async () => (await timeline(order.orderId)).notification?.status === 'delivered', {
    what: 'the notification to arrive',
  });
  return order;
}

test('everything that happened to an order is one timeline, in the order of cause', async () => {
  const { outTradeNo, orderId } = await paidOrder();
  const refund = { out_trade_no: outTradeNo, refund_fee: '30' };
  const { content } = await gateway.partner.call('order_refund', refund);
  await gateway.advanceUntil(SECOND_MS, 'the refund to settle', async () =>
    (await happened(orderId)).includes('refund_succeeded'),
  );
  const { order, payments, refunds, notification, events } = await timeline(orderId);
  expect(order).toMatchObject({ outTradeNo, status: 'paid', payer: { userName: '张三' } });
  expect(payments).toMatchObject([
    { status: 'succeeded', refundedAmount: 30, paidAmount: 100, channel: 'wechat' },
  ]);
  expect(refunds).toMatchObject([{ refundId: content.refund_id, status: 'succeeded', cause: 'partner' }]);
  expect(notification).toMatchObject({ status: 'delivered', attempts: 1 });
  // whole seconds of the channel are before the payment was begun, and are kept as they were told
  const kinds = events.map(({ what }) => what);
  expect(kinds.slice(0, 3)).toEqual(['order_created', 'payment_started', 'money_received']);
  expect(new Set(events.map(({ what }) => what))).toEqual(
    new Set([
      'order_created',
      'payment_started',
      'money_received',
      'callback_received',
      'notification_queued',
      'notification_attempt',
      'notification_delivered',
      'refund_started',
      'refund_accepted',
      'refund_succeeded',
      'posted',
    ]),
  );
  expect(events.filter(({ what }) => what === 'callback_received').length).toBe(2);
  expect(events).toContainEqual({
    at: expect.any(Date),
    what: 'posted',
    event: 'refund_reserved',
    subjectNo: content.refund_id,
    channel: 'wechat',
    lines: [
      { account: 'school_payable', amount: 30 },
      { account: 'refunds_in_transit', amount: -30 },
    ],
  });
});

test('a timeline takes as many queries for much as for little', async () => {
  const { orderId } = await paidOrder();
  const { core } = gateway.app;
  let queries = 0;
  const query: typeof core.db.query = (statement) => {
    queries += 1;
    return core.db.query(statement);
  };
  const counted = { ...core, db: { ...core.db, query } };
  await orderTimeline(counted, 'all', orderId);
  const forOnePayment = queries;
  for (const amount of ['1', '2', '3']) {
    const { outTradeNo } = (await timeline(orderId)).order;
    await gateway.partner.call('order_refund', { out_trade_no: outTradeNo, refund_fee: amount });
  }
  queries = 0;
  await orderTimeline(counted, 'all', orderId);
  expect(queries).toBe(forOnePayment);
});

test('the version of an order is another whenever anything about it is, and only then', async () => {
  const { orderId, outTradeNo } = await gateway.partner.order();
  const { core } = gateway.app;
  const versions = new Set<string>();
  const isNew = async () => {
    const version = await orderVersion(core, 'all', orderId);
    expect(await orderVersion(core, ['10086'], orderId)).toBe(version);
    const before = versions.size;
    versions.add(version);
    return versions.size > before;
  };
  expect(await isNew()).toBe(true);
  const code = await gateway.openCode(orderId);
  expect(await isNew()).toBe(true);
  expect(isUnderWay(await timeline(orderId))).toBe(true);
  await gateway.wechat.pay({ code_url: code });
  await waitFor(async () => (await timeline(orderId)).notification?.status === 'delivered', {
    what: 'the notification to arrive',
  });
  expect(await isNew()).toBe(true);
  expect(isUnderWay(await timeline(orderId))).toBe(false);
  await gateway.partner.call('order_refund', { out_trade_no: outTradeNo, refund_fee: '1' });
  expect(await isNew()).toBe(true);
  await gateway.advanceUntil(SECOND_MS, 'the refund to settle', async () =>
    (await happened(orderId)).includes('refund_succeeded'),
  );
  expect(await isNew()).toBe(true);
  expect(await isNew()).toBe(false);
});

test('an order of another school is not there, whatever is done with it', async () => {
  const { orderId } = await paidOrder();
  const { core } = gateway.app;
  for (const act of [orderTimeline, orderVersion, askChannels, cancel, resend]) {
    await expect(act(core, ['20000'], orderId)).rejects.toThrow('order_not_found');
    await expect(act(core, 'all', 'not a number')).rejects.toThrow('order_not_found');
  }
  await expect(orderTimeline(core, ['10086'], orderId)).resolves.toMatchObject({ order: { orderId } });
});

test('asked now, the channel tells of money whose callback was lost', async () => {
  const { orderId } = await gateway.partner.order();
  const code = await gateway.openCode(orderId);
  await gateway.wechat.fault({ callback: 'payment', fault: 'lost', times: 10 });
  await gateway.wechat.pay({ code_url: code });
  expect(await happened(orderId)).toEqual(['order_created', 'payment_started']);
  expect(await askChannels(gateway.app.core, 'all', orderId)).toEqual({ asked: 1, unknown: 0 });
  expect(await happened(orderId)).toContain('money_received');
  expect(await askChannels(gateway.app.core, 'all', orderId)).toEqual({ asked: 0, unknown: 0 });
});

test('a channel that cannot say is shown as such', async () => {
  const { orderId } = await gateway.partner.order();
  await gateway.openCode(orderId);
  await gateway.wechat.fault({
    match: { method: 'GET', path: '/transactions/' },
    times: 9,
    fault: 'status',
    status: 502,
  });
  expect(await askChannels(gateway.app.core, 'all', orderId)).toEqual({ asked: 1, unknown: 1 });
});

test('an operator cancels a pending order, and resends a delivered notification', async () => {
  const { orderId } = await gateway.partner.order();
  await gateway.openCode(orderId);
  await cancel(gateway.app.core, 'all', orderId);
  expect(await happened(orderId)).toEqual([
    'order_created',
    'payment_started',
    'payment_closed',
    'order_closed',
  ]);
  expect(await resend(gateway.app.core, 'all', orderId)).toBe(false);

  const paid = await paidOrder();
  expect(await resend(gateway.app.core, 'all', paid.orderId)).toBe(true);
  await waitFor(() => gateway.endpoint.receivedFor(paid.outTradeNo).length === 2, {
    what: 'the second telling',
  });
});

test('a resend keeps every timeline entry and adds who asked for it', async () => {
  const { core } = gateway.app;
  const { orderId } = await paidOrder();
  const told = async () =>
    (await timeline(orderId)).events.filter(({ what }) => what.startsWith('notification_'));
  const before = await told();
  expect(before.map(({ what }) => what)).toEqual([
    'notification_queued',
    'notification_attempt',
    'notification_delivered',
  ]);
  for (const times of [1, 2]) {
    expect(await resend(core, 'all', orderId)).toBe(true);
    await waitFor(async () => (await told()).length === 3 + 3 * times, {
      what: 'the second notification to arrive',
    });
  }
  const after = await told();
  expect(after.slice(0, 3)).toEqual(before);
  expect(after.slice(3)).toMatchObject([
    { what: 'notification_resent', by: '王会计', reason: undefined },
    { what: 'notification_attempt', attempt: 2 },
    { what: 'notification_delivered' },
    { what: 'notification_resent', by: '王会计' },
    { what: 'notification_attempt', attempt: 3 },
    { what: 'notification_delivered' },
  ]);
  await expect(
    core.db.query({ text: 'delete from notification_rounds where begun_by is not null' }),
  ).rejects.toThrow('append only');
});

test('the timeline shows which operator cancelled an order and why, also when a worker finishes it', async () => {
  const { orderId, outTradeNo } = await gateway.partner.order();
  await gateway.openCode(orderId);
  await gateway.wechat.fault({ match: { path: '/close$' }, times: 1, fault: 'status', status: 502 });
  await gateway.wechat.fault({
    match: { method: 'GET', path: '/transactions/' },
    times: 1,
    fault: 'status',
    status: 502,
  });
  await expect(cancel(gateway.app.core, 'all', orderId)).rejects.toThrow('order_closing');
  // whoever is second finds it being cancelled
  await gateway.partner.call('order_cancel', { out_trade_no: outTradeNo });
  await gateway.advanceUntil(SECOND_MS * 10, 'the order to be closed', async () =>
    (await happened(orderId)).includes('order_closed'),
  );
  expect((await timeline(orderId)).events.at(-1)).toMatchObject({
    what: 'order_closed',
    reason: 'cancelled_by_operator',
    by: '王会计',
    note: '重复下单',
  });
});

test('what its partner cancels, or pays although an operator cancels it, is no operator’s doing', async () => {
  const { orderId, outTradeNo } = await gateway.partner.order();
  await gateway.partner.call('order_cancel', { out_trade_no: outTradeNo });
  await cancel(gateway.app.core, 'all', orderId);
  expect((await timeline(orderId)).events.at(-1)).toMatchObject({ reason: 'cancelled', by: undefined });

  const faster = await gateway.partner.order();
  const code = await gateway.openCode(faster.orderId);
  await gateway.wechat.fault({ callback: 'payment', fault: 'lost', times: 10 });
  await gateway.wechat.pay({ code_url: code });
  await expect(cancel(gateway.app.core, 'all', faster.orderId)).rejects.toThrow('order_paid');
  expect((await timeline(faster.orderId)).order).toMatchObject({ status: 'paid', closeBy: undefined });
});
