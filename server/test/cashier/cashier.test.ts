import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { patience } from '../../../test/helpers/patience.ts';
import { HOUR_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { openBrowser } from '../helpers/browser/browser.ts';
import { confirmPayment, DESKTOP, IN_WECHAT, openTab, PHONE } from '../helpers/browser/cashier-tab.ts';
import { expectAccessible, picture } from '../helpers/browser/page-checks.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { waitFor } from '../helpers/wait-for.ts';

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

const RETURN = 'https://partner.example.com/done';

const terms = {
  user_no: '2013141516',
  user_name: '张三',
  total_fee: 1234567,
  body: '2026 年秋季学费',
  return_url: RETURN,
};

const heading = (page: Page) => page.locator('h2');

test('desktop: scan with the phone, and the page turns paid by itself and offers the way back', async () => {
  const order = await gateway.partner.order(terms);
  await using tab = await openTab(browser, order.url, DESKTOP);
  const { page } = tab;
  await page.getByRole('img', { name: '微信支付付款二维码，金额 12,345.67 元' }).waitFor();
  expect(await page.locator('main').innerText()).toContain('12,345.67');
  expect(await page.locator('main').innerText()).toContain('张* 20******16');
  expect(await page.locator('.time b').innerText()).toMatch(/^(60:00|59:[0-9]{2})$/);
  await expectAccessible(page);
  await picture(page, 'waiting-desktop');

  const [phone] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: '打开模拟手机' }).click(),
  ]);
  await phone.getByRole('button', { name: '确认支付' }).click();
  await page.bringToFront();
  await page.getByRole('heading', { name: '支付成功' }).waitFor();
  await waitFor(() => gateway.endpoint.receivedFor(order.outTradeNo)[0], {
    what: 'the partner’s notification',
  });
  expect(await page.getByRole('link', { name: '返回业务系统' }).getAttribute('href')).toBe(RETURN);
  await page.getByRole('button', { name: '留在本页' }).click();
  expect(await page.getByText('秒后自动返回').count()).toBe(0);
  expect(await page.evaluate('document.activeElement.tagName')).not.toBe('BODY');
  await expectAccessible(page);
  await picture(page, 'paid-desktop');
  expect(tab.problems).toEqual([]);
});

test('after payment the payer is taken back by itself', async () => {
  const back = `${gateway.url}/livez`;
  const order = await gateway.partner.order({ return_url: back });
  await using tab = await openTab(browser, order.url, DESKTOP);
  await tab.page.locator('svg.qr').waitFor();
  await gateway.wechat.pay({ code_url: await gateway.openCode(order.orderId) });
  await tab.page.waitForURL(back);
});

test('inside WeChat: sign-in, one tap, the wallet’s sheet, paid', async () => {
  const order = await gateway.partner.order(terms);
  await using tab = await openTab(browser, order.url, IN_WECHAT);
  const { page } = tab;
  expect(page.url().split('#')[0]).toBe(order.url);
  await picture(page, 'waiting-wechat');
  await page.getByRole('button', { name: '微信支付付款' }).click();
  await page.getByRole('button', { name: '取消' }).click();
  await page.getByText('已取消，尚未付款。').waitFor();
  await page.getByRole('button', { name: '微信支付付款' }).click();
  await page.getByRole('button', { name: '确认支付' }).click();
  await page.getByRole('heading', { name: '支付成功' }).waitFor();
  expect(tab.problems).toEqual([]);
});

test('while a payment is being confirmed nothing asks to pay again', async () => {
  const order = await gateway.partner.order();
  await using tab = await openTab(browser, order.url, IN_WECHAT);
  const { page } = tab;
  await gateway.wechat.fault({ callback: 'payment', fault: 'delay', ms: 3_600_000 });
  await gateway.wechat.fault({
    match: { method: 'GET', path: '/transactions/' },
    times: 1_000,
    fault: 'status',
    status: 500,
  });
  await page.getByRole('button', { name: '微信支付付款' }).click();
  await page.getByRole('button', { name: '确认支付' }).click();
  await page.getByRole('heading', { name: '正在确认支付结果' }).waitFor();
  expect(await page.getByRole('button', { name: '微信支付付款' }).count()).toBe(0);
  await expectAccessible(page);
  await picture(page, 'confirming-wechat');
  await gateway.wechat.clearFaults();
  await page.getByRole('heading', { name: '支付成功' }).waitFor();
});

test('a phone’s browser: one tap leads to the wallet, and coming back shows the payment', async () => {
  const order = await gateway.partner.order(terms);
  await using tab = await openTab(browser, order.url, PHONE);
  const { page } = tab;
  await page.getByRole('button', { name: '微信支付付款' }).click();
  await confirmPayment(page);
  await page.goto(order.url);
  await page.getByRole('heading', { name: '支付成功' }).waitFor();
  expect(tab.problems).toEqual([]);
});

