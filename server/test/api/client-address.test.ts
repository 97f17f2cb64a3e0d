import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { HOUR_MS } from '../../src/lib/clock.ts';
import { findOpenPayments, findPaymentRequestBody } from '../../src/payments/payment-store.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { firstAdministrator, PASSWORD } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

/** The same product as behind a proxy, on every address of both families. */
let gateway: Gateway;
let app: App;
let port: number;
beforeAll(async () => {
  gateway = await startGateway();
  await firstAdministrator(gateway);
  app = await createApp({
    databaseUrl: gateway.databaseUrl,
    databasePoolSize: 4,
    masterKey: gateway.masterKey,
    publicUrl: gateway.url,
    sandboxUrl: gateway.sandboxUrl,
    channelTimeoutMs: 8_000,
    senders: {},
    role: 'api',
    rateLimitPerSecond: 0,
    trustedProxies: 1,
    clock: gateway.clock,
    log: gateway.app.core.log,
  });
  await app.server.listen({ host: '::', port: 0 });
  port = (app.server.server.address() as AddressInfo).port;
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await gateway[Symbol.asyncDispose]();
});

// what was tried in vain counts no more
beforeEach(() => gateway.advance(HOUR_MS));

/** What the console asks, as the proxy hands it on. */
async function post(path: string, params: object, forwarded: string, host = '127.0.0.1'): Promise<number> {
  const answer = await fetch(`http://${host}:${port}/console-api/${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-console': '1',
      origin: gateway.url,
      ...(forwarded === '' ? {} : { 'x-forwarded-for': forwarded }),
    },
    body: JSON.stringify(params),
  });
  return answer.status;
}

/** Each wrong one under another account, so that only the address can lock. */
const signIn = (forwarded: string, account: string, host?: string, password = 'wrong password here') =>
  post('sign-in', { account, password }, forwarded, host);

test('wrong sign-ins from one address are counted together whatever port it comes with, and locked', async () => {
  const statuses: number[] = [];
  for (let n = 1; n <= 36; n += 1) statuses.push(await signIn(`203.0.113.7:${40_000 + n}`, `nobody-${n}`));
  expect(statuses.slice(0, 30)).toEqual(Array(30).fill(409));
  expect(statuses.slice(30)).toEqual(Array(6).fill(429));
});

test.each([
  ['IPv6 addresses of one /64', (n: number) => `[2001:db8:1:2::${n.toString(16)}]:${40_000 + n}`],
  ['garbage that changes', (n: number) => `x${n}`],
])('links tried under %s are counted together, and locked', async (_what, forwarded) => {
  const statuses: number[] = [];
  for (let n = 1; n <= 32; n += 1) {
    statuses.push(await post('links/use', { token: `guess-${n}`, password: PASSWORD }, forwarded(n)));
  }
  expect(statuses.slice(30)).toEqual([429, 429]);
  expect(statuses.slice(0, 30)).not.toContain(429);
});

test('the audit log and the list of sessions name the address alone', async () => {
  expect(await signIn('203.0.113.8:51234', 'admin', '127.0.0.1', PASSWORD)).toBe(200);
  expect(await signIn('[2001:DB8:9::8%eth0]:51234', 'admin', '[::1]', PASSWORD)).toBe(200);
  expect(await signIn('', 'admin', '127.0.0.1', PASSWORD)).toBe(200);
  const named = (table: string) =>
    app.core.db.query<{ address: string }>({
      text: `select distinct address from ${table} where address in ('203.0.113.8', '2001:db8:9::8', '127.0.0.1')
              order by address`,
    });
  const all = [{ address: '127.0.0.1' }, { address: '2001:db8:9::8' }, { address: '203.0.113.8' }];
  expect(await named('operator_sessions')).toEqual(all);
  expect(await named('audit_entries')).toEqual(all);
  const odd = await app.core.db.query({
    text: `select address from audit_entries where address ~ '[^0-9a-f.:]'
           union select address from operator_sessions where address ~ '[^0-9a-f.:]'`,
  });
  expect(odd).toEqual([]);
});

test.each([
  ['203.0.113.9:51234', '203.0.113.9'],
  ['unknown', '127.0.0.1'],
  ['[2001:db8::9]:51234', '2001:db8::9'],
])('WeChat gets the payer’s address of %s as %s', async (forwarded, address) => {
  const { orderId } = await gateway.partner.order();
  const answer = await fetch(`http://127.0.0.1:${port}/cashier-api/orders/${orderId}/payments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': forwarded },
    body: JSON.stringify({ channel: 'wechat', device: 'phone' }),
  });
  expect(await answer.json()).toMatchObject({ payment: { kind: 'redirect', channel: 'wechat' } });
  const { db, vault } = app.core;
  const [payment] = await findOpenPayments(db, vault, { appId: TEST_APP.appId, orderId });
  if (!payment) throw new Error('there is no open payment');
  const request = JSON.parse(await findPaymentRequestBody(db, vault, payment));
  expect(request.scene_info.payer_client_ip).toBe(address);
});
