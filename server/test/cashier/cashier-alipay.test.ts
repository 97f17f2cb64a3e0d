import { env } from 'node:process';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../helpers/browser/browser.ts';
import { confirmPayment, DESKTOP, IN_ALIPAY, openTab, PHONE } from '../helpers/browser/cashier-tab.ts';
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

const methods = async (orderId: string) => {
  const payments = await gateway.app.core.db.query<{ channel: string; scene: string }>({
    text: 'select channel, scene from payments where order_id = $1 order by payment_no',
    values: [orderId],
  });
  return payments.map(({ channel, scene }) => `${channel} ${scene}`);
};

/** Keeps a picture of the page when PICTURES names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  if (env.PICTURES) await page.screenshot({ path: `${env.PICTURES}/${name}.png`, fullPage: true });
}

test('desktop: Alipay’s code beside WeChat’s, scanned with the phone', async () => {
  const order = await gateway.partner.order({ total_fee: 12_345 });
  await using tab = await openTab(browser, order.url, DESKTOP);
  const { page } = tab;
  await page.getByRole('img', { name: /^微信支付付款二维码/ }).waitFor();
  await page.getByRole('button', { name: '支付宝' }).click();
  await page.getByRole('img', { name: '支付宝付款二维码，金额 123.45 元' }).waitFor();
  await picture(page, 'cashier-alipay-1440');
  const [phone] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: '打开模拟手机' }).click(),
  ]);
  await phone.getByRole('button', { name: '确认支付' }).click();
  await phone.getByText('支付成功').first().waitFor();
  await page.bringToFront();
  await page.getByRole('heading', { name: '支付成功' }).waitFor();
  expect(await methods(order.orderId)).toEqual(['wechat native', 'alipay native']);
  await waitFor(() => gateway.endpoint.receivedFor(order.outTradeNo)[0], { what: 'the notification' });
  expect(tab.problems).toEqual([]);
});

test('a phone’s browser: to Alipay’s cashier and back', async () => {
  const order = await gateway.partner.order();
  await using tab = await openTab(browser, order.url, PHONE);
  const { page } = tab;
  await picture(page, 'cashier-alipay-phone-375');
  await page.getByRole('button', { name: '支付宝付款' }).click();
  await page.getByRole('button', { name: '确认支付' }).click();
  await page.getByRole('link', { name: '返回商户' }).click();
  await page.getByRole('heading', { name: '支付成功' }).waitFor();
  expect(page.url().startsWith(order.url)).toBe(true);
  expect(await methods(order.orderId)).toEqual(['alipay wap']);
  expect(tab.problems).toEqual([]);
});

test('a phone’s browser: one who turns back at Alipay’s cashier may pay after all', async () => {
  const order = await gateway.partner.order();
  await using tab = await openTab(browser, order.url, PHONE);
  const { page } = tab;
  await page.getByRole('button', { name: '支付宝付款' }).click();
  await page.getByRole('link', { name: '取消' }).click();
  await page.getByText('尚未收到付款。').waitFor();
  await page.getByRole('button', { name: '支付宝付款' }).click();
  await confirmPayment(page);
  await page.goto(order.url);
  await page.getByRole('heading', { name: '支付成功' }).waitFor();
  expect(await methods(order.orderId)).toEqual(['alipay wap']);
});

test('inside Alipay: sign-in, one tap, the wallet’s sheet, paid', async () => {
  const order = await gateway.partner.order();
  await using tab = await openTab(browser, order.url, IN_ALIPAY);
  const { page } = tab;
  expect(page.url().split('#')[0]).toBe(order.url);
  await page.getByRole('button', { name: '支付宝付款' }).click();
  await page.getByRole('button', { name: '取消' }).click();
  await page.getByText('已取消，尚未付款。').waitFor();
  await page.getByRole('button', { name: '支付宝付款' }).click();
  await page.getByRole('dialog').waitFor();
  await picture(page, 'cashier-in-alipay-375');
  await page.getByRole('button', { name: '确认支付' }).click();
  await page.getByRole('heading', { name: '支付成功' }).waitFor();
  expect(await methods(order.orderId)).toEqual(['alipay jsapi']);
  expect(tab.problems).toEqual([]);
});

test('inside Alipay, where the merchant has not signed for it: to the cashier for phones', async () => {
  const { core } = gateway.app;
  await core.db.query({ text: `update channel_accounts set settings = settings - 'jsapiEnabled'` });
  await waitFor(
    async () => (await core.accounts.ofApp('partner1', 'alipay'))?.settings.jsapiEnabled === undefined,
    { what: 'the account to be read again' },
  );
  const order = await gateway.partner.order();
  await using tab = await openTab(browser, order.url, IN_ALIPAY);
  const { page } = tab;
  await page.getByRole('button', { name: '支付宝付款' }).click();
  await confirmPayment(page);
  await page.goto(order.url);
  await page.getByRole('heading', { name: '支付成功' }).waitFor();
  expect(await methods(order.orderId)).toEqual(['alipay wap']);
});
