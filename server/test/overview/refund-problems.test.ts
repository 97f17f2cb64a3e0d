import type { ProblemKind } from '@zhixiao/contract/codes/overview';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { countOpenProblems, listOpenProblems, problemsOfOrder } from '../../src/overview/open-problems.ts';
import { countAging } from '../../src/overview/problem-store.ts';
import { applyForRefund } from '../../src/processing/apply-for-refund.ts';
import { rejectRefund } from '../../src/processing/decide-refund.ts';
import { dismissRefund } from '../../src/refunds/dismiss-refund.ts';
import { changeSchool } from '../../src/schools/manage-schools.ts';
import { orderTimeline } from '../../src/timeline/order-timeline.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { payOrder } from '../helpers/partner/pay-order.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
const alerts: string[] = [];
beforeAll(async () => {
  const sink = { write: (line: string) => void alerts.push(line) };
  gateway = await startGateway({ log: createLog('warn', sink) });
  // nothing settles unless a test says so
  await gateway.wechat.merchant({ refund_delay_ms: 30 * DAY_MS });
});
beforeEach(() => limit(1_000));
afterAll(() => gateway[Symbol.asyncDispose]());

const limit = (refundApprovalAbove: number) =>
  changeSchool(gateway.app.core, ['10086'], '10086', { refundApprovalAbove });

const timeline = (orderId: string) => orderTimeline(gateway.app.core, 'all', orderId);

const list = async (kind: ProblemKind, scope: 'all' | string[] = 'all') =>
  (await listOpenProblems(gateway.app.core, scope, kind, { limit: 100 })).rows;

const failed = async () => (await list('refund_failed')).map(({ number }) => number);

/** Whether the kind is counted as often as it is listed: 0 when nothing is open. */
async function counted(kind: ProblemKind): Promise<number> {
  const counts = await countOpenProblems(gateway.app.core, 'all');
  return counts.find((one) => one.kind === kind)?.count ?? 0;
}

const paidOrder = () => payOrder(gateway);

const ask = (orderId: string, refundAmount: number) =>
  applyForRefund(gateway.app.core, 'all', 'maker', { orderId, refundAmount, reason: '住宿退费' });

/** A refund that an operator wants, that the channel takes on, and closes. */
async function closedRefund(orderId: string, refundAmount: number): Promise<string> {
  const { refundId = '' } = (await ask(orderId, refundAmount)).refund ?? {};
  await gateway.wechat.settleRefund(refundId, 'CLOSED');
  await gateway.advanceUntil(SECOND_MS, 'the refund to fail', async () =>
    (await timeline(orderId)).refunds.some((one) => one.refundId === refundId && one.status === 'failed'),
  );
  return refundId;
}

test('a refund that waits for a person at the channel is a problem at once, until it settles', async () => {
  const { orderId, outTradeNo } = await paidOrder();
  const refund = { out_trade_no: outTradeNo, refund_fee: '30' };
  const number = String((await gateway.partner.call('order_refund', refund)).content.refund_id);
  await gateway.wechat.settleRefund(number, 'ABNORMAL');
  await waitFor(async () => (await counted('refund_abnormal')) === 1, { what: 'the refund to be a problem' });
  const [found] = await list('refund_abnormal', ['10086']);
  expect(found).toMatchObject({ number, orderId, outTradeNo, amount: 30, appId: 'partner1' });
  expect(await list('refund_abnormal', ['20000'])).toEqual([]);

  const aging = async () =>
    (await countAging(gateway.app.core.db, gateway.clock.now())).map(({ kind }) => kind);
  expect(await aging()).toEqual([]);
  for (let day = 0; day < 6; day += 1) await gateway.advance(DAY_MS);
  // asked about in between, it is the same problem since the same instant, and no second one
  expect(await list('refund_abnormal')).toEqual([found]);
  expect(await counted('refund_unsettled')).toBe(0);
  expect(await aging()).toEqual(['refund_abnormal']);
  const stuck = { what: 'refund_abnormal', refundId: number, refundAmount: 30, at: found?.since };
  expect((await timeline(orderId)).events).toContainEqual(stuck);

  await gateway.wechat.settleRefund(number, 'SUCCESS');
  await gateway.advanceUntil(
    MINUTE_MS,
    'it to be none',
    async () => (await counted('refund_abnormal')) === 0,
  );
  const told = (await timeline(orderId)).events.filter(({ what }) => what.startsWith('refund_'));
  expect(told.map(({ what }) => what)).toEqual([
    'refund_started',
    'refund_accepted',
    'refund_abnormal',
    'refund_succeeded',
  ]);
});

test('a refund of an operator that the channel closes is a problem until as much is asked for anew', async () => {
  const { orderId, outTradeNo } = await paidOrder();
  const first = await closedRefund(orderId, 60);
  expect(await list('refund_failed', ['10086'])).toMatchObject([
    { number: first, orderId, outTradeNo, amount: 60, since: expect.any(Date) },
  ]);
  expect(await counted('refund_failed')).toBe(1);
  const told = alerts.filter((line) => line.includes('"refund_declined"') && line.includes(first));
  expect(told).toHaveLength(1);
  expect(await list('refund_failed', ['20000'])).toEqual([]);
  await ask(orderId, 20);
  expect(await failed()).toEqual([first]);
  // the rest waits for a second person, whose no is an answer too
  await limit(0);
  const { application } = await ask(orderId, 40);
  expect([application.status, await failed()]).toEqual(['pending', []]);
  const decision = { refundApplicationId: application.refundApplicationId, note: '不退' };
  await rejectRefund(gateway.app.core, 'all', 'checker', decision);
  expect([await failed(), await counted('refund_failed')]).toEqual([[], 0]);
});

