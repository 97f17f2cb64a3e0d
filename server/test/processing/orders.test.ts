import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { orderTerms } from '../helpers/partner/partner.ts';
import { waitFor } from '../helpers/wait-for.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

async function countOrders(outTradeNo: string): Promise<number> {
  const rows = await gateway.app.core.db.query({
    text: 'select 1 from orders where out_trade_no = $1',
    values: [outTradeNo],
  });
  return rows.length;
}

const query = (outTradeNo: string) => gateway.partner.call('order_query', { out_trade_no: outTradeNo });
const cancel = (outTradeNo: string) => gateway.partner.call('order_cancel', { out_trade_no: outTradeNo });

test('the same order twice is one row with the same number and address', async () => {
  const outTradeNo = randomUUID();
  const first = await gateway.partner.order({ out_trade_no: outTradeNo });
  expect(await gateway.partner.order({ out_trade_no: outTradeNo })).toEqual(first);
  expect(await countOrders(outTradeNo)).toBe(1);
});

test('50 identical creates at once are one row', async () => {
  const outTradeNo = randomUUID();
  const orders = await Promise.all(
    Array.from({ length: 50 }, () => gateway.partner.order({ out_trade_no: outTradeNo })),
  );
  expect(new Set(orders.map((order) => order.orderId)).size).toBe(1);
  expect(await countOrders(outTradeNo)).toBe(1);
});

test.each([
  ['total_fee', { total_fee: '101' }],
  ['body', { body: '别的' }],
  ['notify_url', { notify_url: 'http://127.0.0.1:9/other' }],
  ['pay_type', { pay_type: 2 }],
])('the same number with another %s is refused, naming it', async (field, change) => {
  const { outTradeNo } = await gateway.partner.order();
  const terms = orderTerms(gateway.endpoint.url, { out_trade_no: outTradeNo, ...change });
  const answer = await gateway.partner.call('order_create', terms);
  expect(answer).toMatchObject({ code: -2, message: `${field} 与该订单号首次下单时不一致` });
});

test('a notify_url without a scheme is read as http', async () => {
  const outTradeNo = randomUUID();
  await gateway.partner.order({ out_trade_no: outTradeNo, notify_url: 'pay.example.com/notify' });
  const again = { out_trade_no: outTradeNo, notify_url: 'http://pay.example.com/notify' };
  expect(await gateway.partner.call('order_create', orderTerms('', again))).toMatchObject({ code: 0 });
});

test('a new order can be paid, and says so', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order({ total_fee: '19800' });
  expect((await query(outTradeNo)).content).toEqual({
    out_trade_no: outTradeNo,
    order_id: orderId,
    status: '1',
    total_fee: '19800',
    refunded_fee: '0',
  });
});

test('orders of one app are invisible to another', async () => {
  const { outTradeNo } = await gateway.partner.order();
  const { insertApp } = await import('../../src/apps/app-store.ts');
  const { partnerOf } = await import('../helpers/partner/partner.ts');
  const { core } = gateway.app;
  const keys = { appId: 'stranger', appSecret: 's', aesKey: 'k'.repeat(32), cipher: 'aes-256-cbc' } as const;
  await insertApp(core.db, core.vault, { ...keys, schoolId: '10086', name: '外人' }, core.clock.now());
  const stranger = partnerOf(gateway.url, gateway.endpoint.url, keys);
  for (const name of ['order_query', 'order_cancel', 'refund_query']) {
    expect(await stranger.call(name, { out_trade_no: outTradeNo })).toMatchObject({
      code: -1,
      message: '订单不存在',
    });
  }
});

test('a cancelled order is closed, stays closed, and cannot be created or paid again', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  expect((await cancel(outTradeNo)).content).toEqual({ out_trade_no: outTradeNo, order_id: orderId });
  expect(await cancel(outTradeNo)).toMatchObject({ code: 0 });
  expect((await query(outTradeNo)).content).toMatchObject({ status: '3' });
  const again = await gateway.partner.call(
    'order_create',
    orderTerms(gateway.endpoint.url, { out_trade_no: outTradeNo }),
  );
  expect(again).toMatchObject({ code: -1, message: '订单已取消' });
  await expect(gateway.openCode(orderId)).rejects.toThrow('订单已取消');
});

test('cancelling closes the code at the channel first', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  const code = await gateway.openCode(orderId);
  expect(await cancel(outTradeNo)).toMatchObject({ code: 0 });
  expect(await gateway.wechat.pay({ code_url: code })).not.toMatchObject({ trade_state: 'SUCCESS' });
  expect(await gateway.wechat.books()).toEqual([]);
});

test('while the channel cannot say, a cancel is not confirmed; it is finished in the background', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  await gateway.openCode(orderId);
  await gateway.wechat.fault({ match: { path: '/close$' }, times: 1, fault: 'status', status: 502 });
  expect(await cancel(outTradeNo)).toMatchObject({ code: -1, message: '订单正在关闭，请稍后再试' });
  expect((await query(outTradeNo)).content).toMatchObject({ status: '1' });
  await expect(gateway.openCode(orderId)).rejects.toThrow('正在关闭');
  await gateway.advance(40 * SECOND_MS);
  await waitFor(async () => (await query(outTradeNo)).content.status === '3', {
    what: 'the order to be closed',
  });
});

test('after an hour an order expires: untouched ones at once, others with their code', async () => {
  const untouched = await gateway.partner.order();
  const opened = await gateway.partner.order();
  const code = await gateway.openCode(opened.orderId);
  await gateway.advance(HOUR_MS + SECOND_MS);
  for (const { outTradeNo } of [untouched, opened]) {
    await waitFor(async () => (await query(outTradeNo)).content.status === '3', {
      what: 'the order to expire',
    });
    const terms = orderTerms(gateway.endpoint.url, { out_trade_no: outTradeNo });
    expect(await gateway.partner.call('order_create', terms)).toMatchObject({
      code: -1,
      message: '订单已过期',
    });
  }
  const attempt = await gateway.wechat.pay({ code_url: code });
  expect(attempt).not.toMatchObject({ trade_state: 'SUCCESS' });
});
