import { gzipSync } from 'node:zlib';
import { type SealedRequest, type SealedResponse, sealRequest } from '@zhixiao/protocol/envelope';
import { sealStrongRequest } from '@zhixiao/protocol/profile-message';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertApp } from '../../src/apps/app-store.ts';
import { shardOfId } from '../../src/lib/ids.ts';
import { saveChannelAccount } from '../../src/merchants/account-store.ts';
import { APART, ROUTED } from '../../src/router/routed.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { ask } from '../helpers/ask.ts';
import { wechatAccount, wechatCallback } from '../helpers/channels/signed-callbacks.ts';
import { startGateway } from '../helpers/gateway/gateway.ts';
import { type ShardGateway, type Shards, startRouter, startShards } from '../helpers/gateway/shards.ts';
import { orderTerms, readAnswer } from '../helpers/partner/partner.ts';
import { postRaw, sendRaw } from '../helpers/partner/raw-http.ts';
import { waitFor } from '../helpers/wait-for.ts';

let shards: Shards;
beforeAll(async () => {
  shards = await startShards();
});
afterAll(() => shards[Symbol.asyncDispose]());

const NUMBERS = [0, 1] as const;
const of = (shard: 0 | 1): ShardGateway => shards.both[shard];

/** A server's own, or answered by the router itself. */
const OWN = ['/livez', '/readyz', '/-unreadable', '/'];

test('every address of a server is forwarded, answered by the router itself, or left out on purpose', () => {
  const served = new Set(of(0).app.routes.map(({ url }) => url));
  const isPartner = (url: string) => url.startsWith('/pay_api/');
  const isApart = (url: string) => APART.some((prefix) => url === prefix || url.startsWith(`${prefix}/`));
  const forwarded = ROUTED.map(({ url }) => url);
  const left = [...served].filter(
    (url) => !forwarded.includes(url) && !OWN.includes(url) && !isApart(url) && !isPartner(url),
  );
  expect(left).toEqual([]);
  expect(forwarded.filter((url) => !isPartner(url) && !served.has(url))).toEqual([]);
  expect(new Set(forwarded).size).toBe(forwarded.length);
});

