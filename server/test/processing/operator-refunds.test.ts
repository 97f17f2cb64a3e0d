import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { MINUTE_MS, plusMs, SECOND_MS } from '../../src/lib/clock.ts';
import { applyForRefund } from '../../src/processing/apply-for-refund.ts';
import { approveRefund, listRefundApplications, rejectRefund } from '../../src/processing/decide-refund.ts';
import type { RefundApplicationFilter } from '../../src/refunds/refund-application.ts';
import type { RefundFilter } from '../../src/refunds/refund-list.ts';
import { searchRefunds } from '../../src/refunds/search-refunds.ts';
import { changeSchool, listSchools } from '../../src/schools/manage-schools.ts';
import { orderTimeline } from '../../src/timeline/order-timeline.ts';
import { expectBooksAgree } from '../helpers/gateway/books.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { payOrder } from '../helpers/partner/pay-order.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
beforeEach(() => limit(50));
afterEach(() => gateway.wechat.clearFaults());
afterAll(() => gateway[Symbol.asyncDispose]());

const limit = (refundApprovalAbove: number) =>
  changeSchool(gateway.app.core, ['10086'], '10086', { refundApprovalAbove });

const ask = (
  orderId: string,
  refundAmount: number,
  more: { paymentNo?: string; reason?: string; idempotencyKey?: string } = {},
) => applyForRefund(gateway.app.core, 'all', 'maker', { orderId, refundAmount, reason: '住宿退费', ...more });

const approve = (refundApplicationId: string, by = 'checker') =>
  approveRefund(gateway.app.core, 'all', by, { refundApplicationId, note: '同意' });

const timeline = (orderId: string) => orderTimeline(gateway.app.core, 'all', orderId);

const paidOrder = () => payOrder(gateway);

test('up to the limit an operator refunds alone, and the partner sees it', async () => {
  const { orderId, outTradeNo } = await paidOrder();
  const { application, refund } = await ask(orderId, 50);
  expect(application).toMatchObject({ status: 'approved', needsApproval: false, decidedBy: 'maker' });
  expect(refund).toMatchObject({ refundAmount: 50, cause: 'operator', acceptedAt: expect.any(Date) });
  await gateway.advanceUntil(SECOND_MS, 'the refund to settle', async () =>
    (await timeline(orderId)).refunds.every(({ status }) => status === 'succeeded'),
  );
  const { content } = await gateway.partner.call('refund_query', { out_trade_no: outTradeNo });
  expect(content.refunds).toMatchObject([{ refund_id: refund?.refundId, refund_fee: '50', status: '2' }]);
  expect((await timeline(orderId)).events).toContainEqual(
    expect.objectContaining({ what: 'refund_requested', by: 'maker', reason: '住宿退费', refundAmount: 50 }),
  );
  await expectBooksAgree(gateway);
});

test('a large refund in small parts is a large refund; what failed does not count', async () => {
  const { orderId } = await paidOrder();
  await gateway.wechat.merchant({ balance_fen: 0 });
  expect((await ask(orderId, 50)).refund).toMatchObject({ status: 'failed', failure: expect.any(String) });
  await gateway.wechat.merchant({ balance_fen: null });
  expect((await ask(orderId, 30)).application.status).toBe('approved');
  expect((await ask(orderId, 30)).application).toMatchObject({ status: 'pending', needsApproval: true });
  expect((await ask(orderId, 20)).application.status).toBe('approved');
});

