import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { expectBooksAgree } from '../helpers/gateway/books.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.wechat.clearFaults());
afterAll(() => gateway[Symbol.asyncDispose]());

const query = (outTradeNo: string) => gateway.partner.call('order_query', { out_trade_no: outTradeNo });
const cancel = (outTradeNo: string) => gateway.partner.call('order_cancel', { out_trade_no: outTradeNo });

async function statusOf(outTradeNo: string): Promise<unknown> {
  return (await query(outTradeNo)).content.status;
}

async function paymentsOf(
  orderId: string,
): Promise<{ disposition: string | null; status: string; refunded_amount: string }[]> {
  return gateway.app.core.db.query({
    text: 'select disposition, status, refunded_amount from payments where order_id = $1 order by payment_no',
    values: [orderId],
  });
}

async function cashierState(orderId: string): Promise<string> {
  const answer = await fetch(`${gateway.url}/cashier-api/orders/${orderId}`);
  return ((await answer.json()) as { state: string }).state;
}

test('a payer scans and pays: the order is paid and the partner notified', async () => {
  const terms = { user_no: '2013141516', user_name: '张三', total_fee: '19800' };
  const { outTradeNo, orderId } = await gateway.partner.order(terms);
  const code = await gateway.openCode(orderId);
  expect(code).toMatch(/^weixin:\/\/wxpay\/bizpayurl\?pr=/);
  expect(await cashierState(orderId)).toBe('waiting');
  await gateway.wechat.pay({ code_url: code });

  const notice = await waitFor(() => gateway.endpoint.receivedFor(outTradeNo)[0], {
    what: 'the notification',
  });
  const answer = await query(outTradeNo);
  expect(answer.content).toEqual({
    out_trade_no: outTradeNo,
    order_id: orderId,
    status: '2',
    time_end: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    total_fee: '19800',
    refunded_fee: '0',
    pay_type: '1',
  });
  expect(notice.content).toEqual({
    out_trade_no: outTradeNo,
    order_id: orderId,
    time_end: answer.content.time_end,
    user_no: '2013141516',
    user_name: '张三',
    uid: expect.stringMatching(/^.{28}$/),
    pay_type: '1',
  });
  expect(await cashierState(orderId)).toBe('paid');
  expect(await cancel(outTradeNo)).toMatchObject({ code: -1, message: '订单已支付' });
  await expectBooksAgree(gateway);
});

test('a refusal in the wallet leaves the order payable', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  const code = await gateway.openCode(orderId);
  await gateway.wechat.pay({ code_url: code, result: 'refuse' });
  expect(await statusOf(outTradeNo)).toBe('1');
  await gateway.wechat.pay({ code_url: code });
  await waitFor(async () => (await statusOf(outTradeNo)) === '2', { what: 'the order to be paid' });
});

test('opening the page again shows the same code', async () => {
  const { orderId } = await gateway.partner.order();
  const [first, second] = [await gateway.openCode(orderId), await gateway.openCode(orderId)];
  expect(second).toBe(first);
  expect(await paymentsOf(orderId)).toHaveLength(1);
});

test('when the callback is lost, a query finds the payment', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  const code = await gateway.openCode(orderId);
  await gateway.wechat.fault({ callback: 'payment', fault: 'lost', times: 1 });
  await gateway.wechat.pay({ code_url: code });
  await waitFor(async () => (await statusOf(outTradeNo)) === '2', { what: 'the query to find the payment' });
  await expectBooksAgree(gateway);
});

test('when the callback is lost and nobody asks, a worker finds the payment', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  const code = await gateway.openCode(orderId);
  await gateway.wechat.fault({ callback: 'payment', fault: 'lost', times: 1 });
  await gateway.wechat.pay({ code_url: code });
  await gateway.advance(6 * SECOND_MS);
  await waitFor(() => gateway.endpoint.receivedFor(outTradeNo).length === 1, { what: 'the notification' });
});

test('a callback many times over books once and notifies once', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  const code = await gateway.openCode(orderId);
  await gateway.wechat.fault({ callback: 'payment', fault: 'duplicate', times: 5 });
  await gateway.wechat.pay({ code_url: code });
  await waitFor(() => gateway.endpoint.receivedFor(outTradeNo).length > 0, { what: 'the notification' });
  await gateway.advance(MINUTE_MS);
  expect(gateway.endpoint.receivedFor(outTradeNo)).toHaveLength(1);
  await expectBooksAgree(gateway);
});

