import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { makeFirstLink } from '../../src/operators/links.ts';
import { totpCode } from '../../src/operators/totp.ts';
import { IN_WECHAT } from '../helpers/browser/cashier-tab.ts';
import { PASSWORD, tokenOf } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

const PUBLIC_URL = 'https://pay.example.edu.cn';

let gateway: Gateway;
let app: App;
/** Another process on the same database, behind a proxy that speaks https. */
const openApp = (sandboxUrl: string | undefined) =>
  createApp({
    databaseUrl: gateway.databaseUrl,
    databasePoolSize: 4,
    masterKey: gateway.masterKey,
    publicUrl: PUBLIC_URL,
    sandboxUrl,
    channelTimeoutMs: 1_000,
    role: 'api',
    rateLimitPerSecond: 0,
    trustedProxies: 0,
    clock: gateway.clock,
    log: gateway.app.core.log,
  });
beforeAll(async () => {
  gateway = await startGateway();
  app = await openApp(undefined);
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await gateway[Symbol.asyncDispose]();
});

test('in production the cookie is bound to the host, and nothing is open before a second factor', async () => {
  let cookie = '';
  const ask = async (method: 'GET' | 'POST', path: string, payload?: object, origin = PUBLIC_URL) => {
    const headers = { 'x-console': '1', origin, cookie };
    const answer = await app.server.inject({
      method,
      url: `/console-api${path}`,
      headers,
      ...(payload ? { payload } : {}),
    });
    const [set, device] = [answer.headers['set-cookie'] ?? []].flat();
    if (set !== undefined) cookie = set.split(';')[0] ?? '';
    return { status: answer.statusCode, set, device, body: answer.json() };
  };
  const token = tokenOf((await makeFirstLink(app.core))?.address ?? '');
  const begin = { token, password: PASSWORD, account: 'admin', name: '管理员' };
  expect((await ask('POST', '/links/use', begin, 'http://pay.example.edu.cn')).status).toBe(403);
  const begun = await ask('POST', '/links/use', begin);
  expect(begun.set).toMatch(/^__Host-console=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  expect(begun.device).toMatch(
    /^__Host-console-device=[\w.-]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );

  expect((await ask('GET', '/session')).body).toMatchObject({
    environment: 'production',
    mustSetUpSecondFactor: true,
  });
  expect((await ask('GET', '/operators')).body.error.code).toBe('second_factor_needed');
  const { secret } = (await ask('POST', '/account/totp', {})).body;
  const code = totpCode(secret, Math.floor(gateway.clock.now().getTime() / 30_000));
  await ask('POST', '/account/totp/confirm', { code });
  expect((await ask('GET', '/operators')).status).toBe(200);
});

test('the cookies of payers’ pages are bound to the host, or to one order’s page', async () => {
  // with emulated channels, of which the real ones' sign-in is out of reach
  await using own = await openApp(gateway.sandboxUrl);
  const { orderId } = await gateway.partner.order();
  const setBy = async (request: InjectOptions) => {
    const answer = await own.server.inject(request);
    return {
      location: String(answer.headers.location),
      cookies: [answer.headers['set-cookie'] ?? []].flat(),
    };
  };
  const page = `/pay/orderId/${orderId}.html`;
  const headers = { 'user-agent': IN_WECHAT.userAgent };
  const begun = await setBy({ url: page, headers });
  const atHost = (name: string) =>
    new RegExp(`^__Host-${name}=[^;]+; Max-Age=\\d+; Path=/; HttpOnly; Secure; SameSite=Lax$`);
  expect(begun.cookies).toEqual([expect.stringMatching(atHost('payer_state_[0-9a-f]{16}'))]);

  const agreed = await fetch(begun.location, { redirect: 'manual' });
  const { pathname, search } = new URL(agreed.headers.get('location') ?? '');
  const cookie = begun.cookies[0]?.split(';')[0] ?? '';
  const signedIn = await setBy({ url: pathname + search, headers: { ...headers, cookie } });
  expect(signedIn.location).toBe(page);
  const kept = signedIn.cookies.filter((each) => !each.includes('=;'));
  expect(kept).toEqual([expect.stringMatching(atHost('payer_sandbox-wechat'))]);
  const payer = kept[0]?.split(';')[0] ?? '';
  expect((await own.server.inject({ url: page, headers: { ...headers, cookie: payer } })).statusCode).toBe(
    200,
  );

  const payload = { channel: 'wechat', device: 'desktop' };
  const paid = await setBy({ method: 'POST', url: `/cashier-api/orders/${orderId}/payments`, payload });
  expect(paid.cookies).toEqual([
    expect.stringMatching(
      new RegExp(`^__Secure-paid_\\d+=[^;]+; Max-Age=\\d+; Path=/pay/invoice/${orderId}; HttpOnly; Secure; `),
    ),
  ]);
  const chosen = await setBy({ url: `/pay/invoice/${orderId}?lang=en` });
  expect(chosen.cookies).toEqual([
    expect.stringMatching(/^__Host-lang=en; Max-Age=\d+; Path=\/; Secure; SameSite=Lax$/),
  ]);
});

test('the page may run its own scripts only, and is shown in no frame', async () => {
  const page = await app.server.inject('/console/orders/1');
  expect(page.statusCode).toBe(200);
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  const [, nonce = ''] = /'nonce-([^']+)'/.exec(policy) ?? [];
  expect(nonce).toMatch(/^[\w+/]{22}==$/);
  expect(page.body).toContain(`nonce="${nonce}"`);
  expect(page.body).not.toContain('__NONCE__');
  const again = await app.server.inject('/console/orders/1');
  expect(again.headers['content-security-policy']).not.toBe(policy);
});