test('above the limit nothing moves until another operator agrees, once', async () => {
  const { orderId } = await paidOrder();
  const { application, refund } = await ask(orderId, 100);
  expect([application.status, refund]).toEqual(['pending', undefined]);
  expect((await timeline(orderId)).payments[0]).toMatchObject({ refundingAmount: 0, refundedAmount: 0 });
  await expect(approve(application.refundApplicationId, 'maker')).rejects.toThrow(
    'refund_needs_another_person',
  );
  const results = await Promise.allSettled([
    approve(application.refundApplicationId),
    approve(application.refundApplicationId, 'third'),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const { refunds } = await timeline(orderId);
  expect(refunds).toMatchObject([{ refundAmount: 100, cause: 'operator' }]);
  const refundId = refunds[0]?.refundId ?? '';
  const found = async (filter: RefundFilter, scope = ['10086']) =>
    (await searchRefunds(gateway.app.core, scope, filter, { limit: 100 })).rows.map(
      (refund) => refund.orderId,
    );
  const now = gateway.clock.now();
  expect(await found({ cause: 'operator', appId: 'partner1' })).toContain(orderId);
  expect(await found({ channel: 'wechat', from: plusMs(now, -MINUTE_MS) })).toContain(orderId);
  expect((await found({ status: 'processing' }))[0]).toBe(orderId);
  for (const filter of [
    { cause: 'late' },
    { status: 'succeeded' },
    { channel: 'alipay' },
    { to: plusMs(now, -MINUTE_MS) },
  ] as const) {
    expect(await found(filter)).not.toContain(orderId);
  }
  expect(await found({ number: orderId })).toEqual([orderId]);
  expect(await found({ number: refundId })).toEqual([orderId]);
  expect(await found({ number: 'none' })).toEqual([]);
  expect(await found({}, ['20000'])).toEqual([]);
  const asked = async (filter: RefundApplicationFilter) =>
    (await listRefundApplications(gateway.app.core, ['10086'], filter, { limit: 100 })).rows.map(
      (application) => application.orderId,
    );
  expect(await asked({ appId: 'partner1', from: plusMs(now, -MINUTE_MS) })).toContain(orderId);
  expect(await asked({ appId: 'none' })).toEqual([]);
  expect(await asked({ to: plusMs(now, -MINUTE_MS) })).not.toContain(orderId);
  await expect(approve(application.refundApplicationId)).rejects.toMatchObject({
    details: { status: 'approved' },
  });
  await expectBooksAgree(gateway);
});

test('no refund looks an account up while it keeps a payment locked: many at once would wait for each other', async () => {
  const { orderId } = await paidOrder();
  let open = 0;
  const lookedUpIn: number[] = [];
  const { db, accounts, ...rest } = gateway.app.core;
  const core: typeof gateway.app.core = {
    ...rest,
    db: {
      ...db,
      transaction: (work) =>
        db.transaction(async (tx) => {
          open += 1;
          return work(tx).finally(() => {
            open -= 1;
          });
        }),
    },
    accounts: {
      ...accounts,
      byId: (id) => {
        lookedUpIn.push(open);
        return accounts.byId(id);
      },
    },
  };
  const input = (refundAmount: number) => ({ orderId, refundAmount, reason: '退' });
  await applyForRefund(core, 'all', 'maker', input(20));
  const { application } = await applyForRefund(core, 'all', 'maker', input(80));
  const decision = { refundApplicationId: application.refundApplicationId, note: '同意' };
  await approveRefund(core, 'all', 'checker', decision);
  expect(lookedUpIn).not.toEqual([]);
  expect(lookedUpIn.filter((transactions) => transactions > 0)).toEqual([]);
});

test('a request that is repeated, or twice under way at once, is one refund', async () => {
  const { orderId } = await paidOrder();
  const again = () => ask(orderId, 20, { idempotencyKey: 'key-1' });
  const [one, two] = await Promise.all([again(), again()]);
  const three = await again();
  expect(new Set([one, two, three].map(({ application }) => application.refundApplicationId)).size).toBe(1);
  expect((await timeline(orderId)).refunds).toHaveLength(1);
  await expect(ask(orderId, 30, { idempotencyKey: 'key-1' })).rejects.toThrow('refund_terms_differ');
  const waiting = () => ask(orderId, 70, { idempotencyKey: 'key-2' });
  const asked = [await waiting(), await waiting()];
  expect(new Set(asked.map(({ application }) => application.refundApplicationId)).size).toBe(1);
  expect((await ask(orderId, 10)).application.refundApplicationId).not.toBe(
    one?.application.refundApplicationId,
  );
});

test('the database itself refuses one person for two', async () => {
  const { orderId } = await paidOrder();
  const { application } = await ask(orderId, 100);
  await expect(
    gateway.app.core.db.query({
      text: `update refund_applications set status = 'rejected', decided_by = requested_by, decided_at = requested_at
              where refund_application_id = $1`,
      values: [application.refundApplicationId],
    }),
  ).rejects.toThrow('refund_applications_two_people');
});

test('a declined request moves nothing; requests are listed by their state', async () => {
  const { orderId } = await paidOrder();
  const { core } = gateway.app;
  const { application } = await ask(orderId, 60);
  const { refundApplicationId } = application;
  const listed = async (status?: 'pending' | 'rejected') => {
    const { rows } = await listRefundApplications(core, ['10086'], { status }, { limit: 100 });
    return rows.filter((row) => row.orderId === orderId);
  };
  expect(await listed('pending')).toMatchObject([
    { refundApplicationId, schoolId: '10086', refundAmount: 60 },
  ]);
  await rejectRefund(core, 'all', 'checker', { refundApplicationId, note: '金额不符' });
  expect(await listed('pending')).toEqual([]);
  expect(await listed()).toMatchObject([{ status: 'rejected', note: '金额不符', refundStatus: undefined }]);
  await expect(approve(refundApplicationId)).rejects.toMatchObject({ details: { status: 'rejected' } });
  expect((await timeline(orderId)).events).toContainEqual(
    expect.objectContaining({ what: 'refund_rejected', by: 'checker' }),
  );
});

test('never more than is left, whoever asks first; never without a reason or a payment', async () => {
  const { orderId, outTradeNo } = await paidOrder();
  await expect(ask(orderId, 101)).rejects.toMatchObject({ details: { refundableAmount: 100 } });
  const large = (await ask(orderId, 99)).application.refundApplicationId;
  await expect(ask(orderId, 2)).rejects.toMatchObject({
    code: 'refund_exceeds_waiting',
    details: { refundableAmount: 100, waitingAmount: 99 },
  });
  await gateway.partner.call('order_refund', { out_trade_no: outTradeNo, refund_fee: '2' });
  await expect(approve(large)).rejects.toMatchObject({
    code: 'refund_exceeds',
    details: { refundableAmount: 98 },
  });
  await expect(ask(orderId, 1, { reason: '  ' })).rejects.toThrow('refund_reason_missing');
  const unpaid = await gateway.partner.order();
  await expect(ask(unpaid.orderId, 1)).rejects.toThrow('order_not_paid');
  const payment = (await timeline(orderId)).payments[0]?.paymentNo ?? '';
  for (const paymentNo of [payment, 'none', '9'.repeat(20)]) {
    await expect(ask(unpaid.orderId, 1, { paymentNo })).rejects.toThrow('order_not_paid');
  }
});

test('money held for its wrong amount goes back on an operator word, from suspense', async () => {
  const { orderId } = await gateway.partner.order();
  await gateway.wechat.fault({ callback: 'payment', fault: 'wrong_amount', times: 1 });
  await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
  const held = await waitFor(
    async () => (await timeline(orderId)).payments.find(({ disposition }) => disposition === 'wrong_amount'),
    { what: 'the money to be booked' },
  );
  await limit(1_000_000);
  const { refund } = await ask(orderId, held.paidAmount ?? 0, { paymentNo: held.paymentNo });
  expect(refund).toMatchObject({ cause: 'wrong_amount', refundAmount: held.paidAmount });
  expect((await timeline(orderId)).events).toContainEqual(
    expect.objectContaining({
      what: 'posted',
      event: 'refund_reserved',
      lines: expect.arrayContaining([{ account: 'suspense', amount: held.paidAmount }]),
    }),
  );
});

test('requests of another school are neither made, seen nor decided', async () => {
  const { orderId } = await paidOrder();
  const { core } = gateway.app;
  const input = { orderId, refundAmount: 1, reason: '试' };
  await expect(applyForRefund(core, ['20000'], 'maker', input)).rejects.toThrow('order_not_found');
  const { refundApplicationId } = (await ask(orderId, 100)).application;
  for (const decide of [approveRefund, rejectRefund]) {
    await expect(decide(core, ['20000'], 'checker', { refundApplicationId })).rejects.toThrow(
      'refund_application_not_found',
    );
  }
  expect((await listRefundApplications(core, ['20000'], {}, { limit: 10 })).rows).toEqual([]);
  await expect(changeSchool(core, ['20000'], '10086', { refundApprovalAbove: 1 })).rejects.toThrow(
    'school_not_found',
  );
  expect(await listSchools(core, ['20000'])).toEqual([]);
  expect(await listSchools(core, ['10086'])).toMatchObject([{ schoolId: '10086', refundApprovalAbove: 50 }]);
});
