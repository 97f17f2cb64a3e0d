import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE_MS } from '../../server/src/lib/clock.ts';
import { shanghaiDate } from '../../server/src/lib/shanghai-day.ts';
import { changeSchool } from '../../server/src/schools/manage-schools.ts';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { picture } from '../../server/test/helpers/browser/page-checks.ts';
import {
  type ConsoleClient,
  firstAdministrator,
  invited,
  signedIn,
} from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { addApp } from '../../server/test/helpers/partner/paid-orders.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';
import { inspect, openConsole, prove, visit } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

let gateway: Gateway;
let browser: Browser;
let month: string;
let admin: ConsoleClient;

beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  browser = await openBrowser();
  month = shanghaiDate(gateway.clock.now()).slice(0, 7);
  const { orderId, outTradeNo } = await gateway.partner.order({ total_fee: 123_456 });
  await gateway.wechat.pay({ code_url: await gateway.openCode(orderId) });
  await waitFor(() => gateway.endpoint.receivedFor(outTradeNo)[0], { what: 'the notification to arrive' });
  await gateway.partner.call('order_refund', { out_trade_no: outTradeNo, refund_fee: 3_456 });
  admin = await firstAdministrator(gateway);
  await invited(gateway, admin, { account: 'auditor', role: 'auditor' });
  await invited(gateway, admin, { account: 'approver', role: 'refund_approver' });
  await addApp(gateway.app.core, 'partner2');
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

test('a month is looked at by app, taken away as a file, and locked for good after a fresh proof', async () => {
  await using tab = await openConsole(browser, gateway, `/settlement?month=${month}`);
  const { page } = tab;
  const row = page.getByRole('row', { name: /¥1,234\.56.*¥34\.56.*¥1,200\.00.*未锁定/ });
  await row.waitFor();
  await inspect(page, 'settlement-sheets');
  await row.getByRole('link').click();
  await page.getByRole('row', { name: /^合计 1 ¥1,234\.56 1 ¥34\.56 .*¥1,200\.00/ }).waitFor();
  // what is behind the figures, each leading to its order
  await page.getByRole('row', { name: /¥1,234\.56 收款 微信支付/ }).waitFor();
  await page.getByRole('row', { name: /-¥34\.56 退款占用 微信支付/ }).waitFor();
  await inspect(page, 'settlement-sheet');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '导出 CSV' }).first().click(),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toContain('1234.56');

  gateway.clock.advance(6 * MINUTE_MS);
  await page.getByRole('button', { name: '锁定结算单' }).click();
  await page.getByText('不能撤销').waitFor();
  await inspect(page, 'settlement-lock');
  await page.getByRole('button', { name: '确认' }).click();
  await prove(page);
  await page.getByText('管理员 锁定').waitFor();
  expect(await page.getByRole('button', { name: '锁定结算单' }).count()).toBe(0);
  // on paper: of whom and when it is, and who signs; no menu, no buttons
  await page.emulateMedia({ media: 'print' });
  await picture(page, 'settlement-print-1440');
  await page.getByText('制表：管理员').waitFor();
  await page.getByRole('heading', { name: '知校示范大学 结算单' }).waitFor();
  for (const hidden of [
    page.getByRole('button', { name: '打印' }),
    page.locator('header.top'),
    page.locator('aside'),
  ])
    expect(await hidden.isVisible()).toBe(false);
  await page.emulateMedia({ media: 'screen' });
  expect(tab.problems).toEqual([]);
});

test('where changes need two people, one proposes and another locks', async () => {
  admin = await signedIn(gateway);
  await changeSchool(gateway.app.core, ['10086'], '10086', { fourEyes: 'on' });
  const sheet = { appId: 'partner2', month };
  const alone = await admin.call('POST /settlement/sheets/:appId/:month/lock', sheet);
  expect(alone.body.error.code).toBe('sheet_needs_two');
  await using tab = await openConsole(browser, gateway, `/settlement/partner2/${month}`);
  const { page } = tab;
  await page.getByRole('button', { name: '提出锁定' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '提出锁定' }).click();
  await page.getByText('已提出，等待另一人复核').waitFor();
  const { version } = (await admin.call('GET /settlement/sheets/:appId/:month', sheet)).body;
  const own = await admin.call('POST /settlement/sheets/:appId/:month/confirm', { ...sheet, version });
  expect(own.body.error.code).toBe('same_preparer');
  await using second = await openConsole(browser, gateway, `/settlement/partner2/${month}`, 'approver');
  await second.page.getByRole('button', { name: '复核并锁定' }).click();
  await second.page.getByRole('dialog').getByRole('button', { name: '复核并锁定' }).click();
  await second.page.getByText('approver 锁定').waitFor();
  expect([...tab.problems, ...second.problems]).toEqual([]);
});

test('who may only look is not offered the lock', async () => {
  await using tab = await openConsole(browser, gateway, `/settlement?month=${month}`, 'auditor');
  await tab.page
    .getByRole('row', { name: /¥1,200\.00/ })
    .first()
    .waitFor();
  await visit(tab.page, gateway, `/settlement/${gateway.partner.keys.appId}/2026-01`);
  await tab.page.getByText('未锁定', { exact: true }).waitFor();
  expect(await tab.page.getByRole('button', { name: '锁定结算单' }).count()).toBe(0);
});
