import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import readWorkbook from 'read-excel-file/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import { firstAdministrator, invited } from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { focused, inspect, openConsole, speakEnglish, visit } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

const PHONE = { width: 375, height: 800 };
const TITLE = '个人信息查询与删除';
/** Of the sandbox's school. */
const ZHANG = '20140548';

let gateway: Gateway;
let browser: Browser;
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  const admin = await firstAdministrator(gateway);
  await invited(gateway, admin, { account: 'system', role: 'system_administrator' });
  await invited(gateway, admin, { account: 'security', role: 'security_administrator' });
  await invited(gateway, admin, { account: 'looker', role: 'auditor' });
  await gateway.partner.order({ user_no: ZHANG, user_name: '张三', out_trade_no: 'zhang-1' });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

async function look(page: Page, userNo: string): Promise<void> {
  await page.getByRole('textbox', { name: '学工号或付款账号' }).fill(userNo);
  await page.keyboard.press('Enter');
}

async function inspectOnPhone(page: Page, name: string): Promise<void> {
  await page.setViewportSize(PHONE);
  await expectAccessible(page);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
  await picture(page, `${name}-375`);
  await page.setViewportSize({ width: 1440, height: 900 });
}

test('what is held is shown by kind, what stands in the way of erasing too, and the file is fetched', async () => {
  await using tab = await openConsole(browser, gateway, '/personal-data');
  const { page } = tab;
  await page.getByRole('heading', { level: 1, name: TITLE }).waitFor();
  await page.getByText('学校再次导入含此人的名册').waitFor();
  await look(page, ZHANG);
  await page.getByRole('region', { name: '持有的信息' }).last().waitFor();
  await page.getByRole('row', { name: /^订单 1 去除身份 .*会计档案管理办法/ }).waitFor();
  await page.getByText('未支付或支付中的订单 1').waitFor();
  expect(await page.getByRole('button', { name: '删除个人信息' }).isDisabled()).toBe(true);
  expect(await page.locator('main').innerText()).not.toContain(ZHANG);
  await inspect(page, 'personal-data');
  await inspectOnPhone(page, 'personal-data');
  await page.getByRole('button', { name: '导出本人信息' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: '导出此人的全部信息' });
  await focused(dialog.getByLabel('原因'));
  await page.keyboard.type('本人到窗口书面申请');
  await inspect(page, 'personal-data-export');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: /^下\s?载$/ }).click(),
  ]);
  const sheets = await readWorkbook(await readFile(await download.path()));
  expect(sheets.map(({ sheet }) => sheet)).toContain('人员名册');
  await page.getByText('已开始下载').waitFor();
  await page.getByRole('link', { name: '查看受理记录' }).click();
  await page.getByText('本人到窗口书面申请').waitFor();
  await page.getByRole('row', { name: /^绑定的支付账号 2/ }).waitFor();
  await inspect(page, 'personal-data-receipt');
  expect(tab.problems).toEqual([]);
});

test('a system administrator asks, another person approves, and the receipt says what went and what stayed', async () => {
  await gateway.partner.call('order_cancel', { out_trade_no: 'zhang-1' });
  await using tab = await openConsole(browser, gateway, '/personal-data', 'system');
  const { page } = tab;
  await look(page, ZHANG);
  await page.getByRole('button', { name: '删除个人信息' }).click();
  const dialog = page.getByRole('dialog', { name: '删除此人的信息' });
  await dialog.getByText('删除后无法恢复').waitFor();
  await dialog.getByLabel('原因').fill('张三本人要求删除');
  await inspect(page, 'personal-data-erase');
  await dialog.getByRole('button', { name: '删除个人信息' }).click();
  await page.getByText('已提交，待另一人审批').waitFor();

  await using hers = await openConsole(browser, gateway, '/changes?status=waiting', 'security');
  await hers.page.getByRole('link', { name: '个人信息：删除' }).click();
  await hers.page.getByRole('row', { name: '绑定的支付账号 2 删除' }).waitFor();
  await hers.page.getByRole('row', { name: /^申请原因 — 张\*本人要求删除/ }).waitFor();
  await inspect(hers.page, 'personal-data-change');
  await hers.page.getByRole('button', { name: /^通\s?过$/ }).click();
  await hers.page.getByLabel('审批意见').fill('已核实身份');
  await hers.page.getByRole('button', { name: /^确\s?认$/ }).click();
  await hers.page.getByRole('status').filter({ hasText: '已通过，变更已生效' }).first().waitFor();

  await visit(page, gateway, '/personal-data?kind=erasure');
  await page
    .getByRole('row', { name: /删除 20\*\*\*\*48/ })
    .getByRole('link')
    .click();
  await page.getByText('已完成').waitFor();
  await page.getByRole('row', { name: /^绑定的支付账号 2 删除 2 / }).waitFor();
  await page.getByRole('row', { name: /^查阅记录 .*原样保留/ }).waitFor();
  await inspect(page, 'personal-data-erased');
  await inspectOnPhone(page, 'personal-data-erased');
  await visit(page, gateway, '/personal-data');
  await look(page, ZHANG);
  await page.getByText('没有此人的任何信息').waitFor();
  await page.getByRole('heading', { name: '此人以前的请求' }).waitFor();
  expect([...tab.problems, ...hers.problems]).toEqual([]);
});

test('an auditor sees the receipts and nobody’s data, in English too', async () => {
  await using tab = await openConsole(browser, gateway, '/personal-data', 'looker');
  const { page } = tab;
  await speakEnglish(page);
  await page.getByRole('row', { name: /Erasure 20\*\*\*\*48 Done/ }).waitFor();
  expect(await page.getByRole('button', { name: 'Show the data held' }).count()).toBe(0);
  await inspectOnPhone(page, 'personal-data-auditor-en');
  await page
    .getByRole('row', { name: /Erasure/ })
    .getByRole('link')
    .click();
  await page.getByRole('row', { name: /^Bound payment accounts 2 Erased 2/ }).waitFor();
  await inspect(page, 'personal-data-erased-en');
  expect(tab.problems).toEqual([]);
});
