import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { patience } from '../../../test/helpers/patience.ts';
import { MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { expectBooksAgree } from '../helpers/gateway/books.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

// What Alipay does differently from WeChat Pay; the flows they share are told with WeChat Pay.

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway({ channelTimeoutMs: patience(1_000) });
});
afterEach(async () => {
  await gateway.wechat.clearFaults();
  await gateway.alipay.app({ refund_delay_ms: 0, balance_fen: null });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const call = (name: string, param: object) => gateway.partner.call(name, param);
const statusOf = async (outTradeNo: string) =>
  (await call('order_query', { out_trade_no: outTradeNo })).content.status;
const openCode = (orderId: string) => gateway.openCode(orderId, 'alipay');
const fault = (method: string, rule: object) =>
  gateway.wechat.fault({ match: { path: `^alipay\\.trade\\.${method}$` }, ...rule });

async function paidOrder(totalAmount = 100): Promise<string> {
  const { orderId, outTradeNo } = await gateway.partner.order({ total_fee: totalAmount });
  await gateway.alipay.pay({ code_url: await openCode(orderId) });
  await waitFor(async () => (await statusOf(outTradeNo)) === '2', { what: 'the order to be paid' });
  return outTradeNo;
}

const refund = (outTradeNo: string, refundAmount: number, outRefundNo: string) =>
  call('order_refund', { out_trade_no: outTradeNo, refund_fee: refundAmount, out_refund_no: outRefundNo });

async function refundStatus(outTradeNo: string): Promise<unknown> {
  const { content } = await call('refund_query', { out_trade_no: outTradeNo });
  return (content.refunds as { status: string }[])[0]?.status;
}

test('a payer scans and pays: the notification names the payer', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order({ total_fee: 19_800 });
  const code = await openCode(orderId);
  await gateway.alipay.pay({ code_url: code });
  const notice = await waitFor(() => gateway.endpoint.receivedFor(outTradeNo)[0], {
    what: 'the notification',
  });
  expect(notice.content).toMatchObject({ order_id: orderId, uid: '2088612279536603', pay_type: '2' });
  await expectBooksAgree(gateway);
});

test('a notice many times over, then of refunds, books once and notifies once', async () => {
  await gateway.wechat.fault({ callback: 'payment', fault: 'duplicate', times: 4 });
  const outTradeNo = await paidOrder();
  expect(await refund(outTradeNo, 40, 'A1')).toMatchObject({ code: 0 });
  expect(await refund(outTradeNo, 60, 'A2')).toMatchObject({ code: 0 });
  const order = await call('order_query', { out_trade_no: outTradeNo });
  expect(order.content).toMatchObject({ status: '2', refunded_fee: '100' });
  await gateway.advance(MINUTE_MS);
  expect(gateway.endpoint.receivedFor(outTradeNo)).toHaveLength(1);
  await expectBooksAgree(gateway);
});

test('forged and wrong notices book nothing; a query does', async () => {
  for (const kind of ['forged', 'wrong_amount']) {
    await gateway.wechat.fault({ callback: 'payment', fault: kind });
  }
  await gateway.wechat.fault({ callback: 'payment', fault: 'lost', times: 9 });
  const { outTradeNo, orderId } = await gateway.partner.order();
  await gateway.alipay.pay({ code_url: await openCode(orderId) });
  await waitFor(async () => (await statusOf(outTradeNo)) === '2', { what: 'the query to find the payment' });
  await expectBooksAgree(gateway);
});

const CLOSING = { code: -1, message: '订单正在关闭，请稍后再试' };
const cancel = (outTradeNo: string) => call('order_cancel', { out_trade_no: outTradeNo });

test('Alipay knows of nothing to close until a code is scanned: who still pays has paid', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  const code = await openCode(orderId);
  expect(await cancel(outTradeNo)).toMatchObject(CLOSING);
  await gateway.alipay.pay({ code_url: code });
  await waitFor(async () => (await statusOf(outTradeNo)) === '2', { what: 'the order to be paid' });
  expect(await cancel(outTradeNo)).toMatchObject({ code: -1, message: '订单已支付' });
  await expectBooksAgree(gateway);
});

test('and when nobody does, the order closes once the code is dead', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  const code = await openCode(orderId);
  expect(await cancel(outTradeNo)).toMatchObject(CLOSING);
  await gateway.advanceUntil(MINUTE_MS, 'the order to close', async () => {
    return (await statusOf(outTradeNo)) === '3';
  });
  expect(await cancel(outTradeNo)).toMatchObject({ code: 0 });
  expect(await gateway.alipay.pay({ code_url: code })).toMatchObject({ paid: false });
});

