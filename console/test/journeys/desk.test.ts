import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { totpCode } from '../../../server/src/operators/totp.ts';
import { openBrowser } from '../../../server/test/helpers/browser/browser.ts';
import { firstAdministrator, invited, signedIn } from '../../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../../server/test/helpers/gateway/gateway.ts';
import { invoicesOf } from '../../../server/test/helpers/partner/invoices.ts';
import { portOfPages } from '../helpers/pages-left.ts';
import { begin, WIDTHS } from './journey.ts';

const STEP_MS = 30_000;

let gateway: Gateway;
let browser: Browser;
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  browser = await openBrowser();
  const admin = await firstAdministrator(gateway);
  for (const role of ['support', 'auditor', 'finance'])
    await invited(gateway, admin, { account: role, role });
  for (const width of WIDTHS) await invited(gateway, admin, { account: `new${width}`, role: 'finance' });
  await invoicesOf(gateway).paid({ total_fee: 10_000, user_no: '20140548', user_name: '李四' });
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

test.each(WIDTHS)('a second factor is set up, at %i px', async (width) => {
  await using journey = await begin(browser, gateway, {
    name: 'factor',
    width,
    account: `new${width}`,
    at: '/account',
  });
  const { page } = journey;
  const set = page.getByRole('button', { name: '设置动态口令' });
  await journey.arrived(set);
  await journey.click(set);
  const code = page.getByLabel('输入验证器上显示的 6 位口令');
  await journey.arrived(code);
  const secret = (await page.locator('section code').innerText()).replaceAll(' ', '');
  await code.and(page.locator(':focus')).waitFor();
  await journey.type(totpCode(secret, Math.floor(gateway.clock.now().getTime() / STEP_MS)));
  await journey.press('Enter');
  await journey.arrived(page.getByText('请保存恢复码'));
  await journey.click(page.getByRole('button', { name: '我已保存' }));
  await journey.arrived(page.getByText('已保存，可以离开本页'));
  expect(journey.figure()).toEqual({ clicks: 2, keys: 7 });
  expect(journey.problems).toEqual([]);
});

test.each(WIDTHS)('support sees why a partner’s request fails, at %i px', async (width) => {
  await gateway.partner.call('order_query', { out_trade_no: `none-${width}` });
  await gateway.app.core.requests.flush();
  await using journey = await begin(browser, gateway, { name: 'request', width, account: 'support' });
  const { page, isPhone } = journey;
  await journey.byMenu('接口请求');
  const row = page.getByRole(isPhone ? 'listitem' : 'row').filter({ hasText: `none-${width}` });
  await journey.arrived(row.getByText('订单不存在'));
  expect(journey.figure()).toEqual({ clicks: isPhone ? 2 : 1, keys: 0 });
  expect(journey.problems).toEqual([]);
});

test.each(WIDTHS)('an auditor finds who looked a person up, at %i px', async (width) => {
  const support = await signedIn(gateway, 'support');
  await support.call('POST /directory/find', { schoolId: '10086', by: 'user_no', text: '20140548' });
  await using journey = await begin(browser, gateway, { name: 'looked', width, account: 'auditor' });
  const { page, isPhone } = journey;
  await journey.search('20140548');
  const option = page.getByRole('option', { name: '谁查过“20140548”' });
  await journey.arrived(option);
  if (isPhone) await journey.click(option);
  else await journey.press('ArrowUp', 'Enter');
  await journey.arrived(page.getByText('在人员中查找').first());
  expect(journey.figure()).toEqual(isPhone ? { clicks: 2, keys: 8 } : { clicks: 0, keys: 11 });
  expect(journey.problems).toEqual([]);
});

test.each(WIDTHS)('an app is made and its keys are changed, at %i px', async (width) => {
  await using journey = await begin(browser, gateway, { name: 'app', width, at: '/apps' });
  const { page, isPhone } = journey;
  const appName = isPhone ? '体育馆' : '图书馆';
  const create = page.getByRole('button', { name: '新建应用' });
  await journey.arrived(create);
  await journey.click(create);
  const name = page.getByRole('dialog').getByLabel('名称');
  await journey.arrived(name);
  if (isPhone) await journey.click(name);
  else await journey.press('Tab');
  await journey.type(appName);
  await journey.press('Enter');
  await journey.arrived(page.getByText('请现在保存密钥并交给对方'));
  const row = page.getByRole(isPhone ? 'listitem' : 'row').filter({ hasText: appName });
  for (const action of ['换密钥', '停用旧密钥']) {
    await journey.click(row.getByRole('button', { name: action }));
    const confirm = page.getByRole('dialog').getByRole('button', { name: /^确\s?认$/ });
    await journey.arrived(confirm);
    await journey.click(confirm);
    await confirm.waitFor({ state: 'hidden' });
  }
  await journey.arrived(row.getByText('一组密钥'));
  expect(journey.figure()).toEqual(isPhone ? { clicks: 6, keys: 4 } : { clicks: 5, keys: 5 });
  expect(journey.problems).toEqual([]);
});

test.each(WIDTHS)('a roster with wrong lines is looked at and imported, at %i px', async (width) => {
  const lines = [`学工号,姓名`, `2027${width},赵一`, `2028${width},`, `2027${width},赵一`, ''];
  const file = { name: '名册.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) };
  await using journey = await begin(browser, gateway, { name: 'roster', width });
  const { page, isPhone } = journey;
  await journey.byMenu('人员');
  await journey.arrived(page.getByRole('link', { name: '导入和导出名册' }));
  await journey.click(page.getByRole('link', { name: '导入和导出名册' }));
  const choose = page.getByRole('button', { name: '选择文件' });
  await journey.arrived(choose);
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), journey.click(choose)]);
  await chooser.setFiles(file);
  await journey.arrived(page.getByText('预览完成，没有写入任何内容'));
  await journey.click(page.getByRole('button', { name: '导入', exact: true }));
  await journey.arrived(page.getByText('导入完成'));
  expect(journey.figure()).toEqual({ clicks: isPhone ? 5 : 4, keys: 0 });
  expect(journey.problems).toEqual([]);
});

test.each(WIDTHS)('a month’s settlement is taken away as a file, at %i px', async (width) => {
  await using journey = await begin(browser, gateway, { name: 'settlement', width, account: 'finance' });
  const { page, isPhone } = journey;
  await journey.byMenu('结算单');
  const sheet = page.locator('main').getByRole('link', { name: '缴费测试系统' });
  await journey.arrived(sheet);
  await journey.click(sheet);
  const take = page.getByRole('link', { name: '导出 XLSX' }).first();
  await journey.arrived(take);
  const [download] = await Promise.all([page.waitForEvent('download'), journey.click(take)]);
  expect(String(await readFile(await download.path()))).toMatch(/^PK/);
  expect(journey.figure()).toEqual({ clicks: isPhone ? 4 : 3, keys: 0 });
  expect(journey.problems).toEqual([]);
});
