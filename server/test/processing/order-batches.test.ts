import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NewOrder } from '../../src/orders/order.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { newOrder } from '../helpers/partner/new-order.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

function orderOf(outTradeNo: string, appId = 'partner1'): NewOrder {
  const { clock, newId } = gateway.app.core;
  return newOrder({ appId, orderId: newId(), outTradeNo, createdAt: clock.now() });
}

/** Orders that arrive together: the first goes alone, the rest in one batch behind it. */
const insertTogether = (orders: readonly NewOrder[]) =>
  Promise.allSettled(orders.map((order) => gateway.app.core.orders.insert(order)));

test('a number twice in one batch is inserted once, and each caller gets its own answer', async () => {
  const orders = ['a', 'b', 'b', 'c', 'a'].map((number) => orderOf(`twice-${number}`));
  const answers = await insertTogether(orders);
  expect(answers.map((answer) => answer.status === 'fulfilled' && answer.value)).toEqual([
    true,
    true,
    false,
    true,
    false,
  ]);
  const found = await Promise.all(
    orders.map(({ outTradeNo }) => gateway.app.core.orders.find({ appId: 'partner1', outTradeNo })),
  );
  const ids = orders.map(({ orderId }) => orderId);
  expect(found.map((order) => order?.orderId)).toEqual([ids[0], ids[1], ids[1], ids[3], ids[0]]);
  expect(found[3]?.payer).toEqual({ userNo: '2013141516', userName: '张三' });
});

test('an order the database refuses fails alone; its neighbours in the batch are there', async () => {
  const orders = Array.from({ length: 10 }, (_, n) =>
    orderOf(`bad-${n}`, n === 5 ? 'no-such-app' : 'partner1'),
  );
  const answers = await insertTogether(orders);
  expect(answers.map(({ status }) => status)).toEqual(
    orders.map(({ appId }) => (appId === 'partner1' ? 'fulfilled' : 'rejected')),
  );
});

test('numbers are found within their own app only, in any mixture', async () => {
  await insertTogether([orderOf('mine')]);
  const { orders } = gateway.app.core;
  const found = await Promise.all([
    orders.find({ appId: 'partner1', outTradeNo: 'none' }),
    orders.find({ appId: 'partner1', outTradeNo: 'mine' }),
    orders.find({ appId: 'other', outTradeNo: 'mine' }),
    orders.find({ appId: 'partner1', outTradeNo: 'mine' }),
  ]);
  expect(found.map((order) => order?.outTradeNo)).toEqual([undefined, 'mine', undefined, 'mine']);
});
