import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

// Each of these is a bug some payment gateway shipped; none may come back here. Those about late notices,
// expiry, parallel callbacks, second payments and loose "success" bodies are in payments.test.ts,
// orders.test.ts and notifications.test.ts.

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const query = async (outTradeNo: string) =>
  (await gateway.partner.call('order_query', { out_trade_no: outTradeNo })).content;

async function paidOrder() {
  const order = await gateway.partner.order();
  await gateway.wechat.pay({ code_url: await gateway.openCode(order.orderId) });
  await waitFor(async () => (await query(order.outTradeNo)).status === '2', { what: 'the order to be paid' });
  return order;
}

test('a refund under way is not closed because it takes long; its late success counts', async () => {
  const { outTradeNo } = await paidOrder();
  await gateway.wechat.merchant({ refund_delay_ms: 3 * DAY_MS });
  await gateway.partner.call('order_refund', { out_trade_no: outTradeNo, refund_fee: '100' });
  await gateway.advance(2 * DAY_MS);
  const again = await gateway.partner.call('order_refund', { out_trade_no: outTradeNo, refund_fee: '1' });
  expect(again).toMatchObject({ code: -1, message: expect.stringContaining('剩余可退 0 分') });
  await gateway.advance(DAY_MS + MINUTE_MS);
  await waitFor(async () => (await query(outTradeNo)).refunded_fee === '100', {
    what: 'the refund to succeed',
  });
  await gateway.wechat.merchant({ refund_delay_ms: 1_000 });
});

test('a channel that cannot answer a query has not said that the payment failed', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  const code = await gateway.openCode(orderId);
  await gateway.wechat.fault({
    match: { method: 'GET', path: '/transactions/' },
    times: 3,
    fault: 'status',
    status: 500,
  });
  expect(await query(outTradeNo)).toMatchObject({ status: '1' });
  await gateway.advance(10 * SECOND_MS);
  await gateway.wechat.clearFaults();
  await gateway.wechat.pay({ code_url: code });
  await waitFor(async () => (await query(outTradeNo)).status === '2', { what: 'the order to be paid' });
});

test('a partial refund does not end the order: the rest can be refunded too', async () => {
  const { outTradeNo } = await paidOrder();
  for (const amount of ['30', '70']) {
    const answer = await gateway.partner.call('order_refund', {
      out_trade_no: outTradeNo,
      refund_fee: amount,
    });
    expect(answer).toMatchObject({ code: 0 });
    expect(await query(outTradeNo)).toMatchObject({ status: '2' });
  }
});

test('a payment of another amount pays nothing: it is booked and held for a person', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  const code = await gateway.openCode(orderId);
  await gateway.wechat.fault({ callback: 'payment', fault: 'wrong_amount', times: 1 });
  await gateway.wechat.pay({ code_url: code });
  const booked = () =>
    gateway.app.core.db.query<{ disposition: string; refunding_amount: string }>({
      text: 'select disposition, refunding_amount from payments where order_id = $1',
      values: [orderId],
    });
  await waitFor(async () => (await booked())[0]?.disposition === 'wrong_amount', {
    what: 'the money to be booked',
  });
  expect(await query(outTradeNo)).toMatchObject({ status: '1' });
  expect(await booked()).toEqual([{ disposition: 'wrong_amount', refunding_amount: '0' }]);
  expect(gateway.endpoint.receivedFor(outTradeNo)).toEqual([]);
});

test('unpaid orders are kept: a payment long after expiry finds its order and goes back', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  const code = await gateway.openCode(orderId);
  await gateway.wechat.fault({ match: { path: '/close$' }, times: 1, fault: 'lie_closed' });
  // the payer pays in the last moment, and the channel tells us a day later
  await gateway.wechat.fault({ callback: 'payment', fault: 'delay', ms: DAY_MS });
  await gateway.partner.call('order_cancel', { out_trade_no: outTradeNo });
  expect(await gateway.wechat.pay({ code_url: code })).toMatchObject({ paid: true });
  await gateway.advanceUntil(HOUR_MS, 'the late money to go back', async () => {
    const [refund] = await gateway.app.core.db.query<{ cause: string; status: string }>({
      text: 'select cause, status from refunds where order_id = $1',
      values: [orderId],
    });
    return refund?.cause === 'late' && refund.status === 'succeeded';
  });
  expect(await query(outTradeNo)).toMatchObject({ status: '3' });
});