test('a forged callback changes nothing', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  await gateway.openCode(orderId);
  const forged = await fetch(`${gateway.url}/channel/wechat/sandbox-wechat`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'wechatpay-timestamp': String(Math.floor(Date.now() / 1000)),
      'wechatpay-nonce': 'n',
      'wechatpay-serial': 'PUB_KEY_ID_0',
      'wechatpay-signature': 'AAAA',
    },
    body: JSON.stringify({ id: 'EV-1', event_type: 'TRANSACTION.SUCCESS', resource: {} }),
  });
  expect(forged.status).toBeGreaterThanOrEqual(400);
  expect(await statusOf(outTradeNo)).toBe('1');
  const kept = await gateway.app.core.db.query({
    text: `select 1 from channel_callbacks where callback_id = 'EV-1'`,
  });
  expect(kept).toEqual([]);
});

test('a lost answer to the creation is repeated with the same bytes', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  await gateway.wechat.fault({
    match: { path: '/native$' },
    times: 1,
    fault: 'status',
    status: 502,
    after: true,
  });
  await expect(gateway.openCode(orderId)).rejects.toThrow('channel_unknown');
  gateway.clock.advance(4 * SECOND_MS);
  const code = await gateway.openCode(orderId);
  expect(await paymentsOf(orderId)).toHaveLength(1);
  await gateway.wechat.pay({ code_url: code });
  await waitFor(async () => (await statusOf(outTradeNo)) === '2', { what: 'the order to be paid' });
});

test('a payment after the order closed is booked and goes back by itself', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  const code = await gateway.openCode(orderId);
  // the channel confirms the close and takes the money all the same
  await gateway.wechat.fault({ match: { path: '/close$' }, times: 1, fault: 'lie_closed' });
  expect(await cancel(outTradeNo)).toMatchObject({ code: 0 });
  await gateway.wechat.pay({ code_url: code });
  await waitFor(async () => (await paymentsOf(orderId))[0]?.disposition === 'late', {
    what: 'the late money to be booked',
  });
  expect(await statusOf(outTradeNo)).toBe('3');
  await gateway.advanceUntil(5 * SECOND_MS, 'the late money to go back', async () => {
    return (await paymentsOf(orderId))[0]?.refunded_amount === '100';
  });
  expect(gateway.endpoint.receivedFor(outTradeNo)).toEqual([]);
  await expectBooksAgree(gateway);
});

test('late money whose refund the channel closes goes back under a new number', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  const code = await gateway.openCode(orderId);
  await gateway.wechat.fault({ match: { path: '/close$' }, times: 1, fault: 'lie_closed' });
  await cancel(outTradeNo);
  await gateway.wechat.merchant({ refund_delay_ms: DAY_MS });
  await gateway.wechat.pay({ code_url: code });
  const refunds = () =>
    gateway.app.core.db.query<{ refund_id: string; status: string; accepted_at: Date | null }>({
      text: 'select refund_id, status, accepted_at from refunds where order_id = $1 order by refund_id',
      values: [orderId],
    });
  await waitFor(async () => (await refunds())[0]?.accepted_at, { what: 'the refund to be accepted' });
  const [first] = await refunds();
  await gateway.wechat.settleRefund(first?.refund_id ?? '', 'CLOSED');
  await waitFor(async () => (await refunds()).length === 2, { what: 'another refund' });
  expect(await refunds()).toMatchObject([{ status: 'failed' }, { status: 'processing' }]);

  await gateway.wechat.merchant({ refund_delay_ms: SECOND_MS });
  await gateway.advanceUntil(20 * MINUTE_MS, 'the late money to go back', async () => {
    return (await paymentsOf(orderId))[0]?.refunded_amount === '100';
  });
  await expectBooksAgree(gateway);
});

test('paying twice at once pays the order once; the second payment goes back', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  const desktop = await gateway.openCode(orderId);
  const { core } = gateway.app;
  const { startPayment } = await import('../../src/processing/start-payment.ts');
  const jsapi = await startPayment(
    core,
    { appId: 'partner1', orderId },
    { channel: 'wechat', scene: 'jsapi', openid: 'o'.repeat(28) },
  );
  const prepayId = jsapi.credential.kind === 'prepay' ? jsapi.credential.prepayId : '';
  await Promise.all([gateway.wechat.pay({ code_url: desktop }), gateway.wechat.pay({ prepay_id: prepayId })]);
  await waitFor(async () => (await statusOf(outTradeNo)) === '2', { what: 'the order to be paid' });
  await gateway.advanceUntil(5 * SECOND_MS, 'the second payment to be closed or returned', async () => {
    const payments = await paymentsOf(orderId);
    const duplicate = payments.find((payment) => payment.disposition === 'duplicate');
    return (
      payments.every((payment) => payment.status !== 'pending') &&
      (!duplicate || duplicate.refunded_amount === '100')
    );
  });
  const dispositions = (await paymentsOf(orderId)).map((payment) => payment.disposition).sort();
  expect([
    ['duplicate', 'order'],
    ['order', null],
  ]).toContainEqual(dispositions);
  expect(gateway.endpoint.receivedFor(outTradeNo)).toHaveLength(1);
  await expectBooksAgree(gateway);
});
