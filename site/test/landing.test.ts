import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { sealRequest } from '@zhixiao/protocol/envelope';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../../server/src/app.ts';
import { TEST_APP } from '../../server/src/sandbox/seed.ts';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import { expectBooksAgree } from '../../server/test/helpers/gateway/books.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

test('a stranger creates, pays, is notified, refunds half and reads the ledger, on one page', async () => {
  const browser = await openBrowser();
  const page = await browser.newPage({ viewport: { width: 375, height: 812 } });
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const state = (step: string) => page.locator(`#${step}-state`);

  await page.goto(`${gateway.url}/`);
  await page.getByRole('link', { name: '故障开关' }).waitFor();
  await page.getByRole('button', { name: 'PHP' }).click();
  await expect.poll(() => page.locator('#create-code code').innerText()).toContain('openssl_encrypt');
  await expectAccessible(page, 'the page before anything');
  await picture(page, 'landing-before-375');

  // by keyboard, as without a mouse
  await page.getByRole('button', { name: '发送这个请求' }).focus();
  await page.context().setOffline(true);
  await page.keyboard.press('Enter');
  await state('create').getByText('结果未知').waitFor();
  expect(complaints.splice(0)).toEqual([expect.stringContaining('ERR_INTERNET_DISCONNECTED')]);
  await page.context().setOffline(false);
  await page.keyboard.press('Enter');
  await state('create').getByText('已创建').waitFor();
  await page.locator('#create-answer').getByText('签名正确').first().waitFor();
  await page.getByRole('button', { name: '用微信支付扫码' }).click();
  const phone = page.frameLocator('#phone iframe');
  await phone.getByText('¥30.00').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
  await picture(page, 'landing-paying-375');
  await phone.getByRole('button', { name: '确认支付' }).click();
  await state('pay').getByText('已支付 ¥30.00').waitFor();

  await page.setViewportSize({ width: 1440, height: 900 });
  await state('notify').getByText('已送达并确认').waitFor();
  await page.locator('#notify-shown').getByText('"out_trade_no"').first().waitFor();
  const notified = await page.locator('#notify-shown').innerText();
  expect(notified).toContain('id=partner1&param=');
  expect(notified).toMatch(/签名正确[\s\S]*"out_trade_no": "L\d+/);
  await page.getByRole('button', { name: '退 ¥15.00' }).click();
  await state('refund').getByText('已退款 ¥15.00').waitFor();
  await state('ledger').getByText('3 笔记账，每一笔借贷相等').waitFor();
  expect(await page.locator('#ledger-shown tbody tr').allInnerTexts()).toEqual([
    expect.stringMatching(/^收款 · \d/),
    '应收渠道\t¥30.00\t',
    '应付学校\t\t¥30.00',
    expect.stringMatching(/^退款占用 · \d/),
    '应付学校\t¥15.00\t',
    '在途退款\t\t¥15.00',
    expect.stringMatching(/^退款完成 · \d/),
    '在途退款\t¥15.00\t',
    '应收渠道\t\t¥15.00',
  ]);
  await expectAccessible(page, 'the page after everything');
  await picture(page, 'landing-after-1440');

  await switchLanguage(page);
  await picture(page, 'landing-after-en-1440');
  expect(complaints).toEqual([]);
  const outside = asked.filter((url) => ![gateway.url, gateway.sandboxUrl].includes(new URL(url).origin));
  expect(outside).toEqual([]);
  await page.getByRole('button', { name: 'Make another one' }).click();
  await page.locator('#create-state').getByText('Not sent yet').waitFor();
  await page.close();
  // what has no part in this page is shown in no frame
  const switchboard = await fetch(`${gateway.sandboxUrl}/switchboard`);
  expect(switchboard.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  await expectBooksAgree(gateway);
});

/** The other language goes on where the first was. */
async function switchLanguage(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'English' }).click();
  await page.locator('#refund-state').getByText('Refunded ¥15.00').waitFor();
  await page.locator('#notify-state').getByText('Delivered and acknowledged').waitFor();
  await page.getByText('channel receivable').first().waitFor();
}

const TOKEN = '0123456789abcdef0123456789abcdef';