test.each(NUMBERS)(
  'an order of shard %i lives through the router: created, paid, told, refunded',
  async (shard) => {
    const { outside, wechat, endpoint } = of(shard);
    const { orderId, outTradeNo, url } = await outside.order();
    expect(shardOfId(orderId)).toBe(shard);
    expect(url).toBe(`${shards.url}/pay/orderId/${orderId}.html`);
    const page = await ask(url, { headers: { accept: 'text/html' } });
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('宿舍电费')]);
    const started = await ask(`${shards.url}/cashier-api/orders/${orderId}/payments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ channel: 'wechat', device: 'desktop' }),
    });
    const { payment } = JSON.parse(started.text) as { payment: { codeUrl: string } };
    await wechat.pay({ code_url: payment.codeUrl });
    // by the callback, which came through the router: nothing else asks so soon
    await waitFor(() => endpoint.receivedFor(outTradeNo).length > 0, { what: 'the partner to be told' });
    expect((await outside.call('order_query', { out_trade_no: outTradeNo })).content).toMatchObject({
      order_id: orderId,
      status: '2',
    });
    const refund = { out_trade_no: outTradeNo, out_refund_no: `r${outTradeNo}`, refund_fee: '100' };
    const refunded = await outside.call('order_refund', refund);
    expect(refunded.code, refunded.message).toBe(0);
    expect(shardOfId(String(refunded.content.refund_id))).toBe(shard);
    const refunds = async () =>
      (await outside.call('refund_query', { out_trade_no: outTradeNo })).content.refunds;
    expect(await refunds()).toMatchObject([{ refund_fee: '100' }]);
  },
);

/** What an answer says but for what differs from one to the next: its number, its time, the number of its page's scripts. */
function saidBy({ status, text, headers }: Awaited<ReturnType<typeof ask>>) {
  const nonce = /'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '')?.[1] ?? '\0';
  const same = [...headers].filter(([name]) => !['x-request-id', 'date', 'zhixiao-not-here'].includes(name));
  return JSON.stringify([status, same, text]).replaceAll(nonce, 'NONCE');
}

const UNKNOWN_ORDER = '1764400000000000016';
const JSON_BODY = { 'content-type': 'application/json' };

/** A request in the second version, of an app that there is not. */
function strongOf(path: string): { method: string; headers: Record<string, string>; body: string } {
  return {
    method: 'POST',
    ...sealStrongRequest('v2', { ...TEST_APP, appId: 'nobody' }, path, {}, new Date()),
  };
}

test.each<[string, string, Parameters<typeof ask>[1]?]>([
  ['an app', '/pay_api/order_query', { method: 'POST', body: 'id=nobody&param=x&sign=y' }],
  ['an app, of no interface', '/pay_api/other', { method: 'POST', body: 'id=nobody&param=x&sign=y' }],
  ['an app of the second version', '/pay_api/order_query', strongOf('/pay_api/order_query')],
  ['an app of the second version, of no interface', '/pay_api/other', strongOf('/pay_api/other')],
  [
    'an app of the second version, by another method',
    '/pay_api/order_query',
    { ...strongOf('/'), method: 'PUT' },
  ],
  ['an order', `/pay/orderId/${UNKNOWN_ORDER}.html`, { headers: { accept: 'text/html' } }],
  ['an order of the page', `/cashier-api/orders/${UNKNOWN_ORDER}`],
  [
    'an order to pay',
    `/cashier-api/orders/${UNKNOWN_ORDER}/payments`,
    { method: 'POST', headers: JSON_BODY, body: '{"channel":"wechat","device":"desktop"}' },
  ],
  ['an order to check', `/cashier-api/orders/${UNKNOWN_ORDER}/check`, { method: 'POST' }],
  ['an order signed in for', `/pay/sign-in/wechat/${UNKNOWN_ORDER}?code=1&state=2`],
  ['an order with an invoice', `/pay/invoice/${UNKNOWN_ORDER}`],
  ['an order to sign in for an invoice', `/pay/invoice/${UNKNOWN_ORDER}/sign-in`],
  ['an order to have an invoice', `/pay/invoice/${UNKNOWN_ORDER}`, { method: 'POST' }],
  ['a receipt', '/receipt/AAAAAAAAAAAAAAAAAAAAAA'],
  ['a file', '/invoice-files/AAAAAAAAAAAAAAAAAAAAAA.pdf'],
  ['an app to bind to', '/bind/nobody'],
  ['an app to sign in to', '/bind/nobody/sign-in/wechat?code=1&state=2'],
  ['an app to bind to by a form', '/bind/nobody/wechat', { method: 'POST' }],
  ['an app to agree to', '/bind/nobody/wechat/consent', { method: 'POST' }],
  ['an app to be unbound from', '/bind/nobody/alipay/unbind', { method: 'POST' }],
  ['an app with a text', '/consent/nobody/binding'],
  ['an account', '/channel/wechat/nobody', { method: 'POST', body: '{}' }],
  ['an invoice account', '/callbacks/invoices/nobody', { method: 'POST', body: '{}' }],
  ['a logo', `/school-logos/${'a'.repeat(32)}.png`],
  ['a file of the page', '/cashier/assets/nothing.js'],
])(
  '%s that no shard has: the answer of a single installation, and each shard said so',
  async (what, path, asked) => {
    for (const gateway of shards.both) {
      const own = await ask(gateway.url + path, asked);
      expect(own.headers.get('zhixiao-not-here'), what).toBe('1');
      const answer = await ask(shards.url + path, asked);
      expect(saidBy(answer)).toBe(saidBy(own));
      expect(answer.headers.has('zhixiao-not-here')).toBe(false);
    }
  },
);

test('what a shard has is never said to be elsewhere, whatever else is wrong with it; nor is anything without shards', async () => {
  const { url, outside, keys } = of(0);
  const { orderId } = await outside.order();
  for (const [path, asked] of [
    [`/pay/orderId/${orderId}.html`],
    [`/cashier-api/orders/${orderId}`],
    [`/bind/${keys.appId}`],
    [`/consent/${keys.appId}/binding`],
    [`/pay/invoice/${orderId}`],
    ['/channel/wechat/of-0-wechat', { method: 'POST', body: 'not a callback' }],
    ['/channel/alipay/of-0-wechat', { method: 'POST', body: '{}' }],
    ['/pay_api/order_query', { method: 'POST', body: `id=${keys.appId}&param=x&sign=y` }],
    ['/pay_api/order_query', { method: 'POST', body: 'no fields' }],
    ['/nowhere'],
    ['/docs/'],
  ] as const) {
    const answer = await ask(url + path, asked);
    expect(answer.headers.has('zhixiao-not-here'), path).toBe(false);
  }
  await using single = await startGateway();
  for (const [path, asked] of [
    ['/pay_api/order_query', { method: 'POST', body: 'id=nobody&param=x&sign=y' }],
    [`/pay/orderId/${UNKNOWN_ORDER}.html`],
    ['/channel/wechat/nobody', { method: 'POST', body: '{}' }],
  ] as const) {
    expect((await ask(single.url + path, asked)).headers.has('zhixiao-not-here'), path).toBe(false);
  }
  const numbers = await Promise.all(Array.from({ length: 20 }, () => single.partner.order()));
  expect(new Set(numbers.map((each) => shardOfId(each.orderId))).size).toBeGreaterThan(2);
});

const form = (request: SealedRequest) => new URLSearchParams({ ...request }).toString();
const multipart = (request: SealedRequest) =>
  `${Object.entries(request)
    .map(([name, text]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`)
    .join('')}--b--\r\n`;

test.each<[string, string, string[], (request: SealedRequest) => [path: string, body: string | Buffer]]>([
  ['a form', '', ['Content-Type: application/x-www-form-urlencoded'], (r) => ['', form(r)]],
  ['a form without a type', '', [], (r) => ['', form(r)]],
  ['a form of a type that is none', '', ['Content-Type: x/y/z;;='], (r) => ['', form(r)]],
  [
    'JSON behind a byte order mark',
    '',
    ['Content-Type: text/plain'],
    (r) => ['', `\ufeff${JSON.stringify(r)}`],
  ],
  ['JSON twice', '', [], (r) => ['', JSON.stringify(JSON.stringify(r))]],
  ['multipart', '', ['Content-Type: multipart/form-data; boundary=b'], (r) => ['', multipart(r)]],
  ['multipart that says nothing of it', '', [], (r) => ['', multipart(r)]],
  ['gzip', '', ['Content-Encoding: gzip'], (r) => ['', gzipSync(form(r))]],
  ['gzip that says nothing of it', '', [], (r) => ['', gzipSync(JSON.stringify(r))]],
  ['an address', '', [], (r) => [`?${form(r)}`, '']],
  ['an address and a body', '', [], ({ id, ...r }) => [`?id=${id}`, new URLSearchParams(r).toString()]],
  ['capitals', '/PAY_API/Order_Create.HTML', [], (r) => ['', form(r)]],
  ['slashes and a session', '//pay_api//order_create;jsessionid=1/', [], (r) => ['', form(r)]],
  ['escapes', '/pay%5Fapi/order%5fcreate', [], (r) => ['', form(r)]],
  ['a whole address', 'HTTP://gateway/pay_api/order_create', [], (r) => ['', form(r)]],
  ['white space around the id', '', [], (r) => ['', form({ ...r, id: ` ${r.id}\r\n` })]],
  ['an expectation', '', ['Expect: something'], (r) => ['', form(r)]],
  [
    'headers of a connection',
    '',
    ['Connection: close, X-Hop', 'X-Hop: 1', 'Keep-Alive: 5', 'TE: trailers'],
    (r) => ['', form(r)],
  ],
])('%s is routed by its app', async (_what, path, headers, write) => {
  for (const { keys, endpoint } of shards.both) {
    const request = sealRequest(keys, orderTerms(endpoint.url));
    const [query, body] = write(request);
    const answer = await postRaw(shards.url, (path || '/pay_api/order_create') + query, headers, body);
    expect(answer.status).toBe(200);
    const read = readAnswer(keys, JSON.parse(answer.body) as SealedResponse);
    expect([read.code, read.message]).toEqual([0, '']);
  }
});

test('the second version is routed by its header', async () => {
  for (const { keys, endpoint } of shards.both) {
    const path = '/pay_api/order_create';
    const { headers, body } = sealStrongRequest('v2', keys, path, orderTerms(endpoint.url), new Date());
    const answer = await ask(shards.url + path, { method: 'POST', headers, body });
    expect(answer.text).toContain('"ret_code":0');
  }
});

test('a header by which a request is routed reaches the shard, though the client says that it is of the connection', async () => {
  for (const { keys, endpoint } of shards.both) {
    const path = '/pay_api/order_create';
    const { headers, body } = sealStrongRequest('v2', keys, path, orderTerms(endpoint.url), new Date());
    const lines = Object.entries(headers).map(([name, text]) => `${name}: ${text}`);
    const named = `Connection: ${Object.keys(headers).join(', ')}`;
    const answer = await postRaw(shards.url, path, [named, ...lines], body);
    expect(answer.body).toContain('"ret_code":0');
  }
});

test('a body that is too large is refused in the words of the server', async () => {
  const large = { method: 'POST', headers: JSON_BODY, body: `id=x&param=${'a'.repeat(70_000)}` };
  for (const path of [
    '/pay_api/order_create',
    '/channel/wechat/of-0-wechat',
    '/cashier-api/orders/1/payments',
  ]) {
    expect(saidBy(await ask(shards.url + path, large)), path).toBe(
      saidBy(await ask(of(0).url + path, large)),
    );
  }
});

test('a whole address is forwarded as the path in it, whatever host it names', async () => {
  for (const address of ['http://elsewhere/docs/', 'HTTPS://elsewhere:1/docs/?x=http://y/z']) {
    const answer = await sendRaw(shards.url, `GET ${address} HTTP/1.1\r\nConnection: close\r\n\r\n`);
    expect([answer.status, address]).toEqual([200, address]);
  }
});

test('what is not forwarded is not there, in the words of the server', async () => {
  for (const path of ['/nowhere', '/console/', '/console-api/session', '/', '/landing/requests', '/%ff']) {
    const answer = await ask(shards.url + path);
    expect([path, answer.status]).toEqual([path, path === '/%ff' ? 400 : 404]);
  }
  expect((await ask(`${shards.url}/docs/`)).status).toBe(200);
  expect((await ask(`${shards.url}/docs/`, { method: 'HEAD' })).text).toBe('');
  const health = await ask(`${shards.url}/channel/health`, { method: 'POST', body: 'x' });
  expect(JSON.parse(health.text)).toMatchObject({ status: 'ok' });
});

test('numbers from before there were shards are found, and their place is remembered', async () => {
  // numbers of shard 0 at the place of shard 1, and the other way round
  const backwards = shards.both.map(({ url }) => url).toReversed();
  await using router = await startRouter(backwards);
  for (const { outside } of shards.both) {
    const { orderId } = await outside.order();
    for (const path of [
      `/cashier-api/orders/${orderId}`,
      `/pay/orderId/${orderId}.html`,
      `/cashier-api/orders/${orderId}`,
    ]) {
      expect((await ask(router.url + path)).status, path).toBe(200);
    }
  }
});

test('an app that moves is found again, and one that has come is found', async () => {
  const keys = { ...of(0).keys, appId: 'wanderer' };
  const insert = ({ app: { core } }: ShardGateway, appSecret: string, schoolId: string) =>
    insertApp(core.db, core.vault, { ...keys, appSecret, schoolId, name: '搬家' }, new Date());
  const remove = ({ app: { core } }: ShardGateway) =>
    waitFor(
      // with its requests, which are counted a second later
      () =>
        core.db
          .query({
            text: `with counts as (delete from partner_request_days where app_id = $1),
                        requests as (delete from partner_requests where app_id = $1)
                   delete from apps where app_id = $1`,
            values: [keys.appId],
          })
          .catch(() => undefined),
      { what: 'the app to be gone' },
    );
  /** A wrong signature is answered with the app's own keys, and leaves nothing that names the app. */
  const message = async (appSecret: string) => {
    const sealed = await ask(`${shards.url}/pay_api/order_query`, {
      method: 'POST',
      body: `id=${keys.appId}&param=x&sign=y`,
    });
    try {
      return readAnswer({ ...keys, appSecret }, JSON.parse(sealed.text) as SealedResponse).message;
    } catch {
      return 'of another shard';
    }
  };
  expect(await message('at-0')).toMatch(/^id 不存在/);
  for (const [from, to] of [
    [1, 0],
    [0, 1],
    [1, 0],
  ] as const) {
    await remove(of(from));
    await insert(of(to), `at-${to}`, `1008${to}`);
    await waitFor(async () => (await message(`at-${to}`)).startsWith('sign '), {
      what: `the app to be found at shard ${to}`,
    });
  }
});

test('a callback about a payment of another shard says so, where both have the account', async () => {
  const merchant = ['1900000999'] as const;
  const account = wechatAccount('shared', merchant);
  const { core } = of(0).app;
  const owner = { schoolId: '10080', appId: 'sharing' };
  await insertApp(core.db, core.vault, { ...of(0).keys, ...owner, name: '共用商户' }, new Date());
  await saveChannelAccount(core.db, core.vault, { ...account, ...owner }, new Date());
  const { headers, body } = wechatCallback(merchant, { paymentNo: UNKNOWN_ORDER }, new Date());
  const answer = await ask(`${of(0).url}/channel/wechat/shared`, { method: 'POST', headers, body });
  expect([answer.status, answer.headers.get('zhixiao-not-here')]).toEqual([401, '1']);
  const forged = await ask(`${of(0).url}/channel/wechat/shared`, {
    method: 'POST',
    headers,
    body: `${body} `,
  });
  expect([forged.status, forged.headers.get('zhixiao-not-here')]).toEqual([401, null]);
});

test('64 at a time, of both shards', async () => {
  const orders = await Promise.all(
    Array.from({ length: 64 }, async (_, n) => {
      const shard = n % 2 === 0 ? 0 : 1;
      const { orderId, outTradeNo } = await of(shard).outside.order();
      const { content } = await of(shard).outside.call('order_query', { out_trade_no: outTradeNo });
      return { shard, orderId, found: content.order_id };
    }),
  );
  expect(
    orders.filter(({ shard, orderId, found }) => shardOfId(orderId) !== shard || found !== orderId),
  ).toEqual([]);
});
