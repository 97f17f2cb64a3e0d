import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import { firstAdministrator } from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { queuePaidOrders } from '../../server/test/helpers/partner/paid-orders.ts';
import { focused, inspect, openConsole, speakEnglish, visit } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

/** The fourth in Greenwich and the west of it, the fifth in Beijing. */
const EARLY = new Date('2026-12-04T20:00:00Z');
const PHONE = { width: 375, height: 700 };

let gateway: Gateway;
let browser: Browser;
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  await firstAdministrator(gateway);
  await queuePaidOrders(gateway.app.core, { appId: 'partner1', notifyUrl: gateway.url, count: 3 });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
const rows = (page: Page) => page.getByRole('link', { name: /^\d{19}$/ });

test('filters are typed one after another, and follow the browser back', async () => {
  await using tab = await openConsole(browser, gateway, '/orders');
  const { page } = tab;
  await field(page, '任意单号').focus();
  await page.keyboard.type('one');
  await page.keyboard.press('Enter');
  await page.waitForURL(/number=one/);
  await focused(field(page, '任意单号'));
  await page.keyboard.type(' two');
  await page.keyboard.press('Tab');
  await focused(field(page, '学工号、姓名或 openid（完整）'));
  await page.keyboard.type('张三');
  const [asked] = await Promise.all([
    page.waitForRequest((request) => request.url().endsWith('/orders/find')),
    page.keyboard.press('Enter'),
  ]);
  expect(asked.postDataJSON()).toMatchObject({ number: 'one two', person: '张三' });
  // whom it is about is neither in the address nor in what the browser keeps of it, and comes back with the list
  expect(page.url()).toMatch(/number=one\+two$/);
  expect(JSON.stringify(await page.evaluate('history.state'))).not.toContain('张三');
  await visit(page, gateway, '/refunds');
  await page.getByText('没有符合条件的退款').waitFor();
  await page.goBack();
  expect(await field(page, '学工号、姓名或 openid（完整）').inputValue()).toBe('张三');
  // its count comes with the rows
  await page.getByRole('link', { name: /^已支付( 0)?$/ }).click();
  await page.waitForURL(/status=paid/);
  expect(await field(page, '学工号、姓名或 openid（完整）').inputValue()).toBe('张三');
  await page.goBack();
  await page.goBack();
  await page.goBack();
  await page.waitForURL(/number=one$/);
  expect(await field(page, '任意单号').inputValue()).toBe('one');
  expect(await field(page, '学工号、姓名或 openid（完整）').inputValue()).toBe('');
  expect(tab.problems).toEqual([]);
});

test('while an amount cannot be read nothing is listed, and nothing can be taken away', async () => {
  await using tab = await openConsole(browser, gateway, '/overview');
  const { page } = tab;
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await visit(page, gateway, '/orders?minAmount=500元');
  const least = field(page, '金额不低于（元）');
  await page.getByText('请填写金额，如 100.00').waitFor();
  expect(await least.getAttribute('aria-invalid')).toBe('true');
  expect(await least.inputValue()).toBe('500元');
  expect(await page.getByRole('link', { name: /^导出/ }).count()).toBe(0);
  expect(await rows(page).count()).toBe(0);
  await inspect(page, 'console-orders-amount');
  expect(asked).not.toContain('/console-api/orders');
  await least.fill('1,000.00');
  await page.keyboard.press('Enter');
  await page.getByText('没有符合条件的订单').waitFor();
  await least.fill('0.5');
  await page.keyboard.press('Enter');
  await rows(page).first().waitFor();
  expect(await least.getAttribute('aria-invalid')).not.toBe('true');
  expect(tab.problems).toEqual([]);
});

test('what a filter is stays in sight when it is filled', async () => {
  await using tab = await openConsole(
    browser,
    gateway,
    '/orders?number=1&minAmount=1&maxAmount=100&from=2026-12-01',
  );
  const { page } = tab;
  for (const label of ['任意单号', '金额不低于（元）', '金额不高于（元）', '起始日', '截止日'])
    await page.locator('label', { hasText: label }).waitFor();
  await inspect(page, 'console-filters');
  await speakEnglish(page);
  await visit(page, gateway, '/orders?number=1&minAmount=1');
  await page.locator('label', { hasText: 'Person: exact number, name or openid' }).waitFor();
  await inspect(page, 'console-filters-english');
  await page.setViewportSize(PHONE);
  await picture(page, 'console-filters-english-375');
  expect(tab.problems).toEqual([]);
});

test('calendars speak the operator’s language, know Beijing’s day, and end no period before it begins', async () => {
  await using tab = await openConsole(browser, gateway, '/orders');
  const { page } = tab;
  await page.clock.setFixedTime(EARLY);
  await visit(page, gateway, '/orders?to=2026-12-10');
  const calendar = page.locator('.ant-picker-dropdown:visible');
  await field(page, '起始日').click();
  await calendar.getByText('12月').waitFor();
  await calendar.getByText('三', { exact: true }).waitFor();
  expect(await calendar.locator('.ant-picker-cell-today').getAttribute('title')).toBe('2026-12-05');
  expect(await calendar.locator('[title="2026-12-10"].ant-picker-cell-disabled').count()).toBe(0);
  await calendar.locator('[title="2026-12-11"].ant-picker-cell-disabled').waitFor();
  await picture(page, 'console-calendar-1440');
  await calendar.getByTitle('2026-12-09').click();
  await page.waitForURL(/from=2026-12-09/);
  await field(page, '截止日').click();
  await calendar.locator('[title="2026-12-08"].ant-picker-cell-disabled').waitFor();
  await visit(page, gateway, '/orders?from=soon');
  await field(page, '截止日').click();
  await calendar.getByTitle('2026-12-09').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '管理员' }).click();
  await page.getByRole('menuitem', { name: 'English' }).click();
  await field(page, 'From').click();
  await calendar.getByText('Dec', { exact: true }).waitFor();
  expect(await page.title()).toBe('Orders · Zhixiao Pay');
  expect(tab.problems).toEqual([]);
});