/** Takes H5 from the merchant, as one that has not signed for it. */
async function withoutH5(): Promise<void> {
  await gateway.app.core.db.query({ text: `update channel_accounts set settings = settings - 'h5Enabled'` });
  await waitFor(
    async () =>
      (await gateway.app.core.accounts.ofApp('partner1', 'wechat'))?.settings.h5Enabled === undefined,
    {
      what: 'the account to be read again',
    },
  );
}

test('a phone’s browser without H5: a button, a code to scan, a link to copy; English one switch away and kept', async () => {
  await withoutH5();
  const order = await gateway.partner.order(terms);
  await using tab = await openTab(browser, order.url, PHONE);
  const { page } = tab;
  await page.getByRole('button', { name: '微信支付付款' }).click();
  await page.locator('svg.qr').waitFor();
  await page.getByRole('button', { name: '复制链接' }).waitFor();
  await picture(page, 'waiting-phone');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText('Scan with WeChat to pay').waitFor();
  expect(await page.locator('svg.qr').count()).toBe(1);
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  await expectAccessible(page);
  await picture(page, 'waiting-phone-en');
  await page.reload();
  expect(await page.locator('h1').innerText()).toBe('Checkout');
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  expect(tab.problems).toEqual([]);
});

test('it works by keyboard alone', async () => {
  const order = await gateway.partner.order();
  await using tab = await openTab(browser, order.url, PHONE);
  const { page } = tab;
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('svg.qr').waitFor();
});

test('the page wakes when the network comes back', async () => {
  const order = await gateway.partner.order();
  await using tab = await openTab(browser, order.url, DESKTOP);
  const { page } = tab;
  await page.locator('svg.qr').waitFor();
  await page.context().setOffline(true);
  await page.getByText('网络不太顺畅，正在重试…').waitFor();
  await gateway.wechat.pay({ code_url: await gateway.openCode(order.orderId) });
  await page.context().setOffline(false);
  await page.getByRole('heading', { name: '支付成功' }).waitFor({ timeout: patience(5_000) });
});

test('cancelled while open, then as opened; expired; unknown', async () => {
  const order = await gateway.partner.order();
  await using tab = await openTab(browser, order.url, DESKTOP);
  await tab.page.locator('svg.qr').waitFor();
  await gateway.partner.call('order_cancel', { out_trade_no: order.outTradeNo });
  await tab.page.getByRole('heading', { name: '订单已取消' }).waitFor();
  expect(await tab.page.locator('svg.qr').count()).toBe(0);
  await picture(tab.page, 'cancelled-desktop');

  await using unknown = await openTab(browser, `${gateway.url}/pay/orderId/1795421170339012325.html`, PHONE);
  expect(await heading(unknown.page).innerText()).toBe('订单不存在');
  await expectAccessible(unknown.page);
  await picture(unknown.page, 'not-found-phone');

  const expiring = await gateway.partner.order();
  await gateway.advance(HOUR_MS + SECOND_MS);
  await waitFor(
    async () =>
      (await gateway.partner.call('order_query', { out_trade_no: expiring.outTradeNo })).content.status ===
      '3',
    { what: 'the order to expire' },
  );
  await using expired = await openTab(browser, expiring.url, PHONE);
  expect(await heading(expired.page).innerText()).toBe('订单已过期');
  await picture(expired.page, 'expired-phone');
});

test('hostile text is shown as text, and the page has a strict policy', async () => {
  const hostile = '</script><script>alert(1)</script><img src=x onerror=alert(1)>';
  const order = await gateway.partner.order({ body: hostile, user_name: hostile });
  await using tab = await openTab(browser, order.url, DESKTOP);
  expect(await tab.page.locator('.item').innerText()).toBe(hostile);
  expect(await tab.page.locator('img').count()).toBe(0);
  expect(tab.problems).toEqual([]);
  const answer = await fetch(order.url);
  expect(answer.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; .*; script-src 'nonce-[^']+'; style-src 'self';/,
  );
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
});

test('without scripts the page still says what is to be paid', async () => {
  const order = await gateway.partner.order(terms);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(order.url);
  expect(await page.locator('main').innerText()).toContain('12,345.67');
  expect(await page.locator('main').innerText()).toContain('请启用后刷新本页');
  await context.close();
});

test('its script stays under 40 KB for old phones', async () => {
  const page = await (await fetch((await gateway.partner.order()).url)).text();
  const [, script] = /src="(\/cashier\/assets\/[^"]+\.js)"/.exec(page) ?? [];
  const answer = await fetch(gateway.url + script);
  expect(answer.headers.get('cache-control')).toContain('immutable');
  expect(gzipSync(Buffer.from(await answer.arrayBuffer())).length).toBeLessThan(40 * 1024);
});