test('an order is shown to the browser that made it, and to nobody else', async () => {
  const inbox = `${gateway.url}/landing/inbox/${TOKEN}`;
  const own = await gateway.partner.order({ notify_url: inbox });
  const foreign = await gateway.partner.order({ notify_url: 'http://127.0.0.1:1/notify' });
  const statusOf = async (orderId: string, token?: string) =>
    (
      await fetch(`${gateway.url}/landing/orders/${orderId}`, {
        headers: token === undefined ? {} : { 'x-inbox': token },
      })
    ).status;
  expect(await statusOf(own.orderId, TOKEN)).toBe(200);
  for (const [orderId, token] of [
    [own.orderId, undefined],
    [own.orderId, ''],
    [own.orderId, TOKEN.replace('0', '1')],
    [own.orderId, `${TOKEN}/`],
    [foreign.orderId, TOKEN],
    ['1', TOKEN],
    ['x', TOKEN],
  ] as const) {
    expect(await statusOf(orderId, token), `${orderId} ${token}`).toBe(404);
  }

  // the inbox takes what the gateway signs about an order of its own
  const post = async (body: string, to = inbox) => (await fetch(to, { method: 'POST', body })).status;
  const sealed = (orderId: string, change = {}) =>
    new URLSearchParams({ ...sealRequest(TEST_APP, { order_id: orderId }), ...change }).toString();
  expect(await post(sealed(own.orderId))).toBe(200);
  for (const body of [
    '',
    'x',
    sealed(own.orderId, { sign: 'f'.repeat(32) }),
    sealed(own.orderId, { id: 'partner2' }),
    sealed(foreign.orderId),
    new URLSearchParams({ ...sealRequest(TEST_APP, []) }).toString(),
  ]) {
    expect(await post(body), body).toBe(400);
  }
  expect(await post(sealed(own.orderId), inbox.replace('/0', '/1'))).toBe(400);
  expect(await post('x'.repeat(9_000))).toBe(413);
});

test('in production none of it is there, and `/` says nothing about the installation', async () => {
  await using app = await createApp({
    databaseUrl: gateway.databaseUrl,
    databasePoolSize: 2,
    masterKey: gateway.masterKey,
    publicUrl: 'https://pay.example.edu.cn',
    sandboxUrl: undefined,
    channelTimeoutMs: 1_000,
    role: 'api',
    rateLimitPerSecond: 0,
    trustedProxies: 0,
    clock: gateway.clock,
    log: gateway.app.core.log,
  });
  expect(app.routes.filter(({ url }) => url === '/' || url.startsWith('/landing'))).toEqual([]);
  const headers = { accept: 'text/html' };
  const nowhere = await app.server.inject({ url: '/nowhere', headers });
  for (const url of [
    '/',
    '/?lang=en',
    '/landing/installation.json',
    '/landing/requests',
    '/landing/orders/1',
    '/docs/landing/zh.html',
    '/docs/landing/en.html',
  ]) {
    const answer = await app.server.inject({ url, headers });
    expect({ url, status: answer.statusCode, body: answer.body }).toEqual({
      url,
      status: 404,
      body: nowhere.body,
    });
    expect(Object.keys(answer.headers).sort()).toEqual(Object.keys(nowhere.headers).sort());
  }
  const posted = await app.server.inject({ method: 'POST', url: `/landing/inbox/${TOKEN}`, headers });
  expect(posted.statusCode).toBe(404);
});

test('the page is light, names files that are there, and runs nothing of its own', () => {
  const dist = join(import.meta.dirname, '../dist');
  for (const language of ['zh', 'en']) {
    const html = readFileSync(join(dist, `landing/${language}.html`), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son[a-z]+=/i);
    const files = [...html.matchAll(/(?:href|src)="docs\/([^"#]*)"/g)].map(([, file = '']) =>
      file === '' || file.endsWith('/') ? `${file}index.html` : file,
    );
    expect(files.length).toBeGreaterThan(5);
    const scripts = files.filter((file) => file.endsWith('.js')).flatMap((file) => withImports(dist, file));
    const bytes = scripts.map((file) => gzipSync(readFileSync(join(dist, file))).length);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(45_000);
    for (const file of files) expect(readFileSync(join(dist, file)).length, file).toBeGreaterThan(0);
  }
});

/** A script and what it imports at once. */
function withImports(dist: string, file: string): string[] {
  const imported = readFileSync(join(dist, file), 'utf8').matchAll(
    /\bimport\s*(?:\{[^}]*\}\s*from)?\s*["']\.\/([^"']+)["']/g,
  );
  return [file, ...[...imported].map(([, name]) => `assets/${name}`)];
}
