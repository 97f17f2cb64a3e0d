import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { firstAdministrator, PASSWORD } from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { queuePaidOrders } from '../../server/test/helpers/partner/paid-orders.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';
import { inspect, openConsole, visit } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

const COUNT = 45;
const LOOK_EVERY_MS = 10_000;

let gateway: Gateway;
let browser: Browser;
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  const admin = await firstAdministrator(gateway);
  await admin.call('POST /schools', { newSchoolId: '20000', name: '第二学校' });
  await queuePaidOrders(gateway.app.core, { appId: 'partner1', notifyUrl: gateway.url, count: COUNT });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

const numbersOf = (page: Page) => page.getByRole('link', { name: /^\d{19}$/ }).allInnerTexts();
const turned = (page: Page, from: readonly string[]) =>
  waitFor(
    async () => {
      const now = await numbersOf(page);
      return now.length > 0 && now[0] !== from[0] ? now : undefined;
    },
    { what: 'another page of the list' },
  );
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

test('pages are walked forward and back, with the browser’s own buttons in between', async () => {
  await using tab = await openConsole(browser, gateway, '/orders');
  const { page } = tab;
  const one = await turned(page, []);
  await press(page, '下一页');
  const two = await turned(page, one);
  await press(page, '下一页');
  const three = await turned(page, two);
  expect(new Set([...one, ...two, ...three]).size).toBe(COUNT);
  expect(await page.getByRole('button', { name: '下一页' }).isDisabled()).toBe(true);
  await page.goBack();
  expect(await turned(page, three)).toEqual(two);
  await press(page, '上一页');
  expect(await turned(page, two)).toEqual(one);
  expect(await page.getByRole('button', { name: '上一页' }).isDisabled()).toBe(true);
  await page.goBack();
  await page.goForward();
  await press(page, '下一页');
  expect(await turned(page, one)).toEqual(two);
  await page.reload();
  await turned(page, []);
  await press(page, '上一页');
  expect(await turned(page, two)).toEqual(one);
  expect(tab.problems).toEqual([]);
});

test('rows are shown under the filter that found them, and under no other', async () => {
  await using tab = await openConsole(browser, gateway, '/orders');
  const { page } = tab;
  const [first = ''] = await turned(page, []);
  await page.route('**/console-api/orders?**', (route) => route.abort(), { times: 1 });
  await page.getByRole('textbox', { name: '任意单号' }).fill(first);
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('网络不通').waitFor();
  await page.getByText('尚未读取').waitFor();
  expect(await numbersOf(page)).toEqual([]);
  await press(page, '重试');
  await page.getByRole('link', { name: first }).first().waitFor();
  expect(await numbersOf(page)).toEqual([first]);
  expect(await page.getByRole('alert').count()).toBe(0);
});

test('what is still being read is said to be', async () => {
  await using tab = await openConsole(browser, gateway, '/overview');
  const { page } = tab;
  const answer = Promise.withResolvers<void>();
  await page.route('**/console-api/orders?**', async (route) => {
    await answer.promise;
    await route.continue();
  });
  await visit(page, gateway, '/orders');
  await page.getByText('正在读取').waitFor();
  answer.resolve();
  await turned(page, []);
  expect(await page.getByText('正在读取').count()).toBe(0);
});

test('a session that is over leads to the sign-in at once, from lists and from links to files, and asks no more', async () => {
  await using tab = await openConsole(browser, gateway, '/orders');
  const { page } = tab;
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/console-api/')) asked.push(pathname);
  });
  const endSessions = () =>
    gateway.app.core.db.query({
      text: 'update operator_sessions set ended_at = $1 where ended_at is null',
      values: [gateway.clock.now()],
    });
  await turned(page, []);
  for (const lead of [
    () => press(page, '刷新'),
    () => page.getByRole('link', { name: '导出 CSV' }).click(),
  ]) {
    await endSessions();
    asked.length = 0;
    await lead();
    await page.getByLabel('账号').fill('admin');
    await page.getByLabel('密码').fill(PASSWORD);
    expect(await page.getByLabel('账号').inputValue()).toBe('admin');
    expect(asked.length).toBeLessThan(4);
    await page.keyboard.press('Enter');
    await turned(page, []);
  }
});

test('what is none of a filter’s choices filters nothing, and is not shown as if it did', async () => {
  await using tab = await openConsole(browser, gateway, '/overview');
  const { page } = tab;
  const choices = 'status=nonsense&cause=nonsense&channel=nonsense&outcome=nonsense';
  for (const list of [
    'orders',
    'refunds',
    'refund-applications',
    'invoices',
    'notifications',
    'operators',
    'audit',
  ]) {
    const answered = page.waitForResponse(
      (answer) => new URL(answer.url()).pathname === `/console-api/${list}`,
    );
    await visit(page, gateway, `/${list}?${choices}`);
    expect((await answered).status(), list).toBe(200);
    expect(await page.getByText('nonsense').count(), list).toBe(0);
  }
  expect(tab.problems).toEqual([]);
});

test('a page that looks again by itself says that nobody asked', async () => {
  await using tab = await openConsole(browser, gateway, '/orders');
  const { page } = tab;
  const asked: (string | undefined)[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/console-api/endpoints')) asked.push(request.headers()['x-console']);
  });
  await page.clock.install();
  await visit(page, gateway, '/notifications');
  await waitFor(() => asked.length > 0, { what: 'the page to look' });
  await page.clock.fastForward(LOOK_EVERY_MS);
  await waitFor(() => asked.length > 1, { what: 'the page to look again' });
  expect(asked.slice(0, 2)).toEqual(['1', 'unattended']);
});

test('lists of several schools say which row is of which', async () => {
  await using tab = await openConsole(browser, gateway, '/orders');
  const { page } = tab;
  const column = page.getByRole('columnheader', { name: '学校' });
  for (const path of ['/refunds', '/settlement', '/orders']) {
    await visit(page, gateway, path);
    await column.waitFor();
  }
  await page.getByRole('cell', { name: '知校示范大学' }).first().waitFor();
  await inspect(page, 'console-orders-of-schools');
  await page.getByRole('combobox', { name: '学校' }).click();
  await page.getByTitle('知校示范大学').last().click();
  await column.waitFor({ state: 'hidden' });
  expect(tab.problems).toEqual([]);
});
