import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { expectBooksAgree } from '../helpers/gateway/books.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterEach(() => gateway.wechat.clearFaults());
afterAll(() => gateway[Symbol.asyncDispose]());

const call = (name: string, param: object) => gateway.partner.call(name, param);

async function paidOrder(totalAmount = 100): Promise<{ outTradeNo: string; orderId: string }> {
  const order = await gateway.partner.order({ total_fee: totalAmount });
  await gateway.wechat.pay({ code_url: await gateway.openCode(order.orderId) });
  await waitFor(
    async () => (await call('order_query', { out_trade_no: order.outTradeNo })).content.status === '2',
    {
      what: 'the order to be paid',
    },
  );
  return order;
}

const refund = (outTradeNo: string, refundAmount: number, outRefundNo?: string) =>
  call('order_refund', {
    out_trade_no: outTradeNo,
    refund_fee: String(refundAmount),
    ...(outRefundNo === undefined ? {} : { out_refund_no: outRefundNo }),
  });

async function refundsOf(outTradeNo: string) {
  const answer = await call('refund_query', { out_trade_no: outTradeNo });
  return answer.content.refunds as {
    refund_id: string;
    refund_fee: string;
    status: string;
    message?: string;
  }[];
}

/** Lets the channel settle its refunds and us hear of it. */
async function settled(outTradeNo: string): Promise<void> {
  await gateway.advanceUntil(10 * SECOND_MS, 'the refunds to settle', async () => {
    return (await refundsOf(outTradeNo)).every(({ status }) => status !== '1');
  });
}

test('a partial refund is accepted, settles, and shows in both queries', async () => {
  const { outTradeNo, orderId } = await paidOrder();
  const answer = await refund(outTradeNo, 30);
  expect(answer).toMatchObject({ code: 0, content: { out_trade_no: outTradeNo, order_id: orderId } });
  await settled(outTradeNo);
  expect(await refundsOf(outTradeNo)).toMatchObject([{ refund_fee: '30', status: '2' }]);
  const order = await call('order_query', { out_trade_no: outTradeNo });
  expect(order.content).toMatchObject({ status: '2', refunded_fee: '30' });
  await expectBooksAgree(gateway);
});

test('what is not paid, closed, or more than is left is refused', async () => {
  const unpaid = await gateway.partner.order();
  expect(await refund(unpaid.outTradeNo, 1)).toMatchObject({ code: -1, message: '订单未支付' });
  await call('order_cancel', { out_trade_no: unpaid.outTradeNo });
  expect(await refund(unpaid.outTradeNo, 1)).toMatchObject({ code: -1, message: '订单已取消' });
  const { outTradeNo } = await paidOrder();
  expect(await refund(outTradeNo, 101)).toMatchObject({
    code: -1,
    message: expect.stringContaining('剩余可退 100 分'),
  });
  expect(await refund(outTradeNo, 0)).toMatchObject({
    code: -2,
    message: expect.stringContaining('refund_fee'),
  });
});

test('20 partial refunds at once never exceed the payment, and exactly fill it', async () => {
  const { outTradeNo } = await paidOrder(100);
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => refund(outTradeNo, 10, `R${index}-${randomUUID()}`)),
  );
  expect(answers.filter(({ code }) => code === 0)).toHaveLength(10);
  expect(answers.filter(({ code }) => code === -1)).toHaveLength(10);
  await settled(outTradeNo);
  const order = await call('order_query', { out_trade_no: outTradeNo });
  expect(order.content.refunded_fee).toBe('100');
  await expectBooksAgree(gateway);
});

test('the same out_refund_no is the same refund; on other terms it is refused', async () => {
  const { outTradeNo } = await paidOrder();
  const other = await paidOrder();
  const number = randomUUID();
  const answers = await Promise.all(Array.from({ length: 5 }, () => refund(outTradeNo, 40, number)));
  expect(new Set(answers.map(({ content }) => content.refund_id)).size).toBe(1);
  expect(await refund(outTradeNo, 41, number)).toMatchObject({
    code: -2,
    message: expect.stringContaining('refund_fee'),
  });
  expect(await refund(other.outTradeNo, 40, number)).toMatchObject({
    code: -2,
    message: expect.stringContaining('out_trade_no'),
  });
  await settled(outTradeNo);
  expect(await refund(outTradeNo, 40, number)).toMatchObject({ code: 0 });
  expect(await refundsOf(outTradeNo)).toHaveLength(1);
});

test('an unnumbered repeat while the first is unsettled is the same refund; afterwards it is another', async () => {
  const { outTradeNo } = await paidOrder();
  const first = await refund(outTradeNo, 20);
  expect((await refund(outTradeNo, 20)).content.refund_id).toBe(first.content.refund_id);
  await settled(outTradeNo);
  expect((await refund(outTradeNo, 20)).content.refund_id).not.toBe(first.content.refund_id);
  await settled(outTradeNo);
  expect((await refundsOf(outTradeNo)).map(({ status }) => status)).toEqual(['2', '2']);
});

