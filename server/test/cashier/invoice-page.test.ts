import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../helpers/browser/browser.ts';
import { DESKTOP, openTab, PHONE } from '../helpers/browser/cashier-tab.ts';
import { expectAccessible, picture } from '../helpers/browser/page-checks.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { invoicesOf } from '../helpers/partner/invoices.ts';

let gateway: Gateway;
let invoices: ReturnType<typeof invoicesOf>;
let browser: Browser;
beforeAll(async () => {
  gateway = await startGateway();
  invoices = invoicesOf(gateway);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

test.each([
  ['phone', PHONE],
  ['desktop', DESKTOP],
])('on a %s: from the paid page to the document and its check', async (name, device) => {
  const { outTradeNo, url, cookie } = await invoices.paid({ total_fee: '123456' });
  await using tab = await openTab(browser, url, device, cookie);
  const { page } = tab;
  await picture(page, `invoice-paid-${name}`);
  await page.getByRole('link', { name: '申请或查看票据' }).click();
  await expectAccessible(page);
  await picture(page, `invoice-form-${name}`);

  await page.getByLabel('单位').check();
  await page.getByLabel('抬头').fill('知校科技有限公司');
  await page.getByLabel('纳税人识别号').fill('12100000400000624E');
  await page.getByLabel('接收手机').fill('13000000000');
  await page.getByLabel('我同意').check();
  await page.getByRole('button', { name: '提交申请' }).click();
  expect(await page.getByRole('alert').innerText()).toContain('校验位不符');
  await expectAccessible(page);
  await picture(page, `invoice-doubt-${name}`);
  await page.getByLabel('纳税人识别号').fill('12100000400000624D');
  await page.getByRole('button', { name: '提交申请' }).click();

  const { verify_url } = await invoices.reached(outTradeNo, '2');
  // the page looks again by itself
  await page.getByRole('link', { name: '下载票据（PDF）' }).waitFor();
  await expectAccessible(page);
  await picture(page, `invoice-issued-${name}`);

  await page.goto(verify_url ?? '');
  expect(await page.locator('h2').innerText()).toBe('沙箱测试票据，无效');
  await expectAccessible(page);
  await picture(page, `invoice-check-${name}`);
  await page.getByRole('link', { name: 'English' }).click();
  expect(await page.locator('h2').innerText()).toBe('Sandbox specimen, not valid');
  await picture(page, `invoice-check-english-${name}`);
  expect(tab.problems).toEqual([]);
});

test('by keyboard alone', async () => {
  const { outTradeNo, orderId, cookie } = await invoices.paid();
  await using tab = await openTab(browser, `${gateway.url}/pay/invoice/${orderId}`, DESKTOP, cookie);
  const { keyboard } = tab.page;
  for (const [label, filled] of [
    ['抬头', 'name'],
    ['接收手机', 'tel'],
    ['接收邮箱', 'email'],
  ] as const)
    expect(await tab.page.getByLabel(label).getAttribute('autocomplete'), label).toBe(filled);
  await tab.page.getByLabel('个人').focus();
  await keyboard.press('Tab');
  await keyboard.type('小明');
  // somebody without a tax number is not asked for one
  expect(await tab.page.getByLabel('纳税人识别号').isVisible()).toBe(false);
  await keyboard.press('Tab');
  await keyboard.type('130 0000 0000');
  await tab.page.getByLabel('我同意').focus();
  await keyboard.press('Space');
  await keyboard.press('Enter');
  await tab.page.getByText('票据受理中').or(tab.page.getByText('票据已开具')).first().waitFor();
  await invoices.reached(outTradeNo, '2');
});
