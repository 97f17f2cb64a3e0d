import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../helpers/browser/browser.ts';
import { IN_ALIPAY, IN_WECHAT, openTab } from '../helpers/browser/cashier-tab.ts';
import { type Shards, startShards } from '../helpers/gateway/shards.ts';
import { waitFor } from '../helpers/wait-for.ts';

let shards: Shards;
let browser: Browser;
beforeAll(async () => {
  shards = await startShards();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await shards[Symbol.asyncDispose]();
});

test.each([
  [0, IN_ALIPAY, '支付宝付款'],
  [1, IN_WECHAT, '微信支付付款'],
  [0, IN_WECHAT, '微信支付付款'],
] as const)(
  'a payer of shard %i signs in by a wallet and pays, all through the router',
  async (shard, wallet, button) => {
    const { outside, endpoint, keys } = shards.both[shard];
    const order = await outside.order();
    expect(order.url.startsWith(shards.url)).toBe(true);
    await using tab = await openTab(browser, order.url, wallet);
    const { page, problems } = tab;
    await page.getByRole('button', { name: button }).click();
    await page.getByRole('button', { name: '确认支付' }).click();
    await page.getByRole('heading', { name: '支付成功' }).waitFor();
    await waitFor(() => endpoint.receivedFor(order.outTradeNo).length > 0, {
      what: 'the partner to be told',
    });
    // who the payer is there is known to the page of binding, which is of the same shard
    await page.goto(`${shards.url}/bind/${keys.appId}`);
    await page.getByText(`第${shard}大学`).first().waitFor();
    expect(problems).toEqual([]);
  },
);