test('what is refunded anew and fails again is one problem, under its new number', async () => {
  const { orderId } = await paidOrder();
  const first = await closedRefund(orderId, 100);
  expect(await failed()).toEqual([first]);
  const second = await closedRefund(orderId, 100);
  expect(await failed()).toEqual([second]);
  await gateway.wechat.merchant({ balance_fen: 0 });
  const { refund } = await ask(orderId, 100);
  await gateway.wechat.merchant({ balance_fen: null });
  expect(refund?.status).toBe('failed');
  expect(await failed()).toEqual([refund?.refundId]);
  await ask(orderId, 100);
  expect(await failed()).toEqual([]);
});

test('a partner’s refund that the channel closed is no open problem: the partner knows, and may repeat it', async () => {
  const { outTradeNo } = await paidOrder();
  const refund = { out_trade_no: outTradeNo, refund_fee: '100' };
  const number = String((await gateway.partner.call('order_refund', refund)).content.refund_id);
  await gateway.wechat.settleRefund(number, 'CLOSED');
  await gateway.advanceUntil(SECOND_MS, 'the refund to fail', async () => {
    const { content } = await gateway.partner.call('refund_query', { out_trade_no: outTradeNo });
    return (content.refunds as { status: string }[]).every(({ status }) => status === '3');
  });
  expect(await failed()).toEqual([]);
});

test('held money that the channel closes the refund of is a problem too', async () => {
  const { orderId } = await gateway.partner.order();
  await gateway.wechat.fault({ callback: 'payment', fault: 'wrong_amount', times: 1 });
  await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
  const held = await waitFor(
    async () => (await timeline(orderId)).payments.find(({ disposition }) => disposition === 'wrong_amount'),
    { what: 'the money to be booked' },
  );
  const input = {
    orderId,
    paymentNo: held.paymentNo,
    refundAmount: held.paidAmount ?? 0,
    reason: '金额不符',
  };
  // the emulated callback alone told another amount: the channel knows of no such money
  const { refund } = await applyForRefund(gateway.app.core, 'all', 'maker', input);
  expect(refund).toMatchObject({ cause: 'wrong_amount', status: 'failed' });
  expect(await failed()).toEqual([refund?.refundId]);
  await dismissRefund(gateway.app.core, 'all', 'maker', {
    refundId: refund?.refundId ?? '',
    reason: '现金退',
  });
  expect(await failed()).toEqual([]);
});

test('an operator dismisses a failed refund with a reason, and the timeline shows it', async () => {
  const { core } = gateway.app;
  const { orderId } = await paidOrder();
  const refundId = await closedRefund(orderId, 50);
  const say = (by: string, reason: string, scope: 'all' | string[] = ['10086']) =>
    dismissRefund(core, scope, by, { refundId, reason });
  await expect(say('maker', ' ')).rejects.toThrow('refund_reason_missing');
  await expect(say('maker', '试', ['20000'])).rejects.toThrow('refund_not_found');
  expect(await failed()).toEqual([refundId]);
  await say('maker', ' 已用现金退还 ');
  await say('other', '再说一次');
  expect([await failed(), await counted('refund_failed')]).toEqual([[], 0]);
  expect((await timeline(orderId)).events.filter(({ what }) => what === 'refund_dismissed')).toEqual([
    { at: expect.any(Date), what: 'refund_dismissed', refundId, by: 'maker', reason: '已用现金退还' },
  ]);

  const { refundId: open = '' } = (await ask(orderId, 10)).refund ?? {};
  for (const number of [open, orderId, 'none', '9'.repeat(20)]) {
    const input = { refundId: number, reason: '试' };
    await expect(dismissRefund(core, 'all', 'maker', input)).rejects.toThrow('refund_not_found');
  }
});

test('an order’s own problems are those that are old enough to be any, the oldest first, and no other order’s', async () => {
  await limit(100);
  const { core } = gateway.app;
  const { orderId, outTradeNo } = await paidOrder();
  const other = await paidOrder();
  const of = async (order: string) =>
    (await problemsOfOrder(core, { appId: gateway.partner.keys.appId, orderId: order })).map(
      ({ kind, number, amount }) => ({ kind, number, amount }),
    );
  expect(await of(orderId)).toEqual([]);
  const refundId = await closedRefund(orderId, 60);
  const refund = { out_trade_no: outTradeNo, refund_fee: '10' };
  const { refund_id: unsettled } = (await gateway.partner.call('order_refund', refund)).content;
  await limit(0);
  await ask(orderId, 20);
  const failure = { kind: 'refund_failed', number: refundId, amount: 60 };
  const waiting = { kind: 'refund_application_waiting', number: expect.any(String), amount: 20 };
  expect(await of(orderId)).toEqual([failure, waiting]);
  expect(await of(other.orderId)).toEqual([]);
  gateway.clock.advance(6 * DAY_MS);
  await waitFor(async () => (await of(orderId)).length === 3, { what: 'the refund to take too long' });
  expect(await of(orderId)).toContainEqual({ kind: 'refund_unsettled', number: unsettled, amount: 10 });
});
