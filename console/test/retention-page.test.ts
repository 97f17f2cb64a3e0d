import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR_MS, plusMs } from '../../server/src/lib/clock.ts';
import { dayStart, shanghaiDate } from '../../server/src/lib/shanghai-day.ts';
import { carryOutRetention } from '../../server/src/retention/carry-out.ts';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import {
  type ConsoleClient,
  firstAdministrator,
  invited,
} from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { AGED, agedRows, newMark } from '../../server/test/helpers/retention/aged-rows.ts';
import { inspect, openConsole } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

let gateway: Gateway;
let browser: Browser;
let admin: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway({ role: 'api', port: await portOfPages() });
  admin = await firstAdministrator(gateway);
  browser = await openBrowser();
  const { core } = gateway.app;
  const noon = plusMs(dayStart(shanghaiDate(core.clock.now())), -12 * HOUR_MS);
  for (const kind of ['order_people', 'accesses'] as const) {
    const age = core.retention[kind] * HOUR_MS + HOUR_MS;
    await AGED[kind].make(agedRows(gateway), plusMs(noon, -age), newMark());
  }
  await carryOutRetention({ ...core, clock: { now: () => noon } }, 600_000);
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

test('what was erased is a list with filters, pages and files', async () => {
  const list = async (params: object = {}) => (await admin.call('GET /retention', params)).body;
  const all = await list({ limit: 100 });
  expect(all.rows).toHaveLength(22);
  const first = await list({ limit: 15 });
  const rest = await list({ limit: 15, after: first.next });
  expect([...first.rows, ...rest.rows]).toEqual(all.rows);
  expect((await list({ outcome: 'erased' })).rows).toMatchObject([
    { kind: 'accesses', erased: 1 },
    // each part of the order has a period of its own
    { kind: 'invoice_wishes', erased: 1 },
    { kind: 'payer_ids', erased: 1 },
    { kind: 'order_people', erased: 1 },
  ]);
  expect((await list({ kind: 'nonces' })).rows).toMatchObject([{ erased: 0, periodHours: 0 }]);
  for (const params of [
    { outcome: 'kept' },
    { outcome: 'unfinished' },
    { from: '2040-01-01' },
    { to: '2020-01-01' },
  ]) {
    expect((await list(params)).rows, JSON.stringify(params)).toEqual([]);
  }
  expect((await admin.call('GET /retention', { from: '2026-02-30' })).status).toBe(400);
  const periods = (await admin.call('GET /retention-periods')).body.rows;
  expect(periods).toContainEqual({
    kind: 'accesses',
    periodHours: 1826 * 24,
    defaultHours: 1826 * 24,
    leastHours: 1096 * 24,
    law: 'processing_records',
    isSetting: true,
  });
});

test('the page, looked at and narrowed', async () => {
  await using tab = await openConsole(browser, gateway, '/retention');
  const { page } = tab;
  await page.getByRole('cell', { name: '订单：缴费人姓名、学工号' }).first().waitFor();
  await page.getByText('《个人信息保护法》第五十六条').first().waitFor();
  await inspect(page, 'console-retention');
  await page.setViewportSize({ width: 375, height: 700 });
  await expectAccessible(page);
  await picture(page, 'console-retention-375');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByLabel('结果').click();
  await page.getByTitle('有删除').click();
  await page.waitForURL(/outcome=erased/);
  // in the list above the periods, which still name it
  await expect.poll(() => page.getByRole('cell', { name: '请求随机数' }).count()).toBe(1);
  expect(tab.problems).toEqual([]);
});

test('it is for who reads the audit log of all schools', async () => {
  const some = await invited(gateway, admin, { account: 'auditor', role: 'auditor', schoolIds: ['10086'] });
  expect((await some.call('GET /retention')).status).toBe(403);
  await using tab = await openConsole(browser, gateway, '/retention', 'auditor');
  await tab.page.getByText('仅对可管理全部学校的操作员开放').waitFor();
});
