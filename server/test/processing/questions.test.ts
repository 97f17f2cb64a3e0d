import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { freePort } from '../helpers/gateway/free-port.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

// How often anybody who has a page's address, or none, can have a channel asked.

let gateway: Gateway;
let otherUrl = '';
const cleanup = new AsyncDisposableStack();
beforeAll(async () => {
  gateway = cleanup.use(await startGateway());
  const port = await freePort();
  otherUrl = `http://127.0.0.1:${port}`;
  const second = await createApp({
    databaseUrl: gateway.databaseUrl,
    databasePoolSize: 8,
    masterKey: gateway.masterKey,
    publicUrl: gateway.url,
    sandboxUrl: gateway.sandboxUrl,
    channelTimeoutMs: 8_000,
    role: 'api',
    rateLimitPerSecond: 0,
    trustedProxies: 0,
    clock: gateway.clock,
    log: createLog('fatal'),
  });
  cleanup.use(second);
  await second.server.listen({ host: '127.0.0.1', port });
});
afterEach(() => gateway.wechat.clearFaults());
afterAll(() => cleanup.disposeAsync());

interface Journalled {
  readonly id: number;
  readonly method: string;
  readonly path: string;
}

let seen = 0;
const journal = async () =>
  (await (await fetch(`${gateway.sandboxUrl}/__admin/journal?since=${seen}`)).json()) as Journalled[];

/** The calls that came to the emulated WeChat since it was last forgotten, and match. */
async function calls(pattern: RegExp): Promise<number> {
  return (await journal()).filter(({ method, path }) => pattern.test(`${method} ${path}`)).length;
}

async function clearError(): Promise<void> {
  seen = (await journal()).at(-1)?.id ?? seen;
}

const QUESTIONS = /GET \/v3\/pay\/transactions\/out-trade-no\//;

