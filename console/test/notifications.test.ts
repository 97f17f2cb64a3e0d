import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS } from '../../server/src/lib/clock.ts';
import { OPEN_AFTER_FAILURES } from '../../server/src/notifications/endpoint.ts';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import {
  type ConsoleClient,
  firstAdministrator,
  invited,
} from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { addApp, queuePaidOrders } from '../../server/test/helpers/partner/paid-orders.ts';
import {
  type PartnerEndpoint,
  startPartnerEndpoint,
} from '../../server/test/helpers/partner/partner-endpoint.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';
import { inspect, openConsole, visit } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

/** As long as servers write them. */
const MAINTENANCE = `<html><head><title>503 Service Temporarily Unavailable</title></head><body>${'系统维护中。'.repeat(30)}`;

let gateway: Gateway;
let browser: Browser;
let partners: AsyncDisposableStack;
let admin: ConsoleClient;
/** Refused everything for a week. */
let canteen: PartnerEndpoint;

beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  browser = await openBrowser();
  partners = new AsyncDisposableStack();
  canteen = await partnerWith('canteen', 3, { status: 200, body: '{"code":500,"msg":"库存服务异常"}' });
  await partnerWith('library', 2, { status: 200, body: 'success' });
  await waitFor(async () => canteen.received.length === 3, { what: 'the first attempts' });
  await gateway.advance(8 * DAY_MS);
  admin = await firstAdministrator(gateway);
  await listed({ status: 'exhausted' }, 3);
  await partnerWith('dormitory', OPEN_AFTER_FAILURES + 2, { status: 503, body: MAINTENANCE });
  await waitFor(async () => (await admin.call('GET /endpoints', { state: 'paused' })).body.rows[0], {
    what: 'the endpoint to be paused',
  });
  await invited(gateway, admin, { account: 'support', role: 'support' });
});
afterAll(async () => {
  await browser.close();
  await partners.disposeAsync();
  await gateway[Symbol.asyncDispose]();
});

async function partnerWith(appId: string, count: number, answer: PartnerEndpoint['answer']) {
  const endpoint = partners.use(await startPartnerEndpoint());
  endpoint.answer = answer;
  await addApp(gateway.app.core, appId);
  await queuePaidOrders(gateway.app.core, { appId, notifyUrl: `${endpoint.url}?token=secret`, count });
  return endpoint;
}

const listed = (filter: object, count: number) =>
  waitFor(async () => (await admin.call('GET /notifications', filter)).body.rows.length === count, {
    what: `${count} with ${JSON.stringify(filter)}`,
  });

test('a problem leads to undelivered notifications, which are listed, exported and resent by keyboard', async () => {
  await using tab = await openConsole(browser, gateway, '/overview');
  const { page } = tab;
  await page.getByRole('link', { name: /通知用尽/ }).click();
  await page.waitForURL(/notifications\?status=exhausted/);
  const row = page.getByRole('row', {
    name: /通知用尽.*未确认 HTTP 200.*库存服务异常.*canteen.*notify\?\*\*\*/,
  });
  await row.first().waitFor();
  expect(await row.count()).toBe(3);
  expect(await page.getByRole('region', { name: '列表' }).innerText()).not.toContain('secret');
  const dead = page.getByRole('region', { name: '无法访问的通知地址' });
  await dead.getByRole('row', { name: /dormitory/ }).waitFor();
  await inspect(page, 'notifications');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '导出 CSV' }).last().click(),
  ]);
  expect((await readFile(await download.path(), 'utf8')).trim().split('\r\n')).toHaveLength(4);
  const [endpoints] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '导出 CSV' }).first().click(),
  ]);
  expect(await readFile(await endpoints.path(), 'utf8')).toMatch(/暂停，定时试探,\d+,/);

  canteen.answer = { status: 200, body: 'success' };
  await page.getByRole('button', { name: '补发失败的通知' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: '补发失败的通知' });
  await dialog.getByText('将补发 3 条通知').waitFor();
  await inspect(page, 'notifications-resend');
  await dialog.getByRole('combobox', { name: '应用' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await dialog.getByTitle('canteen（3 条）').waitFor();
  // while they are shown Tab is for the options
  await page.locator('.ant-select-dropdown').waitFor({ state: 'hidden' });
  await page.keyboard.press('Tab');
  await page.keyboard.type('库存服务已修复');
  // past the way out
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('已开始补发 3 条通知').waitFor();
  await listed({ appId: 'canteen', status: 'delivered' }, 3);
  await dialog.waitFor({ state: 'hidden' });
  await visit(page, gateway, '/notifications?appId=canteen');
  await page
    .getByRole('row', { name: /已送达.*已确认 HTTP 200.*canteen/ })
    .first()
    .waitFor();
  await inspect(page, 'notifications-resent');
  await page
    .getByRole('link', { name: /^\d{19}$/ })
    .first()
    .click();
  await page.getByText('业务系统已确认').waitFor();
  expect(tab.problems).toEqual([]);
});

test('who may not operate orders is offered no resend', async () => {
  await using tab = await openConsole(browser, gateway, '/notifications', 'support');
  await tab.page
    .getByRole('row', { name: /canteen/ })
    .first()
    .waitFor();
  expect(await tab.page.getByRole('button', { name: '补发失败的通知' }).count()).toBe(0);
  await visit(tab.page, gateway, '/notifications?status=pending');
  await tab.page
    .getByRole('row', { name: /通知中.*503.*dormitory/ })
    .first()
    .waitFor();
  await inspect(tab.page, 'notifications-pending');
  expect(tab.problems).toEqual([]);
});
