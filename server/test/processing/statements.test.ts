import { afterAll, beforeAll, expect, test } from 'vitest';
import { onMeasure } from '../../src/lib/measures.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

// What a payer's page takes of the database. On an opening day this is most of what it does, so one more is a decision.

let gateway: Gateway;
beforeAll(async () => {
  // without background work, whose statements come at any time
  gateway = await startGateway({ role: 'api' });
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** What is asked every few seconds for all, or written down of partners' requests. */
const OF_ALL = /^find-(app|account|logo)|partner-requests/;

/** The names of the statements that a request makes. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const names: string[] = [];
  const stop = onMeasure('statement', ({ name }) => names.push(name));
  try {
    await work();
  } finally {
    stop();
  }
  return names.filter((name) => !OF_ALL.test(name));
}

const open = (orderId: string) => fetch(`${gateway.url}/pay/orderId/${orderId}.html`);
const ask = (orderId: string) => fetch(`${gateway.url}/cashier-api/orders/${orderId}`);

test('opening the page of a new order is one statement', async () => {
  const { orderId } = await gateway.partner.order();
  expect(await statementsOf(() => open(orderId))).toEqual(['find-order-by-id']);
});

test('starting its first payment is seven: the order, the intent in one transaction, the answer, the order again', async () => {
  const { orderId } = await gateway.partner.order();
  expect(await statementsOf(() => gateway.openCode(orderId))).toEqual([
    'find-order-by-id',
    'lock-order',
    'find-open-payments',
    'find-last-sent',
    'insert-payment',
    'mark-payment-answered',
    'find-order-by-id',
  ]);
});

test('what the page asks every two seconds is one', async () => {
  const { orderId } = await gateway.partner.order();
  await gateway.openCode(orderId);
  expect(await statementsOf(() => ask(orderId))).toEqual(['find-order-by-id']);
});

test('of a paid order too, whether the page asks or the partner', async () => {
  const { orderId, outTradeNo } = await gateway.partner.order();
  await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
  await waitFor(async () => (await (await ask(orderId)).text()).includes('"state":"paid"'), {
    what: 'the order to be paid',
  });
  expect(await statementsOf(() => ask(orderId))).toEqual(['find-order-by-id']);
  const query = () => gateway.partner.call('order_query', { out_trade_no: outTradeNo });
  expect(await statementsOf(query)).toEqual(['find-orders']);
});
