import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../helpers/browser/browser.ts';
import { IN_DESKTOP_WECHAT, IN_WECOM, openTab } from '../helpers/browser/cashier-tab.ts';
import { expectAccessible, picture } from '../helpers/browser/page-checks.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

let gateway: Gateway;
let browser: Browser;
beforeAll(async () => {
  gateway = await startGateway();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

test('inside 企业微信 nobody is sent to sign in: a link for WeChat, or a code for another phone', async () => {
  const order = await gateway.partner.order({
    body: '宿舍电费',
    total_fee: 3000,
    return_url: 'https://a.cn/',
  });
  await using tab = await openTab(browser, order.url, IN_WECOM);
  const { page } = tab;
  expect(page.url()).toBe(order.url);
  await page.getByText('企业微信里不能直接付款').waitFor();
  await expectAccessible(page);
  await picture(page, 'waiting-wecom');
  await page.getByRole('button', { name: '复制链接' }).click();
  await page.getByText('链接已复制').waitFor();
  await page.getByRole('button', { name: '显示微信支付二维码' }).click();
  await page.getByRole('img', { name: '微信支付付款二维码，金额 30.00 元' }).waitFor();
  await expectAccessible(page);
  await picture(page, 'code-wecom');
  await page.setViewportSize(IN_DESKTOP_WECHAT.viewport);
  await picture(page, 'code-wecom-wide');
  await gateway.wechat.pay({ code_url: await gateway.openCode(order.orderId) });
  await page.getByRole('heading', { name: '支付成功' }).waitFor();
  expect(tab.problems).toEqual([]);
});

test('WeChat on a desktop shows the code that a phone scans', async () => {
  const order = await gateway.partner.order({ total_fee: 3000 });
  await using tab = await openTab(browser, order.url, IN_DESKTOP_WECHAT);
  const { page } = tab;
  expect(page.url()).toBe(order.url);
  await page.getByRole('img', { name: '微信支付付款二维码，金额 30.00 元' }).waitFor();
  await picture(page, 'waiting-desktop-wechat');
  await page.getByRole('button', { name: '支付宝' }).click();
  await page.getByRole('img', { name: '支付宝付款二维码，金额 30.00 元' }).waitFor();
  expect(tab.problems).toEqual([]);
});

test.each([
  ['企业微信', IN_WECOM],
  ['WeChat on a desktop', IN_DESKTOP_WECHAT],
])('in %s the page to bind on says where to open it', async (_where, { userAgent }) => {
  const answer = await fetch(`${gateway.url}/bind/partner1`, {
    headers: { 'user-agent': userAgent },
    redirect: 'manual',
  });
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('/bind/partner1')]);
});