test('money after a close that Alipay lied about goes back by itself', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  const code = await openCode(orderId);
  await gateway.alipay.pay({ code_url: code, result: 'refuse' });
  await fault('close', { fault: 'lie_closed' });
  expect(await cancel(outTradeNo)).toMatchObject({ code: 0 });
  await gateway.alipay.pay({ code_url: code });
  await gateway.advanceUntil(10 * SECOND_MS, 'the money to go back', async () => {
    const books = await gateway.alipay.books();
    return books.at(-1)?.refunds[0]?.status === 'SUCCESS';
  });
  expect(await statusOf(outTradeNo)).toBe('3');
  await expectBooksAgree(gateway);
});

test('paid on both channels: one payment is the order’s, the other goes back', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  const codes = { wechat: await gateway.openCode(orderId), alipay: await openCode(orderId) };
  await Promise.all([
    gateway.wechat.pay({ code_url: codes.wechat }),
    gateway.alipay.pay({ code_url: codes.alipay }),
  ]);
  await waitFor(async () => (await statusOf(outTradeNo)) === '2', { what: 'the order to be paid' });
  await gateway.advanceUntil(10 * SECOND_MS, 'the second payment to go back', async () => {
    const returned = await gateway.app.core.db.query({
      text: `select 1 from payments
              where order_id = $1 and disposition = 'duplicate' and refunded_amount = paid_amount`,
      values: [orderId],
    });
    return returned.length === 1;
  });
  await expectBooksAgree(gateway);
});

test('a lost answer to the creation: no second code until the first is dead', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  await fault('precreate', { fault: 'system_error', after: true });
  await expect(openCode(orderId)).rejects.toThrow('channel_unknown');
  gateway.clock.advance(4 * SECOND_MS);
  await expect(openCode(orderId)).rejects.toThrow('channel_unknown');
  await gateway.advance(6 * MINUTE_MS);
  const code = await openCode(orderId);
  await gateway.alipay.pay({ code_url: code });
  await waitFor(async () => (await statusOf(outTradeNo)) === '2', { what: 'the order to be paid' });
  await expectBooksAgree(gateway);
});

test.each(['timeout_after', 'bad_signature', 'truncated', 'empty', 'system_error'])(
  'a refund whose answer is lost (%s) moves money once',
  async (kind) => {
    const outTradeNo = await paidOrder();
    await fault('refund', { fault: kind, ...(kind === 'system_error' ? { after: true } : {}) });
    await refund(outTradeNo, 30, `L-${kind}`);
    await gateway.advanceUntil(10 * SECOND_MS, 'the refund to be known', async () => {
      return (await refundStatus(outTradeNo)) === '2';
    });
    const books = await gateway.alipay.books();
    expect(books.at(-1)?.refunds).toMatchObject([{ amount: 30, status: 'SUCCESS' }]);
    await expectBooksAgree(gateway);
  },
);

test('fund_change=N is no success until Alipay says so', async () => {
  const outTradeNo = await paidOrder();
  await gateway.alipay.app({ refund_delay_ms: 5 * MINUTE_MS });
  await refund(outTradeNo, 100, 'N1');
  expect(await refundStatus(outTradeNo)).toBe('1');
  await gateway.advanceUntil(MINUTE_MS, 'the refund to succeed', async () => {
    return (await refundStatus(outTradeNo)) === '2';
  });
  await expectBooksAgree(gateway);
});

test('a refund that Alipay fails at last is tried again under its own number', async () => {
  const outTradeNo = await paidOrder();
  await gateway.alipay.app({ refund_delay_ms: 60 * MINUTE_MS });
  await refund(outTradeNo, 100, 'F1');
  const number = (await gateway.alipay.books()).at(-1)?.refunds[0]?.number ?? '';
  await gateway.alipay.settleRefund(number, 'FAILED');
  await gateway.alipay.app({ refund_delay_ms: 0 });
  await gateway.advanceUntil(MINUTE_MS, 'the refund to succeed', async () => {
    return (await refundStatus(outTradeNo)) === '2';
  });
  const [made, ...more] = (await gateway.alipay.books()).at(-1)?.refunds ?? [];
  expect([made?.number, more]).toEqual([number, []]);
  await expectBooksAgree(gateway);
});

test('without balance a refund is refused, and its amount is free again', async () => {
  const outTradeNo = await paidOrder();
  await gateway.alipay.app({ balance_fen: 0 });
  expect(await refund(outTradeNo, 100, 'B1')).toMatchObject({ code: -1 });
  await gateway.alipay.app({ balance_fen: 100 });
  expect(await refund(outTradeNo, 100, 'B2')).toMatchObject({ code: 0 });
  await expectBooksAgree(gateway);
});

test('the emulators saw nothing that a client must never do', async () => {
  const answer = await fetch(`${gateway.wechat.url}/__admin/violations`);
  expect(await answer.json()).toEqual([]);
});
