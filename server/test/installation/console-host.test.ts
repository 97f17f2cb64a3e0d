import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { makeFirstLink } from '../../src/operators/links.ts';
import { PASSWORD, tokenOf } from '../helpers/console/console.ts';
import { softPasskey } from '../helpers/console/soft-passkey.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

const PUBLIC = 'pay.example.edu.cn';
const CONSOLE = 'pay-console.example.edu.cn';
const ORIGIN = `https://${CONSOLE}`;

let gateway: Gateway;
let app: App;
beforeAll(async () => {
  gateway = await startGateway();
  app = await createApp({
    databaseUrl: gateway.databaseUrl,
    databasePoolSize: 4,
    masterKey: gateway.masterKey,
    publicUrl: `https://${PUBLIC}`,
    consoleUrl: ORIGIN,
    sandboxUrl: undefined,
    channelTimeoutMs: 1_000,
    role: 'api',
    rateLimitPerSecond: 0,
    trustedProxies: 1,
    clock: gateway.clock,
    log: gateway.app.core.log,
  });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await gateway[Symbol.asyncDispose]();
});

test('each host has its own: the console is on one, everything else on the other, the health on both', async () => {
  const { orderId } = await gateway.partner.order();
  const [consoles, others] = [
    ['/console', '/console/', '/console/orders', '/console-api/session', '/%63onsole-api/session'],
    [
      `/pay/orderId/${orderId}.html`,
      `/cashier-api/orders/${orderId}`,
      '/bind/partner1',
      '/pay_api/order_query',
    ],
  ];
  const status = async (host: string, url: string, headers = {}) =>
    (await app.server.inject({ method: 'GET', url, headers: { host, ...headers } })).statusCode;
  for (const url of consoles) expect(await status(PUBLIC, url), url).toBe(404);
  for (const url of others) expect(await status(CONSOLE, url), url).toBe(404);
  for (const url of consoles) expect(await status(CONSOLE, url), url).not.toBe(404);
  for (const url of others) expect(await status(PUBLIC, url), url).not.toBe(404);
  for (const host of [PUBLIC, CONSOLE]) expect(await status(host, '/readyz')).toBe(200);
  expect(await status(CONSOLE, '/')).toBe(302);
  // names are the same in capitals; other names of this machine have no console; a proxy says which host was asked for
  expect(await status(CONSOLE.toUpperCase(), '/console/')).toBe(200);
  expect(await status('127.0.0.1', '/console/')).toBe(404);
  expect(await status('127.0.0.1', '/console/', { 'x-forwarded-host': CONSOLE })).toBe(200);
});

test('links, cookies, passkeys and pages of operators are of the console’s origin', async () => {
  const link = await makeFirstLink(app.core);
  expect(link?.address).toMatch(new RegExp(`^${ORIGIN}/console/welcome#`));
  let cookie = '';
  const ask = async (path: string, payload: object, origin = ORIGIN) => {
    const answer = await app.server.inject({
      method: 'POST',
      url: `/console-api${path}`,
      headers: { host: CONSOLE, origin, cookie, 'x-console': '1' },
      payload,
    });
    const [set] = [answer.headers['set-cookie'] ?? []].flat();
    if (set !== undefined) cookie = set.split(';')[0] ?? '';
    return { status: answer.statusCode, set, body: answer.json() };
  };
  const begin = {
    token: tokenOf(link?.address ?? ''),
    password: PASSWORD,
    account: 'admin',
    name: '管理员',
  };
  // a page of the payers' origin is another site's
  expect((await ask('/links/use', begin, `https://${PUBLIC}`)).status).toBe(403);
  const begun = await ask('/links/use', begin);
  expect(begun.set).toMatch(/^__Host-console=.*; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  const asked = await ask('/account/passkey-request', {});
  expect(asked.body.options.rp.id).toBe(CONSOLE);
  const passkey = softPasskey(ORIGIN);
  const kept = await ask('/account/passkeys', {
    name: 'key',
    response: passkey.register(asked.body.options),
  });
  expect(kept.status).toBe(200);
});
