import type { CashierError, CashierView } from '@zhixiao/contract/cashier/view';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SECOND_MS } from '../../src/lib/clock.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

// A channel that says it is called too often: what payers see, and how often it is called after that.

let gateway: Gateway;
beforeEach(async () => {
  // of its own, since a process remembers for a minute what a channel said
  gateway = await startGateway();
});
afterEach(() => gateway[Symbol.asyncDispose]());

const CREATE = { path: '/native$|precreate' };
const QUERY = { path: '/out-trade-no/[0-9]+$|trade\\.query' };

const limit = (match: object, perSecond: number) =>
  gateway.wechat.fault({ match, fault: 'rate_limit', per_second: perSecond });

const start = (orderId: string, channel = 'wechat') =>
  fetch(`${gateway.url}/cashier-api/orders/${orderId}/payments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel, device: 'desktop' }),
  });

const stateOf = async (orderId: string, check = false) => {
  const path = `${gateway.url}/cashier-api/orders/${orderId}${check ? '/check' : ''}`;
  const answer = await fetch(path, { method: check ? 'POST' : 'GET' });
  return ((await answer.json()) as CashierView).state;
};

const callsSince = async (pattern: RegExp) => {
  const journal = (await (await fetch(`${gateway.sandboxUrl}/__admin/journal`)).json()) as {
    readonly method: string;
    readonly path: string;
  }[];
  return journal.filter(({ method, path }) => pattern.test(`${method} ${path}`)).length;
};

test.each(['wechat', 'alipay'])(
  '%s called too often: the page is told to come again, and gets a code for the same payment',
  async (channel) => {
    const { orderId } = await gateway.partner.order();
    await limit(CREATE, 0);
    const refused = await start(orderId, channel);
    const { error, retryAfterMs = 0 } = (await refused.json()) as CashierError;
    expect([refused.status, error.code]).toEqual([503, 'channel_busy']);
    expect(error.message).toBe('付款的人较多，请稍候');
    expect(Number(refused.headers.get('retry-after')) * SECOND_MS).toBe(retryAfterMs);
    expect(retryAfterMs).toBeGreaterThanOrEqual(3 * SECOND_MS);
    expect(await stateOf(orderId)).toBe('waiting');

    await gateway.wechat.clearFaults();
    await gateway.advance(4 * SECOND_MS);
    expect((await start(orderId, channel)).status).toBe(200);
    const payments = await gateway.app.core.db.query({
      text: 'select 1 from payments where order_id = $1',
      values: [orderId],
    });
    expect(payments).toHaveLength(1);
  },
);

test('after a complaint payers wait for their turn here, and the channel is called less', async () => {
  const orders = await Promise.all(Array.from({ length: 20 }, () => gateway.partner.order()));
  const [first, ...others] = orders.map(({ orderId }) => orderId);
  await limit(CREATE, 0);
  expect((await start(first ?? '')).status).toBe(503);
  const before = await callsSince(/POST .*\/native$/);
  const begun = performance.now();
  const answers = await Promise.all(others.map((orderId) => start(orderId)));
  // one a second, of those whose turn comes within two seconds; what a slow machine takes longer lets more through
  const seconds = (performance.now() - begun) / SECOND_MS;
  expect(answers.map(({ status }) => status)).toEqual(others.map(() => 503));
  expect((await callsSince(/POST .*\/native$/)) - before).toBeLessThanOrEqual(3 + seconds);
  const payments = await gateway.app.core.db.query({ text: 'select 1 from payments' });
  // for those who were not let through nothing was begun
  expect(payments.length).toBeLessThanOrEqual(4 + seconds);

  const told = (await Promise.all(answers.map((answer) => answer.json()))) as CashierError[];
  const turns = told.flatMap(({ turnMs }, index) => (turnMs === undefined ? [] : [{ turnMs, index }]));
  expect(turns.length).toBeGreaterThan(10);
  expect(new Set(turns.map(({ turnMs }) => Math.round(turnMs / 500))).size).toBeGreaterThan(10);
  const last = turns.toSorted((one, other) => one.turnMs - other.turnMs).at(-1);
  const stranger = await gateway.partner.order();
  const toldOf = async (orderId: string) => (await (await start(orderId)).json()) as CashierError;
  const [behind, again] = [await toldOf(stranger.orderId), await toldOf(others[last?.index ?? 0] ?? '')];
  // who can pay no more is told so, and not when his turn would be
  await gateway.partner.call('order_cancel', { out_trade_no: stranger.outTradeNo });
  const { error } = await toldOf(stranger.orderId);
  expect(['order_closed', 'order_closing']).toContain(error.code);
  // who was told to come again keeps the place
  expect(again.turnMs).toBeLessThan(behind.turnMs ?? 0);
  expect(again.retryAfterMs).toBeLessThanOrEqual(again.turnMs ?? 0);
});

test('a code stays shown when a question by schedule is one too many; a payer who says he paid waits', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  const code = await gateway.openCode(orderId);
  await limit(QUERY, 0);
  await gateway.advance(6 * SECOND_MS);
  const asked = () =>
    gateway.app.core.db.query({
      text: 'select 1 from payments where order_id = $1 and checks > 0',
      values: [orderId],
    });
  await waitFor(async () => (await asked())[0], { what: 'the first question to be counted' });
  expect(await stateOf(orderId)).toBe('waiting');

  expect(await stateOf(orderId, true)).toBe('confirming');
  await gateway.wechat.clearFaults();
  await gateway.wechat.pay({ code_url: code });
  await waitFor(() => gateway.endpoint.receivedFor(outTradeNo)[0], { what: 'the notification' });
  expect(await stateOf(orderId)).toBe('paid');
});

test('a code stays shown when a question of the partner is one too many', async () => {
  const { outTradeNo, orderId } = await gateway.partner.order();
  await gateway.openCode(orderId);
  await limit(QUERY, 0);
  const { code } = await gateway.partner.call('order_query', { out_trade_no: outTradeNo });
  expect(code).toBe(0);
  expect(await callsSince(/GET .*\/out-trade-no\//)).toBe(1);
  expect(await stateOf(orderId)).toBe('waiting');
});

test('while a channel complains, the question right after a code is left out', async () => {
  const { orderId } = await gateway.partner.order();
  await gateway.openCode(orderId);
  gateway.app.core.callPace.slowDown('sandbox-wechat', 'query');
  await gateway.advance(6 * SECOND_MS);
  const checks = async () => {
    const [row] = await gateway.app.core.db.query<{ checks: number }>({
      text: 'select checks from payments where order_id = $1',
      values: [orderId],
    });
    return row?.checks ?? 0;
  };
  await waitFor(async () => (await checks()) === 1, { what: 'the first question to be left out' });
  expect(await callsSince(/GET .*\/out-trade-no\//)).toBe(0);
  await gateway.advance(31 * SECOND_MS);
  await waitFor(async () => (await checks()) === 2, { what: 'the second question' });
  expect(await callsSince(/GET .*\/out-trade-no\//)).toBe(1);
});