test('refused by the channel: the answer has its reason, and the amount is free again', async () => {
  const { outTradeNo } = await paidOrder();
  await gateway.wechat.merchant({ balance_fen: 0 });
  const answer = await refund(outTradeNo, 100);
  expect(answer).toMatchObject({ code: -1, message: expect.stringContaining('退款失败') });
  expect(await refundsOf(outTradeNo)).toMatchObject([{ status: '3' }]);
  await gateway.wechat.merchant({ balance_fen: null });
  expect(await refund(outTradeNo, 100)).toMatchObject({ code: 0 });
  await settled(outTradeNo);
  await expectBooksAgree(gateway);
});

test('an unknown outcome keeps the amount reserved and resolves by itself, without a second refund', async () => {
  const { outTradeNo } = await paidOrder();
  await gateway.wechat.fault({
    match: { method: 'POST', path: '/v3/refund/' },
    times: 1,
    fault: 'status',
    status: 500,
    after: true,
  });
  await gateway.wechat.fault({
    match: { method: 'GET', path: '/v3/refund/' },
    times: 1,
    fault: 'status',
    status: 500,
  });
  expect(await refund(outTradeNo, 60)).toMatchObject({
    code: -1,
    message: expect.stringContaining('退款处理中'),
  });
  expect(await refund(outTradeNo, 50)).toMatchObject({
    code: -1,
    message: expect.stringContaining('剩余可退 40 分'),
  });
  await gateway.advance(MINUTE_MS);
  await settled(outTradeNo);
  expect(await refundsOf(outTradeNo)).toMatchObject([{ refund_fee: '60', status: '2' }]);
  await expectBooksAgree(gateway);
});

test('a refund the channel never got is sent again with the same number', async () => {
  const { outTradeNo } = await paidOrder();
  await gateway.wechat.fault({
    match: { method: 'POST', path: '/v3/refund/' },
    times: 1,
    fault: 'status',
    status: 503,
  });
  expect(await refund(outTradeNo, 60)).toMatchObject({
    code: -1,
    message: expect.stringContaining('退款处理中'),
  });
  await gateway.advance(MINUTE_MS);
  await settled(outTradeNo);
  const [only] = await refundsOf(outTradeNo);
  expect(only).toMatchObject({ refund_fee: '60', status: '2' });
  await expectBooksAgree(gateway);
});

test('a refund the channel closes fails, and its amount is free again', async () => {
  const { outTradeNo } = await paidOrder();
  await gateway.wechat.merchant({ refund_delay_ms: 3_600_000 });
  const answer = await refund(outTradeNo, 100);
  await gateway.wechat.settleRefund(String(answer.content.refund_id), 'CLOSED');
  await settled(outTradeNo);
  expect(await refundsOf(outTradeNo)).toMatchObject([{ status: '3', message: expect.any(String) }]);
  await gateway.wechat.merchant({ refund_delay_ms: 1_000 });
  expect(await refund(outTradeNo, 100)).toMatchObject({ code: 0 });
});

test('an abnormal refund waits, and a late success is booked', async () => {
  const { outTradeNo } = await paidOrder();
  await gateway.wechat.merchant({ refund_delay_ms: 3_600_000 });
  const answer = await refund(outTradeNo, 100);
  const number = String(answer.content.refund_id);
  await gateway.wechat.settleRefund(number, 'ABNORMAL');
  expect(await refund(outTradeNo, 1)).toMatchObject({ code: -1 });
  expect(await refundsOf(outTradeNo)).toMatchObject([{ status: '1' }]);
  await gateway.wechat.settleRefund(number, 'SUCCESS');
  await settled(outTradeNo);
  expect(await refundsOf(outTradeNo)).toMatchObject([{ status: '2' }]);
  await gateway.wechat.merchant({ refund_delay_ms: 1_000 });
  await expectBooksAgree(gateway);
});

test('one refund by either of its numbers; an unknown number is refused', async () => {
  const { outTradeNo } = await paidOrder();
  const answer = await refund(outTradeNo, 10, `N-${outTradeNo}`);
  const byOut = await call('refund_query', { out_trade_no: outTradeNo, out_refund_no: `N-${outTradeNo}` });
  const byId = await call('refund_query', { out_trade_no: outTradeNo, refund_id: answer.content.refund_id });
  expect(byOut.content).toEqual(byId.content);
  expect(await call('refund_query', { out_trade_no: outTradeNo, out_refund_no: 'none' })).toMatchObject({
    code: -1,
    message: '退款不存在',
  });
});
