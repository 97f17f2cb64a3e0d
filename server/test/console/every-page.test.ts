import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../helpers/browser.ts';
import { firstAdministrator } from '../helpers/console.ts';
import { inspect, openConsole, visit } from '../helpers/console-tab.ts';
import { type Gateway, startGateway } from '../helpers/gateway.ts';
import { COMPANY, invoicesOf } from '../helpers/invoices.ts';
import { picture } from '../helpers/page-checks.ts';

/** What the sandbox's data and the operator are called, the other language, and the headings of a roster. */
const DATA =
  /知校示范大学|缴费测试系统|管理员|宿舍电费|中文|学工号|姓名|性别|身份|冻结|证件号|手机号|支付宝uid|微信openid/g;
const PHONE = { width: 375, height: 700 };

let gateway: Gateway;
let browser: Browser;
let orderId: string;
beforeAll(async () => {
  gateway = await startGateway();
  const invoices = invoicesOf(gateway);
  await firstAdministrator(gateway);
  browser = await openBrowser();
  const order = await invoices.paid({ total_fee: '12345', piaoju: COMPANY });
  ({ orderId } = order);
  await invoices.reached(order.outTradeNo, '2');
  await invoices.refund(order.outTradeNo, 100);
  await gateway.partner.order();
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

/** Everything the page says, to eyes and to screen readers. */
async function wordsOf(page: Page): Promise<string[]> {
  await page.locator('.shell main h1').waitFor();
  await page.waitForLoadState('networkidle');
  await page.locator('.ant-spin-spinning, .ant-skeleton-active').first().waitFor({ state: 'detached' });
  const names = ['placeholder', 'aria-label', 'title', 'alt'];
  const attributes = await page
    .locator(names.map((name) => `[${name}]`).join())
    .evaluateAll(
      (all, names) => all.flatMap((one) => names.map((name) => one.getAttribute(name) ?? '')),
      names,
    );
  return [...(await page.locator('body').innerText()).split('\n'), ...attributes];
}

/** What the menu leads to, and a page of each kind that only others lead to. */
async function everyPath(page: Page): Promise<string[]> {
  const links = page.getByRole('navigation').getByRole('link');
  await links.first().waitFor();
  const paths = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  expect(paths.length).toBeGreaterThan(12);
  const menu = paths.map((path) => path.replace('/console', ''));
  return [...menu, `/orders/${orderId}`, '/problems/endpoint_dead', '/directory/roster'];
}

test('in English no page has a Chinese word but those of its data', { timeout: 90_000 }, async () => {
  await using tab = await openConsole(browser, gateway, '/overview');
  const { page } = tab;
  await page.evaluate(() => localStorage.setItem('console.language', 'en'));
  await page.reload();
  const found: string[] = [];
  for (const path of await everyPath(page)) {
    await visit(page, gateway, path);
    for (const words of await wordsOf(page)) {
      if (/\p{Script=Han}/u.test(words.replace(DATA, ''))) found.push(`${path}: ${words}`);
    }
  }
  expect(found).toEqual([]);
  await visit(page, gateway, '/orders?from=2026-02-30');
  await page.getByRole('alert').getByText('“from” is not filled in as it should be.').waitFor();
  await visit(page, gateway, `/orders/${orderId}`);
  await inspect(page, 'english-order');
  expect(tab.problems).toEqual([]);
});

test.for(['zh', 'en'])(
  'on a phone no page is wider than the screen, in %s',
  { timeout: 90_000 },
  async (language) => {
    await using tab = await openConsole(browser, gateway, '/overview');
    const { page } = tab;
    await page.evaluate((chosen) => localStorage.setItem('console.language', chosen), language);
    const paths = await everyPath(page);
    await page.setViewportSize(PHONE);
    const wide: string[] = [];
    for (const path of paths) {
      await visit(page, gateway, path);
      await wordsOf(page);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      if (width !== PHONE.width) wide.push(`${path}: ${width}`);
      for (const cut of await cutOff(page)) wide.push(`${path}: ${cut}`);
      await picture(page, `console${path.replaceAll(/[/\d]+/g, '-')}-${language}-375`);
    }
    expect(wide).toEqual([]);
    await page.locator('header').getByRole('button').first().click();
    await page.getByRole('dialog').getByRole('link').last().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    expect(await cutOff(page)).toEqual([]);
  },
);

/** Buttons that nobody reaches, as they lie beyond the edge of what does not scroll. */
async function cutOff(page: Page): Promise<string[]> {
  return page.locator('main button:visible').evaluateAll(
    (all, width) =>
      all
        .filter((one) => {
          const { left, right } = one.getBoundingClientRect();
          return !one.closest('.table-scroll') && (left < 0 || right > width);
        })
        .map((one) => one.textContent ?? ''),
    PHONE.width,
  );
}
