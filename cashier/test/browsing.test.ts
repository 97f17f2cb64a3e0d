import { CASHIER_DEVICES } from '@zhixiao/contract/codes/cashier';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible } from '../../server/test/helpers/browser/page-checks.ts';
import { STATES } from '../preview/scenes.ts';
import { type Preview, startPreview } from '../preview/server.ts';
import { ensureBuilt } from './helpers/built.ts';
import { openPage } from './helpers/open-page.ts';

let preview: Preview;
let browser: Browser;
beforeAll(async () => {
  await ensureBuilt();
  preview = await startPreview(0);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await preview[Symbol.asyncDispose]();
});

test.each(STATES)('%s is accessible on every device, in both languages and schemes', async (state) => {
  // what is no longer to be paid looks the same wherever it is opened
  for (const device of state === 'waiting' ? CASHIER_DEVICES : (['desktop', 'phone'] as const)) {
    const language = device === 'phone' || device === 'alipay' || device === 'in_app' ? 'en' : 'zh';
    // a colour that is too light to be read, as a school may choose it
    const school = state === 'waiting' ? '' : '&colour=ffcc00&contact=028-85400000';
    const query = `state=${state}&device=${device}&lang=${language}${school}`;
    await using tab = await openPage(browser, preview, query);
    if (state === 'waiting' && device === 'desktop') await tab.page.locator('svg.qr').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.page.emulateMedia({ colorScheme });
      await expectAccessible(tab.page, `${query} ${colorScheme}`);
    }
    expect(tab.problems).toEqual([]);
  }
});

test.each([320, 375, 768, 1440])('nothing is wider than a screen of %i px', async (width) => {
  const body = 'LongNameWithoutAnySpaceInIt'.repeat(4);
  for (const query of [
    `device=desktop&body=${body}&fee=10000000000`,
    `device=phone&lang=en&name=${body}`,
    'device=wecom&lang=en',
  ]) {
    const options = { viewport: { width, height: 700 } };
    await using tab = await openPage(browser, preview, query, { options });
    expect(await tab.page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    const clipped = await tab.page.evaluate(() =>
      [...document.querySelectorAll('main p, main dd, main button')]
        .filter((each) => !each.classList.contains('hidden') && each.scrollWidth > each.clientWidth + 1)
        .map((each) => each.outerHTML),
    );
    expect(clipped).toEqual([]);
  }
});

test('what can be touched is at least 44 px high', async () => {
  for (const query of ['device=desktop', 'device=phone', 'device=phone&state=paid']) {
    await using tab = await openPage(browser, preview, query);
    if (query === 'device=desktop') await tab.page.locator('svg.qr').waitFor();
    const heights = await tab.page.evaluate(() =>
      [...document.querySelectorAll('button, main a')].map((each) => each.getBoundingClientRect().height),
    );
    expect(Math.min(...heights.filter((height) => height > 0))).toBeGreaterThanOrEqual(44);
  }
});

test('by keyboard alone: language, payment, code, check', async () => {
  await using tab = await openPage(browser, preview, 'device=phone');
  const { page } = tab;
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('English');
  expect(await page.evaluate('getComputedStyle(document.activeElement).outlineWidth')).toBe('3px');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('svg.qr').waitFor();
  expect(await page.evaluate('document.activeElement.textContent')).toBe('使用微信支付付款');
});

test('the language changes at once and for good, and nothing else does', async () => {
  await using tab = await openPage(browser, preview, 'device=desktop&lang=zh');
  const { page, order } = tab;
  await page.locator('svg.qr').waitFor();
  const code = await page.locator('svg.qr path').getAttribute('d');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Unpaid' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
  await expect.poll(() => page.title()).toBe('Unpaid - Checkout');
  expect(await page.locator('svg.qr path').getAttribute('d')).toBe(code);
  expect(order.questions.filter((question) => question === 'POST payments')).toHaveLength(1);
  await page.reload();
  expect(await page.locator('h1').innerText()).toBe('Checkout');
});

test('without scripts it says what is to be paid, and offers to reload and the other language', async () => {
  await using tab = await openPage(browser, preview, 'device=phone', {
    options: { javaScriptEnabled: false },
  });
  const { page } = tab;
  const text = await page.locator('main').innerText();
  expect(text).toContain('1,234.56');
  expect(text).toContain('请启用后刷新本页');
  await page.getByRole('link', { name: 'English' }).click();
  expect(await page.locator('h1').innerText()).toBe('Checkout');
});

test('it runs where a webview of 2016 has nothing newer', async () => {
  const prepare = async (page: Page) => {
    await page.addInitScript(() => {
      const newer: [object, string[]][] = [
        [window, ['queueMicrotask', 'fetch', 'AbortController', 'structuredClone', 'IntersectionObserver']],
        [Object, ['entries', 'values', 'fromEntries', 'getOwnPropertyDescriptors', 'hasOwn']],
        [Array.prototype, ['flat', 'flatMap', 'at', 'findLast', 'toSorted']],
        [String.prototype, ['padStart', 'padEnd', 'replaceAll', 'matchAll', 'at', 'trimStart', 'trimEnd']],
        [Promise.prototype, ['finally']],
        [Promise, ['allSettled', 'any', 'withResolvers']],
        [Element.prototype, ['append', 'prepend', 'replaceWith', 'replaceChildren', 'toggleAttribute']],
      ];
      for (const [owner, names] of newer) for (const name of names) Reflect.deleteProperty(owner, name);
    });
  };
  await using tab = await openPage(browser, preview, 'device=desktop&return=', { prepare });
  const { page, order } = tab;
  await page.locator('svg.qr').waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  order.scene.state = 'paid';
  await page.getByRole('heading', { name: 'Paid' }).waitFor();
  expect(tab.problems).toEqual([]);
});
