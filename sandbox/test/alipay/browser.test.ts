import { verify } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../../server/test/helpers/browser/browser.ts';
import { expectAccessible, picture } from '../../../server/test/helpers/browser/page-checks.ts';
import { APP_ID, BUYER_ID, signedRequest } from '../helpers/alipay-merchant.ts';
import { type AlipaySandbox, startAlipaySandbox } from '../helpers/alipay-sandbox.ts';
import { resultOf, type Shop, startShop } from '../helpers/shop.ts';

const PAY = `
  const [way, tradeNO] = location.hash.slice(1).split(',');
  if (way === 'bridge') AlipayJSBridge.call('tradePay', { tradeNO }, tell);
  if (way === 'my') my.tradePay({ tradeNO, success: tell });`;

let sandbox: AlipaySandbox;
let browser: Browser;
let shop: Shop;

beforeAll(async () => {
  sandbox = await startAlipaySandbox();
  shop = await startShop(sandbox.url, '/phone/alipay-bridge.js', PAY);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await shop[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

async function openShop(way: 'bridge' | 'my'): Promise<{ page: Page; outTradeNo: string }> {
  const terms = sandbox.terms({ product_code: 'JSAPI_PAY', op_app_id: APP_ID, buyer_id: BUYER_ID });
  const { content } = await sandbox.call('alipay.trade.create', terms);
  const page = await browser.newPage({ viewport: { width: 375, height: 700 } });
  await page.goto(`${shop.url}#${way},${content.trade_no}`);
  return { page, outTradeNo: terms.out_trade_no };
}

test.each([
  ['bridge', '确认支付', '9000', 'TRADE_SUCCESS'],
  ['bridge', '拒绝支付（余额不足）', '4000', 'WAIT_BUYER_PAY'],
  ['bridge', '取消', '6001', 'WAIT_BUYER_PAY'],
  ['my', '确认支付', '9000', 'TRADE_SUCCESS'],
] as const)('%s: %s gives %s', async (way, button, resultCode, status) => {
  const { page, outTradeNo } = await openShop(way);
  const dialog = page.getByRole('dialog', { name: '支付宝（模拟）' });
  await dialog.waitFor();
  expect(await dialog.textContent()).toContain('¥1.00');
  if (way === 'bridge') await picture(page, 'alipay-sheet');
  await page.getByRole('button', { name: button }).click();
  expect(await resultOf(page)).toMatchObject({ resultCode });
  expect((await sandbox.tradeOf(outTradeNo)).trade_status).toBe(status);
  await page.close();
});

test('a trade that is not there fails without a question', async () => {
  const page = await browser.newPage();
  await page.goto(`${shop.url}#bridge,2026000000000000000000000000`);
  expect(await resultOf(page)).toEqual({ resultCode: '4000', memo: '交易不存在' });
  await page.close();
});

test('a merchant’s cashier: refuse, pay, and back with a signed word of it', async () => {
  const terms = sandbox.terms({ product_code: 'QUICK_WAP_WAY', quit_url: `${shop.url}quit` });
  const back = `${shop.url}back?order=1`;
  const request = signedRequest('alipay.trade.wap.pay', terms, { return_url: back });
  const page = await browser.newPage({ viewport: { width: 375, height: 667 } });
  await page.goto(`${sandbox.url}/gateway.do?${new URLSearchParams(request)}`);
  expect(await page.title()).toBe('支付宝付款');
  await picture(page, 'alipay-bill-375');
  expect(await page.getByRole('link', { name: '取消' }).getAttribute('href')).toBe(`${shop.url}quit`);
  await page.getByRole('button', { name: '拒绝支付' }).click();
  expect(await page.getByRole('alert').textContent()).toContain('余额不足');
  await page.getByRole('button', { name: '确认支付' }).click();
  await page.getByText('支付成功').first().waitFor();
  await picture(page, 'alipay-paid-375');
  await page.getByRole('link', { name: '返回商户' }).click();
  const told = Object.fromEntries(new URL(page.url()).searchParams);
  expect(page.url().startsWith(`${back}&`)).toBe(true);
  expect(told).toMatchObject({
    order: '1',
    out_trade_no: terms.out_trade_no,
    method: 'alipay.trade.wap.pay.return',
    total_amount: '1.00',
  });
  const { sign = '', sign_type: _, order: __, ...signed } = told;
  const text = Object.keys(signed)
    .sort()
    .map((name) => `${name}=${signed[name]}`)
    .join('&');
  expect(verify('RSA-SHA256', Buffer.from(text), sandbox.alipayKey, Buffer.from(sign, 'base64'))).toBe(true);
  await page.close();
});

test.each(['zh', 'en'])('the phone in blue has no accessibility defects (%s)', async (lang) => {
  const terms = sandbox.terms({ subject: '2026 年秋季学费' });
  const { content } = await sandbox.call('alipay.trade.precreate', terms);
  const bill = `/phone/pay?code=${encodeURIComponent(content.qr_code ?? '')}&lang=${lang}`;
  const context = await browser.newContext({ viewport: { width: 320, height: 700 } });
  const page = await context.newPage();
  const listed = `/phone?lang=${lang}`;
  await page.goto(sandbox.url + listed);
  expect(await page.getByText(terms.out_trade_no).count()).toBe(1);
  for (const path of [listed, bill, `${bill}&refused=1`]) {
    await page.goto(sandbox.url + path);
    await expectAccessible(page);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await picture(page, `alipay-bill-1440-${lang}`);
  await page.goto(sandbox.url + listed);
  await picture(page, `phone-1440-${lang}`);
  await context.close();
});