test('a period is one click, states are tabs, and what is asked for less is one click away', async () => {
  await using tab = await openConsole(browser, gateway, '/orders');
  const { page } = tab;
  await rows(page).first().waitFor();
  expect(await field(page, '金额不低于（元）').count()).toBe(0);
  await page.getByRole('button', { name: '更多筛选' }).click();
  await field(page, '金额不低于（元）').waitFor();
  await page.clock.setFixedTime(EARLY);
  const preset = (name: string) => page.getByRole('button', { name, exact: true });
  for (const [name, from, to] of [
    ['今天', '2026-12-05', '2026-12-05'],
    ['昨天', '2026-12-04', '2026-12-04'],
    ['本周', '2026-11-30', '2026-12-05'],
    ['本月', '2026-12-01', '2026-12-05'],
    ['上月', '2026-11-01', '2026-11-30'],
  ] as const) {
    await preset(name).click();
    await page.waitForURL(new RegExp(`from=${from}&to=${to}`));
  }
  // once more takes it back
  await preset('上月').click();
  await page.waitForURL(/orders$/);
  const tabs = page.getByRole('navigation', { name: '状态' });
  await tabs.getByRole('link', { name: '已关闭' }).click();
  await page.waitForURL(/status=closed/);
  await page.getByText('没有符合条件的订单').waitFor();
  await tabs.locator('[aria-current]', { hasText: '已关闭' }).waitFor();
  await tabs.getByRole('link', { name: '全部' }).click();
  await rows(page).first().waitFor();
  // the tabs are counted, and what was found is counted and summed
  await page.getByText(/^共 \d+ 条，合计 ¥[\d,]+\.\d\d$/).waitFor();
  expect(await tabs.getByRole('link').allInnerTexts()).toEqual([
    expect.stringMatching(/^全部 [1-9]\d*$/),
    '待支付 0',
    expect.stringMatching(/^已支付 [1-9]\d*$/),
    '已关闭 0',
  ]);
  const head = page.getByRole('columnheader', { name: '金额' });
  await head.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/sort=largest/);
  await page.locator('th[aria-sort=descending]', { hasText: '金额' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('th[aria-sort=ascending]', { hasText: '金额' }).waitFor();
  await field(page, '起始日').click();
  await page.locator('.ant-picker-dropdown:visible .ant-picker-year-btn').waitFor();
  await expectAccessible(page, 'the calendar of a day');
  await page.keyboard.press('Escape');
  // what was set up is kept under a name, and comes back with one click
  await page.getByRole('button', { name: '我的视图' }).click();
  await page.getByRole('textbox', { name: '为当前的筛选、排序和列起名' }).fill('从小到大');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '从小到大', exact: true }).waitFor();
  await expectAccessible(page, 'the saved views');
  await picture(page, 'lists-views-1440');
  await page.keyboard.press('Escape');
  await visit(page, gateway, '/orders');
  await page.getByRole('button', { name: '我的视图' }).click();
  await page.getByRole('button', { name: '从小到大', exact: true }).click();
  await page.waitForURL(/sort=smallest/);
  expect(tab.problems).toEqual([]);
});

test('on a phone a row is a card, its number is copied by a finger, and filters are folded', async () => {
  await using tab = await openConsole(browser, gateway, '/orders');
  const { page } = tab;
  await page.setViewportSize(PHONE);
  const card = page.getByRole('region', { name: '列表' }).getByRole('listitem').first();
  await card.getByText('¥').first().waitFor();
  expect(await page.getByRole('table').count()).toBe(0);
  expect(await page.locator('search').evaluate((bar) => bar.getBoundingClientRect().height)).toBeLessThan(80);
  await card.getByRole('button', { name: /^复制 \d{19}$/ }).click();
  await card.getByRole('button', { name: '已复制' }).waitFor();
  await page.getByRole('button', { name: '筛选' }).click();
  await field(page, '起始日').waitFor();
  expect(tab.problems).toEqual([]);
});

test('dark follows the system, or what the operator says', async () => {
  await using tab = await openConsole(browser, gateway, '/orders');
  const { page } = tab;
  const ground = () => page.evaluate("getComputedStyle(document.body).getPropertyValue('--ground')");
  const say = async (name: RegExp) => {
    await page.locator('header.top .ant-dropdown-trigger').click();
    await page.getByRole('menuitem', { name }).click();
  };
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await ground()).not.toBe(light);
  await inspect(page, 'console-orders-dark');
  await say(/浅色/);
  expect(await ground()).toBe(light);
  await page.emulateMedia({ colorScheme: 'light' });
  await say(/深色/);
  expect(await ground()).not.toBe(light);
  await say(/跟随系统/);
  expect(await ground()).toBe(light);
  expect(tab.problems).toEqual([]);
});

test('a page is left while its calendar has the focus, and nothing is wrong', async () => {
  await using tab = await openConsole(browser, gateway, '/orders');
  const { page } = tab;
  await page.getByLabel('起始日', { exact: true }).click();
  await page.locator('.ant-picker-dropdown:visible').waitFor();
  await visit(page, gateway, '/refunds');
  await page.getByLabel('起始日', { exact: true }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { level: 1, name: '订单' }).waitFor();
  await page.getByLabel('起始日', { exact: true }).waitFor();
  expect(tab.problems).toEqual([]);
});
