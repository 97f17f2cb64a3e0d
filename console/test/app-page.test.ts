import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import { firstAdministrator, invited } from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { invoicesOf } from '../../server/test/helpers/partner/invoices.ts';
import { inspect, openConsole, speakEnglish } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

const PHONE = { width: 375, height: 812 };

let gateway: Gateway;
let browser: Browser;
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  browser = await openBrowser();
  const admin = await firstAdministrator(gateway);
  await invited(gateway, admin, { account: 'auditor', role: 'auditor' });
  await invoicesOf(gateway).paid({ total_fee: '12345' });
  await gateway.partner.call('order_query', { out_trade_no: 'none' });
  await gateway.app.core.requests.flush();
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

test('an app’s page has its keys, calls, notifications and money, and leads to its lists', async () => {
  await using tab = await openConsole(browser, gateway, '/apps');
  const { page } = tab;
  await page.getByRole('link', { name: '缴费测试系统' }).click();
  await page.getByRole('heading', { level: 1, name: '应用详情' }).waitFor();
  await page.getByRole('region', { name: '密钥' }).getByText('0 天').waitFor();
  await page
    .getByRole('region', { name: '最近的错误' })
    .getByRole('row', { name: '业务规则 -1 1' })
    .waitFor();
  await page.getByRole('row', { name: /order_query 被拒绝/ }).waitFor();
  await page.getByRole('region', { name: '通知（最近七天）' }).getByText('100.0 %').waitFor();
  const bar = page.locator('#app-money + .plot a').last();
  await bar.waitFor({ state: 'attached' });
  // the money is booked on a day, whenever the orders were made
  expect(await bar.getAttribute('href')).toMatch(/bookedFrom=(\d{4}-\d\d-\d\d)&bookedTo=\1&appId=partner1$/);
  await inspect(page, 'app');
  await page.setViewportSize(PHONE);
  await expectAccessible(page);
  await picture(page, 'app-375');
  await page.setViewportSize({ width: 1440, height: 900 });
  await speakEnglish(page);
  await picture(page, 'app-1440-en');
  await page.getByRole('link', { name: 'Business rule' }).click();
  await page.getByRole('heading', { level: 1, name: 'Requests' }).waitFor();
  expect(new URL(page.url()).search).toBe('?appId=partner1&step=business&code=-1');
  await page.goBack();
  await page
    .getByRole('navigation', { name: 'Lists of this app' })
    .getByRole('link', { name: 'Orders' })
    .click();
  await page.getByRole('row', { name: /¥123\.45/ }).waitFor();
  expect(tab.problems).toEqual([]);
});

test('keys are rotated on the app’s page, and shown once', async () => {
  await using tab = await openConsole(browser, gateway, '/apps/partner1');
  const { page } = tab;
  await page.getByRole('button', { name: '换密钥' }).click();
  await page.getByRole('button', { name: /^确\s?认$/ }).click();
  await page.getByText('请现在保存密钥并交给对方').waitFor();
  await page.getByRole('button', { name: '放弃新密钥' }).waitFor();
  await page.getByText('新旧两组均有效，对方尚未使用新密钥').waitFor();
  await inspect(page, 'app-keys');
  await page.getByRole('button', { name: '我已保存' }).click();
  expect(tab.problems).toEqual([]);
});

test('an auditor sees an app without its calls one by one, and changes nothing', async () => {
  await using tab = await openConsole(browser, gateway, '/apps/partner1', 'auditor');
  const { page } = tab;
  await page.getByRole('region', { name: '最近的错误' }).getByText('业务规则').waitFor();
  expect(await page.getByRole('button', { name: '换密钥' }).count()).toBe(0);
  expect(await page.getByText('最近的请求').count()).toBe(0);
  expect(tab.problems).toEqual([]);
});
