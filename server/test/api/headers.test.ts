import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { makeFirstLink } from '../../src/operators/links.ts';
import { PASSWORD, tokenOf } from '../helpers/console/console.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { sendRaw } from '../helpers/partner/raw-http.ts';

const PUBLIC_URL = 'https://pay.example.edu.cn';

let gateway: Gateway;
let app: App;
let address: string;
beforeAll(async () => {
  gateway = await startGateway();
  app = await createApp({
    databaseUrl: gateway.databaseUrl,
    databasePoolSize: 4,
    masterKey: gateway.masterKey,
    publicUrl: PUBLIC_URL,
    sandboxUrl: undefined,
    channelTimeoutMs: 1_000,
    role: 'api',
    rateLimitPerSecond: 0,
    trustedProxies: 0,
    clock: gateway.clock,
    log: gateway.app.core.log,
  });
  address = await app.server.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await gateway[Symbol.asyncDispose]();
});

/** What browsers fetch to install the console as an app: they say nothing of anybody. */
const APP_FILE = /^\/console\/(app\.webmanifest|icon[-\w]*\.(png|svg))$/;

type SentHeaders = Readonly<Record<string, unknown>>;

/** What is wrong with what browsers are told. */
function faultsOf(headers: SentHeaders, isAsset: boolean): string[] {
  const policy = String(headers['content-security-policy']);
  const isPage = String(headers['content-type']).startsWith('text/html');
  const checks: Readonly<Record<string, boolean>> = {
    nosniff: headers['x-content-type-options'] === 'nosniff',
    referrer: headers['referrer-policy'] === 'no-referrer',
    permissions: String(headers['permissions-policy']).includes('camera=()'),
    hsts: /^max-age=\d{8,}$/.test(String(headers['strict-transport-security'])),
    framed: policy.includes("frame-ancestors 'none'") && policy.includes("default-src 'none'"),
    sandbox: isPage || policy.includes('sandbox'),
    kept: isAsset || headers['cache-control'] === 'no-store',
  };
  return Object.entries(checks).flatMap(([name, holds]) => (holds ? [] : [name]));
}

test('every route, asked by a stranger, tells browsers what they may do', async () => {
  const { routes } = app;
  expect(routes.length).toBeGreaterThan(100);
  const faults: string[] = [];
  for (const { method, url: path } of routes) {
    // browsers, and this client, refuse to send it
    if (method === 'TRACE') continue;
    for (const accept of ['text/html', 'application/json']) {
      const url = address + path.replaceAll(/:\w+(\([^)]*\))?/g, '1').replace('*', 'x');
      const answer = await fetch(url, { method, headers: { accept }, redirect: 'manual' });
      await answer.body?.cancel();
      const found = faultsOf(Object.fromEntries(answer.headers), APP_FILE.test(path));
      if (found.length > 0) faults.push(`${method} ${path} ${answer.status}: ${found}`);
    }
  }
  expect(faults).toEqual([]);
});

test('so do what is found, what is not, what is refused, and what is no request at all', async () => {
  const { orderId } = await gateway.partner.order();
  const get = async (path: string) => {
    const answer = await fetch(address + path);
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
  };
  const page = await get(`/pay/orderId/${orderId}.html`);
  expect(page.status).toBe(200);
  const asset = /"(\/cashier\/assets\/[^"]+)"/.exec(page.body)?.[1] ?? '';
  const consolePage = await get('/console/orders');
  const consoleAsset = /"(\/console\/assets\/[^"]+)"/.exec(consolePage.body)?.[1] ?? '';
  for (const answer of [page, consolePage, await get('/nowhere'), await get('/livez'), await get('/%ff')]) {
    expect(faultsOf(answer.headers, false), answer.body.slice(0, 80)).toEqual([]);
  }
  for (const url of [asset, consoleAsset]) {
    const answer = await get(url);
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toContain('immutable');
    expect(faultsOf(answer.headers, true)).toEqual([]);
  }
  // a page has the policy of a page: it runs
  expect(page.headers['content-security-policy']).toMatch(/script-src 'nonce-/);

  const { headers } = await sendRaw(address, 'no http at all\r\n\r\n');
  for (const name of ['x-content-type-options: nosniff', 'strict-transport-security: max-age=']) {
    expect(headers).toContain(name);
  }
});

test('without https nobody is sent there; an operator’s answers and files are kept by nobody', async () => {
  const link = await makeFirstLink(gateway.app.core);
  const { url } = gateway;
  const begun = await fetch(`${url}/console-api/links/use`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, 'x-console': '1' },
    body: JSON.stringify({
      token: tokenOf(link?.address ?? ''),
      password: PASSWORD,
      account: 'admin',
      name: '管理员',
    }),
  });
  expect(begun.status).toBe(200);
  const cookie = begun.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ');
  for (const path of ['/console-api/orders', '/console-api/audit/export?form=csv']) {
    const answer = await fetch(`${url}${path}`, { headers: { cookie, 'x-console': '1' } });
    const told = Object.fromEntries(answer.headers);
    expect(answer.status, path).toBe(200);
    expect(faultsOf(told, false)).toEqual(['hsts']);
    await answer.body?.cancel();
  }
});