function start(base: string, orderId: string, channel: string, device = 'desktop') {
  return fetch(`${base}/cashier-api/orders/${orderId}/payments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel, device }),
  });
}

test('an order’s page, opened again and again by way of two processes, has its channel asked every 3 s', async () => {
  const { orderId } = await gateway.partner.order();
  await gateway.openCode(orderId);
  await start(gateway.url, orderId, 'wechat', 'phone');
  // what a worker asks by its schedule, which each question makes anew, is not the page's
  const leaveToThePage = () =>
    gateway.app.core.db.query({
      text: 'update payments set due_at = $2 where order_id = $1',
      values: [orderId, new Date(gateway.clock.now().getTime() + HOUR_MS)],
    });
  await leaveToThePage();
  for (let round = 1; round <= 3; round += 1) {
    await clearError();
    const begun = gateway.clock.now().getTime();
    const load = (base: string) => [
      fetch(`${base}/pay/orderId/${orderId}.html`),
      fetch(`${base}/cashier-api/orders/${orderId}/check`, { method: 'POST' }),
      start(base, orderId, 'wechat'),
      start(base, orderId, 'wechat', 'phone'),
    ];
    await Promise.all(Array.from({ length: 20 }, () => [...load(gateway.url), ...load(otherUrl)]).flat());
    // about each of its two payments once, and again where the machine took so long
    const times = 1 + Math.floor((gateway.clock.now().getTime() - begun) / (3 * SECOND_MS));
    expect(await calls(QUESTIONS), `round ${round}`).toBeLessThanOrEqual(2 * times);
    await leaveToThePage();
    gateway.clock.advance(3 * SECOND_MS + 100);
    await gateway.wechat.advance(3 * SECOND_MS + 100);
  }
});

test('who switches the way of paying is not let pay twice, nor asks more often', async () => {
  const { orderId, outTradeNo } = await gateway.partner.order();
  await gateway.openCode(orderId);
  await gateway.wechat.fault({
    match: { path: '/out-trade-no/[0-9]+$' },
    times: 99,
    fault: 'status',
    status: 502,
  });
  await clearError();
  for (let n = 0; n < 10; n += 1) {
    const answer = await start(n % 2 === 0 ? gateway.url : otherUrl, orderId, 'alipay');
    expect(await answer.json()).toMatchObject({ error: { code: 'payment_in_doubt' } });
  }
  expect(await calls(QUESTIONS)).toBe(1);
  await gateway.wechat.clearFaults();
  await gateway.advance(3 * SECOND_MS + 100);
  expect((await start(gateway.url, orderId, 'alipay')).status).toBe(200);
  expect((await gateway.partner.call('order_query', { out_trade_no: outTradeNo })).content.status).toBe('1');
});

test.each([
  [
    'refuses it',
    { fault: 'status', status: 400, body: { code: 'PARAM_ERROR', message: '参数错误' } },
    'channel_declined',
  ],
  ['does not say what came of it', { fault: 'status', status: 502 }, 'channel_unknown'],
])('where a channel %s, an order’s page has it made every 3 s', async (_what, fault, code) => {
  const { orderId } = await gateway.partner.order();
  await gateway.wechat.fault({ match: { path: '/v3/pay/transactions/native' }, times: 99, ...fault });
  const CREATIONS = /POST \/v3\/pay\/transactions\/native$/;
  const codeOf = async (base: string) =>
    (await (await start(base, orderId, 'wechat')).json()) as { error: { code: string } };
  for (let round = 1; round <= 2; round += 1) {
    await clearError();
    const begun = gateway.clock.now().getTime();
    const codes: string[] = [];
    for (let n = 0; n < 10; n += 1)
      codes.push((await codeOf(n % 2 === 0 ? gateway.url : otherUrl)).error.code);
    const times = 1 + Math.floor((gateway.clock.now().getTime() - begun) / (3 * SECOND_MS));
    expect(codes[0]).toBe(code);
    expect(codes[1]).toBe('payment_preparing');
    expect(await calls(CREATIONS), `round ${round}`).toBeLessThanOrEqual(times);
    gateway.clock.advance(3 * SECOND_MS + 100);
    await gateway.wechat.advance(3 * SECOND_MS + 100);
  }
  // another way is not kept waiting
  expect((await start(gateway.url, orderId, 'alipay')).status).toBe(200);
});

test('500 unsigned words about refunds ask about each once, and once more a minute later', async () => {
  const orders = await Promise.all([gateway.partner.order(), gateway.partner.order()]);
  for (const { orderId, outTradeNo } of orders) {
    await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
    await waitFor(() => gateway.endpoint.receivedFor(outTradeNo)[0], { what: 'the notification' });
  }
  await gateway.wechat.merchant({ refund_delay_ms: 24 * HOUR_MS });
  for (const { outTradeNo } of orders) {
    await gateway.partner.call('order_refund', { out_trade_no: outTradeNo, refund_fee: '30' });
  }
  // what is due soon is asked about anyway, without anybody’s word
  const put = () =>
    gateway.app.core.db.query({
      text: `update refunds set due_at = $1, checks = 11 where status = 'processing'`,
      values: [new Date(gateway.clock.now().getTime() + 6 * HOUR_MS)],
    });
  await put();
  await clearError();
  const hint = (base: string) =>
    fetch(`${base}/channel/wechat/sandbox-wechat`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
      body: '<xml><return_code>SUCCESS</return_code><mch_id>1900000001</mch_id></xml>',
    });
  const REFUND_QUESTIONS = /GET \/v3\/refund\/domestic\/refunds\//;
  for (let n = 0; n < 25; n += 1) {
    await Promise.all(Array.from({ length: 10 }, () => [hint(gateway.url), hint(otherUrl)]).flat());
  }
  const asked = () => calls(REFUND_QUESTIONS);
  const planned = () =>
    gateway.app.core.db.query<{ checks: number }>({
      text: `select checks from refunds join channel_accounts on channel_account_id = 'sandbox-wechat'
              where status = 'processing' and due_at = hinted_at and hinted_at > $1`,
      values: [gateway.clock.now()],
    });
  await waitFor(async () => (await asked()) >= 2, { what: 'both refunds to be asked about' });
  // words that come while a question is under way, and after it, are acted on later: none is lost
  const isPlanned = async () => {
    await hint(otherUrl);
    return (await planned()).length === 2;
  };
  await waitFor(isPlanned, { what: 'both to be asked about again' });
  expect(await asked()).toBe(2);
  expect((await planned()).every(({ checks }) => checks <= 11)).toBe(true);
  await gateway.advance(MINUTE_MS);
  await waitFor(async () => (await asked()) >= 4, { what: 'both to be asked about once more' });
  expect(await asked()).toBe(4);
});
