import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible } from '../../server/test/helpers/browser/page-checks.ts';
import { APPID, paySign } from './helpers/merchant.ts';
import { PAYER, startTestSandbox, type TestSandbox } from './helpers/sandbox.ts';
import { resultOf, type Shop, startShop } from './helpers/shop.ts';

const PAY = `
  const parameters = JSON.parse(decodeURIComponent(location.hash.slice(1)));
  WeixinJSBridge.invoke('getBrandWCPayRequest', parameters, tell);`;

let sandbox: TestSandbox;
let browser: Browser;
let shop: Shop;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  shop = await startShop(sandbox.url, '/phone/bridge.js', PAY);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await shop[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

async function openShop(changes: Record<string, string> = {}): Promise<{ page: Page; outTradeNo: string }> {
  const terms = sandbox.orderTerms(PAYER);
  const { content } = await sandbox.call('POST', '/v3/pay/transactions/jsapi', terms);
  const pack = `prepay_id=${content.prepay_id}`;
  const parameters = {
    appId: APPID,
    timeStamp: '1788228000',
    nonceStr: 'abc',
    package: pack,
    signType: 'RSA',
    paySign: paySign(APPID, '1788228000', 'abc', pack),
    ...changes,
  };
  const page = await browser.newPage({ viewport: { width: 375, height: 700 } });
  await page.goto(`${shop.url}#${encodeURIComponent(JSON.stringify(parameters))}`);
  return { page, outTradeNo: terms.out_trade_no };
}

async function stateOf(outTradeNo: string): Promise<unknown> {
  return (await sandbox.admin('GET', `/wechat/orders/${outTradeNo}`)).content.trade_state;
}

test.each([
  ['确认支付', 'get_brand_wcpay_request:ok', 'SUCCESS'],
  ['拒绝支付（余额不足）', 'get_brand_wcpay_request:fail', 'NOTPAY'],
  ['取消', 'get_brand_wcpay_request:cancel', 'NOTPAY'],
])('the bridge: %s gives %s', async (button, message, state) => {
  const { page, outTradeNo } = await openShop();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  expect(await dialog.textContent()).toContain('¥1.00');
  expect((await dialog.boundingBox())?.width).toBe(375);
  await page.getByRole('button', { name: button }).click();
  expect(await resultOf(page)).toMatchObject({ err_msg: message });
  expect(await stateOf(outTradeNo)).toBe(state);
  await page.close();
});

test('the bridge asks nobody when the signature is wrong', async () => {
  const { page, outTradeNo } = await openShop({ nonceStr: 'other' });
  expect(await resultOf(page)).toMatchObject({
    err_msg: 'get_brand_wcpay_request:fail',
    err_desc: '支付验证签名失败',
  });
  expect(await stateOf(outTradeNo)).toBe('NOTPAY');
  await page.close();
});

test('Escape is a cancel', async () => {
  const { page } = await openShop();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  expect(await resultOf(page)).toEqual({ err_msg: 'get_brand_wcpay_request:cancel' });
  await page.close();
});

test('the phone without scripts: pick a code, confirm, done', async () => {
  const terms = sandbox.orderTerms({ amount: { total: 12345 } });
  await sandbox.call('POST', '/v3/pay/transactions/native', terms);
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 375, height: 700 },
  });
  const page = await context.newPage();
  await page.goto(`${sandbox.url}/phone?lang=en`);
  await page.getByRole('link', { name: terms.out_trade_no }).click();
  await page.getByRole('button', { name: 'Confirm payment' }).click();
  expect(await page.getByRole('status').textContent()).toContain('Paid');
  expect(await page.getByText('¥123.45').isVisible()).toBe(true);
  await page.getByRole('link', { name: 'Done' }).click();
  expect(await page.getByText(terms.out_trade_no).count()).toBe(0);
  await context.close();
});

test.each(['zh', 'en'])(
  'the phone has no accessibility defects, nor a sideways scroll (%s)',
  async (lang) => {
    const terms = sandbox.orderTerms();
    const { content } = await sandbox.call('POST', '/v3/pay/transactions/native', terms);
    const bill = `/phone/pay?code=${encodeURIComponent(String(content.code_url))}&lang=${lang}`;
    const context = await browser.newContext({ viewport: { width: 320, height: 700 } });
    const page = await context.newPage();
    for (const path of [`/phone?lang=${lang}`, bill, `${bill}&refused=1`, `/phone/pay?code=x&lang=${lang}`]) {
      await page.goto(sandbox.url + path);
      await expectAccessible(page);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    }
    await context.close();
  },
);
