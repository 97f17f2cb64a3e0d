import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import { startTestSandbox, type TestSandbox } from './helpers/sandbox.ts';

let sandbox: TestSandbox;
let browser: Browser;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  browser = await openBrowser();
});
afterEach(() => sandbox.admin('DELETE', '/faults'));
afterAll(async () => {
  await browser.close();
  await sandbox[Symbol.asyncDispose]();
});

const post = (path: string, fields: Record<string, string>) =>
  fetch(`${sandbox.url}/switchboard/${path}`, { method: 'POST', body: new URLSearchParams(fields) });

test('a fault added on the page hits the number it names, once, and shows as used', async () => {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${sandbox.url}/switchboard`);
  const terms = sandbox.orderTerms();
  await page.getByLabel('作用于').selectOption({ label: '下单' });
  await page.getByLabel('故障', { exact: true }).selectOption({ label: '返回指定状态' });
  await page.getByLabel('只对此单号').fill(terms.out_trade_no);
  await page.getByLabel('HTTP 状态').fill('502');
  await page.getByRole('button', { name: '添加' }).click();
  await page.getByText('已触发 0/1').waitFor();

  expect((await sandbox.call('POST', '/v3/pay/transactions/native', sandbox.orderTerms())).status).toBe(200);
  expect((await sandbox.call('POST', '/v3/pay/transactions/native', terms)).status).toBe(502);
  expect((await sandbox.call('POST', '/v3/pay/transactions/native', terms)).status).toBe(200);
  await page.reload();
  await page.getByText('已触发 1/1').waitFor();
  expect(await page.locator('table').innerText()).toContain('/v3/pay/transactions/native');
  await page.getByRole('button', { name: '全部清除' }).click();
  await page.getByText('没有故障，一切正常。').waitFor();
  await page.close();
});

test.each([
  [{ operation: 'payment_callback', fault: 'timeout_before' }],
  [{ operation: 'create', fault: 'lost' }],
  [{ operation: 'create', fault: 'status', times: '0' }],
  [{ operation: 'constructor', fault: 'status' }],
  [{ operation: 'create', fault: '' }],
])('%j is refused and changes nothing', async (fields) => {
  const answer = await post('faults', fields);
  expect(await answer.text()).toContain('未做改动');
  expect((await sandbox.admin('GET', '/faults')).content).toEqual([]);
});

test('the clock moves by a button, says when signatures go stale, and comes back', async () => {
  const stale = await (await post('clock', { offset_ms: '360000' })).text();
  expect(stale).toContain('签名会被视为过期');
  expect((await sandbox.admin('GET', '/clock')).content.offset_ms).toBe(360_000);
  expect(await (await post('clock', { offset_ms: '0', lang: 'en' })).text()).not.toContain('stale');
});

test('what must never happen is listed in words', async () => {
  const terms = sandbox.orderTerms();
  await sandbox.call('POST', '/v3/pay/transactions/native', terms);
  await sandbox.call('POST', '/v3/pay/transactions/native', {
    ...terms,
    amount: { total: 101, currency: 'CNY' },
  });
  const page = await (await fetch(`${sandbox.url}/switchboard?lang=en`)).text();
  expect(page).toContain('a payment number with other terms');
  expect(page).toContain(terms.out_trade_no);
});

test.each([
  [375, 'zh'],
  [1440, 'en'],
])('%i px, %s: no accessibility defects, nor a sideways scroll', async (width, lang) => {
  await sandbox.admin('POST', '/faults', { fault: 'timeout_after', match: { path: '/refunds$' }, times: 3 });
  const context = await browser.newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${sandbox.url}/switchboard?lang=${lang}`);
  await expectAccessible(page);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
  await picture(page, `switchboard-${width}`);
  await context.close();
});
