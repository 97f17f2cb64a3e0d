import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import { firstAdministrator } from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { queuePaidOrders } from '../../server/test/helpers/partner/paid-orders.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';
import { focused, load, openConsole, visit } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

const PHONE = { width: 375, height: 700 };

let gateway: Gateway;
let browser: Browser;
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  await firstAdministrator(gateway);
  await queuePaidOrders(gateway.app.core, { appId: 'partner1', notifyUrl: gateway.url, count: 20 });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const scrolled = (page: Page) => page.evaluate<number>('Math.round(window.scrollY)');

test('on a phone the menu lies over the page, and goes when a page is chosen or with Escape', async () => {
  await using tab = await openConsole(browser, gateway, '/orders');
  const { page } = tab;
  await page.setViewportSize(PHONE);
  const button = page.getByRole('button', { name: '导航' });
  const links = page.getByRole('navigation', { name: '导航' }).getByRole('link');
  await links.first().waitFor({ state: 'hidden' });
  const width = await page.locator('main').evaluate((main) => main.clientWidth);
  await button.click();
  await links.first().waitFor();
  expect(await page.locator('main').evaluate((main) => main.clientWidth)).toBe(width);
  await expectAccessible(page);
  await picture(page, 'console-phone-menu-375');
  await page.keyboard.press('Escape');
  await links.first().waitFor({ state: 'hidden' });
  await focused(button);
  await page.keyboard.press('Enter');
  await links.filter({ hasText: /^退款$/ }).click();
  await links.first().waitFor({ state: 'hidden' });
  await focused(heading(page, '退款'));
  await button.click();
  // the page that is shown already
  await links.filter({ hasText: /^退款$/ }).click();
  await links.first().waitFor({ state: 'hidden' });
  await focused(button);
  expect(tab.problems).toEqual([]);
});

test('another page is begun at its heading and top, and Back returns to where one was', async () => {
  await using tab = await openConsole(browser, gateway, '/orders');
  const { page } = tab;
  await page.setViewportSize({ width: 1440, height: 500 });
  await page
    .getByRole('link', { name: /^\d{19}$/ })
    .last()
    .click();
  await focused(heading(page, '订单详情'));
  expect(await scrolled(page)).toBe(0);
  await page.goBack();
  await focused(heading(page, '订单'));
  await waitFor(async () => (await scrolled(page)) > 300, { what: 'the list where it was left' });
  await visit(page, gateway, '/no-such-page');
  await heading(page, '没有这个页面').waitFor();
  expect(tab.problems).toEqual([]);
});

test('a link leads past the menu and the filters, straight to the list', async () => {
  await using tab = await openConsole(browser, gateway, '/account');
  const { page } = tab;
  // from where the keyboard begins in a page that was just loaded
  await load(page, gateway, '/orders');
  await page
    .getByRole('link', { name: /^\d{19}$/ })
    .first()
    .waitFor();
  const skip = page.getByRole('link', { name: '跳到列表' });
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await focused(skip);
  await page.keyboard.press('Enter');
  await focused(page.getByRole('region', { name: '列表' }));
  for (const sorted of ['金额', '下单时间']) {
    await page.keyboard.press('Tab');
    await focused(page.getByRole('columnheader', { name: sorted }));
  }
  await page.keyboard.press('Tab');
  await focused(page.getByRole('cell').getByRole('link').first());
  await visit(page, gateway, '/account');
  await skip.waitFor({ state: 'hidden' });
  expect(tab.problems).toEqual([]);
});

test('Ctrl-K finds a number, a page and a person by the keyboard; what waits is one click from every page', async () => {
  await using tab = await openConsole(browser, gateway, '/account');
  const { page } = tab;
  const scripts: string[] = [];
  page.on('request', (request) => scripts.push(request.url()));
  await page.keyboard.press('Control+k');
  const box = page.getByRole('combobox', { name: '搜索' });
  await focused(box);
  // its code is fetched when it is first opened
  expect(scripts.filter((url) => /search-dialog/.test(url)).length).toBeGreaterThan(0);
  await expectAccessible(page);
  const { outTradeNo, orderId } = await gateway.partner.order({ user_no: '20140548' });
  await box.fill(outTradeNo);
  await page.getByRole('option', { name: `商户订单号 ${outTradeNo}` }).waitFor();
  await picture(page, 'search-1440');
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/orders/${orderId}$`));
  await page.keyboard.press('Control+k');
  await page.getByRole('option', { name: `订单号 ${orderId}` }).waitFor();
  await box.fill('结算');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/settlement$/);
  await page.getByRole('button', { name: '搜索 Ctrl K' }).click();
  await box.fill('20140548');
  await page.getByRole('option', { name: '查“20140548”的订单' }).waitFor();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: orderId }).waitFor();
  expect(page.url()).toMatch(/\/orders$/);
  expect(await page.evaluate('JSON.stringify([history.state, localStorage])')).not.toContain('20140548');
  expect(scripts.join(' ')).not.toContain('20140548');
  await page.setViewportSize({ width: 375, height: 700 });
  await page.getByRole('button', { name: '待办' }).click();
  await page.getByText('没有待办事项').waitFor();
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(375);
  await picture(page, 'bell-375');
  await expectAccessible(page);
  expect(tab.problems).toEqual([]);
});

test('columns are chosen with the keyboard', async () => {
  await using tab = await openConsole(browser, gateway, '/orders');
  const { page } = tab;
  const button = page.getByRole('button', { name: '选择列' });
  await button.focus();
  await page.keyboard.press('Enter');
  await focused(page.getByRole('checkbox', { name: '缴费人与内容', exact: true }));
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.getByRole('columnheader', { name: '金额' }).waitFor({ state: 'hidden' });
  await expectAccessible(page);
  await picture(page, 'console-columns-1440');
  await page.keyboard.press('Escape');
  await page.getByRole('checkbox', { name: '缴费人与内容', exact: true }).waitFor({ state: 'hidden' });
  await focused(button);
  expect(tab.problems).toEqual([]);
});

test('a dialog begins at its first field', async () => {
  await using tab = await openConsole(browser, gateway, '/schools');
  const { page } = tab;
  await page.getByRole('button', { name: '新增学校' }).click();
  await focused(page.getByRole('dialog').getByLabel('编号（'));
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await focused(page.getByRole('button', { name: '新增学校' }));
  await visit(page, gateway, '/operators');
  await page.getByRole('button', { name: '新增操作员' }).click();
  await focused(page.getByRole('dialog').getByLabel('账号（'));
  await visit(page, gateway, '/notifications');
  await page.getByRole('button', { name: '补发失败的通知' }).click();
  await focused(page.getByRole('dialog').getByLabel('支付起始日'));
  await visit(page, gateway, '/reconciliation');
  await page.getByRole('button', { name: '取账单' }).click();
  await focused(page.getByRole('dialog').getByLabel('商户号'));
  expect(tab.problems).toEqual([]);
});

test('when an app is frozen, whose button then is another, the focus stays in the list', async () => {
  await using tab = await openConsole(browser, gateway, '/apps');
  const { page } = tab;
  await page.getByRole('button', { name: /^冻\s?结$/ }).click();
  await focused(page.getByLabel('原因'));
  await page.keyboard.type('对账期间');
  await page.getByRole('button', { name: /^确\s?认$/ }).click();
  await page.getByRole('cell', { name: '已冻结' }).waitFor();
  await focused(page.getByRole('region', { name: '列表' }));
  expect(tab.problems).toEqual([]);
});
