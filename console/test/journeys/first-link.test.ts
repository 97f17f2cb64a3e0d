import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFirstLink } from '../../../server/src/operators/links.ts';
import { openBrowser } from '../../../server/test/helpers/browser/browser.ts';
import { DESKTOP, openTab } from '../../../server/test/helpers/browser/cashier-tab.ts';
import { expectAccessible } from '../../../server/test/helpers/browser/page-checks.ts';
import { PASSWORD } from '../../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../../server/test/helpers/gateway/gateway.ts';
import { WIDTHS } from './journey.ts';

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

test('the first link leads into the console by four fields and no click', async () => {
  const link = await makeFirstLink(gateway.app.core);
  await using tab = await openTab(browser, link?.address ?? '', DESKTOP);
  const { page } = tab;
  const fields = ['admin', '王老师', PASSWORD, PASSWORD];
  await page.getByRole('heading', { name: '创建第一个管理员' }).waitFor();
  for (const width of WIDTHS.toReversed()) {
    await page.setViewportSize({ width, height: 812 });
    await expectAccessible(page);
  }
  await page.locator('input').first().and(page.locator(':focus')).waitFor();
  let keys = 0;
  const press = async (key: string) => {
    await page.keyboard.press(key);
    keys += 1;
  };
  for (const [at, text] of fields.entries()) {
    if (at > 0) await press('Tab');
    // a password has a button that shows it
    if (!(await page.evaluate('document.activeElement?.tagName === "INPUT"'))) await press('Tab');
    await page.keyboard.type(text);
  }
  await press('Enter');
  await page.locator('.shell main h1').waitFor();
  // besides what the four fields say
  expect(keys).toBe(5);
  expect(tab.problems).toEqual([]);
});
