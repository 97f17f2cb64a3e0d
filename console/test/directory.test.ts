import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import {
  type ConsoleClient,
  firstAdministrator,
  invited,
} from '../../server/test/helpers/console/console.ts';
import { row, workbook } from '../../server/test/helpers/files/workbook.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';
import { focused, inspect, openConsole } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

const SCHOOL = '10086';
const ROSTER = [
  '学工号,姓名,身份,支付宝uid,备注',
  '20260001,赵一,学生,2088000000000901,x',
  '20260002,,学生,,x',
  '20260003,孙三,老师傅,,x',
  '20260001,赵一,学生,,x',
  '',
].join('\r\n');

let gateway: Gateway;
let browser: Browser;
let admin: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  browser = await openBrowser();
  admin = await firstAdministrator(gateway);
  await invited(gateway, admin, { account: 'helper', role: 'support' });
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

const find = (userNo: string, schoolId = SCHOOL) =>
  admin.call('POST /directory/find', { schoolId, by: 'user_no', text: userNo });
const OLD_EXCEL = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('Workbook', 'utf16le')]);
const file = (text: string) => ({ name: '名册.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

test('a roster is previewed with each wrong line, imported, and taken away again', async () => {
  await using tab = await openConsole(browser, gateway, '/directory/roster');
  const { page } = tab;
  await page.getByRole('button', { name: '选择文件' }).waitFor();
  await inspect(page, 'roster');
  await page.locator('input[type=file]').setInputFiles(file(ROSTER));
  await page.getByRole('button', { name: '预览' }).click();
  await page.getByText('预览完成，没有写入任何内容。请核对后点“导入”').waitFor();
  await page.getByRole('row', { name: /^3 姓名/ }).waitFor();
  await page.getByRole('row', { name: /^5 学工号 学工号与第 2 行相同/ }).waitFor();
  await page.getByText('没有用到的列：备注').waitFor();
  await inspect(page, 'roster-preview');
  expect((await find('20260001')).body.people).toEqual([]);
  await page.getByRole('button', { name: '导入' }).click();
  await page.getByText('导入完成').waitFor();
  expect((await find('20260001')).body.people).toMatchObject([
    { userName: '赵一', bindings: [{ channel: 'alipay', uid: '2088000000000901' }] },
  ]);
  await page.getByRole('button', { name: '导出名册' }).click();
  const dialog = page.getByRole('dialog', { name: '下载' });
  await dialog.getByLabel('原因').fill('开学核对');
  await inspect(page, 'roster-export');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: /^下\s?载$/ }).click(),
  ]);
  const told = await admin.call('GET /audit', { action: 'roster.export' });
  expect(told.body.rows).toMatchObject([{ details: { reason: '开学核对' } }]);
  expect(await readFile(await download.path(), 'utf8')).toContain('20260001,赵一');

  await page.locator('input[type=file]').setInputFiles(file('姓氏,绰号\r\n赵,一\r\n'));
  await page.getByRole('button', { name: '预览' }).click();
  await page.getByRole('alert').getByText('学工号').waitFor();

  // nothing but wrong lines, and nothing but headings
  for (const lines of ['20260009,\r\n20260010,\r\n', '']) {
    await page.locator('input[type=file]').setInputFiles(file(`学工号,姓名\r\n${lines}`));
    await page.getByRole('button', { name: '预览' }).click();
    await page.getByText('预览完成：没有可以导入的行').waitFor();
    expect(await page.getByRole('button', { name: '导入' }).isDisabled()).toBe(true);
  }
  expect(tab.problems).toEqual([]);
});

const WORKBOOK = workbook({
  sheets: [
    { name: '去年', state: 'hidden', rows: row(['学号', '姓名']) },
    {
      name: '今年新生',
      before: '<cols><col min="4" max="4" hidden="1"/></cols>',
      rows: [
        row(['2026 级新生名单']),
        row(['学号', '姓名', '身份证号', '家长电话', '班级']),
        row(['0020260101', '周一', '110101199001010000']),
        row(['0020260102', '吴二'], 'hidden="1"'),
        row(['20260103', '郑三']),
        row(['<c t="e"><v>#N/A</v></c>', '王四']),
      ].join(''),
    },
    { name: '填写说明', rows: '' },
  ],
});

test('a workbook’s preview says in both languages which sheet was read, and what nobody would have seen', async () => {
  await using tab = await openConsole(browser, gateway, '/directory/roster');
  const { page } = tab;
  const book = { name: '名册.xlsx', mimeType: 'application/zip', buffer: WORKBOOK };
  await page.locator('input[type=file]').setInputFiles(book);
  await page.getByRole('button', { name: '预览' }).click();
  const read = page.getByRole('list', { name: '读取的内容' });
  await read.waitFor();
  expect(await read.getByRole('listitem').allTextContents()).toEqual([
    '读取的工作表：今年新生',
    '没有读取的工作表：去年（已隐藏）、填写说明',
    '表头：第 2 行，其上 1 行没有读取',
    '没有用到的列：班级',
    '没有读取的隐藏列：家长电话',
    '没有读取的隐藏行（含筛选掉的）：1 行（第 4 行）',
  ]);
  await page.getByRole('row', { name: /^3 身份证号 末三位是 000/ }).waitFor();
  await page.getByRole('row', { name: /^6 学号 单元格是错误值 #N\/A/ }).waitFor();
  await inspect(page, 'roster-workbook');
  await page.setViewportSize({ width: 375, height: 812 });
  await expectAccessible(page);
  await picture(page, 'roster-workbook-375');

  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: '管理员' }).click();
  await page.getByRole('menuitem', { name: 'English' }).click();
  await page.getByText('Sheets not read: 去年 (hidden), 填写说明').waitFor();
  await page.getByRole('row', { name: /^6 学号 The cell is the error #N\/A/ }).waitFor();
  await picture(page, 'roster-workbook-1440-en');
  await page.setViewportSize({ width: 375, height: 812 });
  // the page is laid out anew after a moment
  await waitFor(() => page.evaluate('document.documentElement.scrollWidth === 375'), {
    what: 'the page to fit',
  });
  await picture(page, 'roster-workbook-375-en');
  const old = { name: '名册.xls', mimeType: 'application/vnd.ms-excel', buffer: OLD_EXCEL };
  await page.locator('input[type=file]').setInputFiles(old);
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByRole('alert').getByText('Save it as .xlsx and import that.').waitFor();
  await page.locator('input[type=file]').setInputFiles({ ...book, buffer: Buffer.alloc(0) });
  await page.getByRole('button', { name: 'Preview' }).click();
  await page.getByRole('alert').getByText('The file is empty.').waitFor();
  await page.getByRole('progressbar').waitFor({ state: 'hidden' });
  expect(tab.problems).toEqual([]);
});

test('what was previewed for one school is not imported into another', async () => {
  await admin.call('POST /schools', { newSchoolId: '20000', name: '第二学校' });
  await using tab = await openConsole(browser, gateway, '/directory/roster');
  const { page } = tab;
  await page.locator('input[type=file]').setInputFiles(file('学工号,姓名\r\n20269999,钱二\r\n'));
  await page.getByRole('button', { name: '预览' }).click();
  await page.getByText('预览完成').waitFor();
  const run = page.getByRole('button', { name: '导入' });
  expect(await run.isEnabled()).toBe(true);
  await page.getByRole('combobox', { name: '学校' }).first().click();
  await page.getByTitle('第二学校').last().click();
  await page.getByText('预览完成').waitFor({ state: 'hidden' });
  expect(await run.isDisabled()).toBe(true);
  expect((await find('20269999', '20000')).body.people).toEqual([]);
  expect(tab.problems).toEqual([]);
});

test('a person is found by keyboard, bound, unbound and frozen, and every look-up is recorded', async () => {
  await using tab = await openConsole(browser, gateway, '/directory');
  const { page } = tab;
  await page.getByLabel('查询内容').fill(' 20260001 ');
  await page.keyboard.press('Enter');
  const card = page.getByRole('region', { name: '赵一' });
  await card.getByText('2088000000000901').waitFor();
  await inspect(page, 'directory-person');
  // who types while the dialog still opens stays where he is
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await card.getByRole('button', { name: '绑定账号' }).click();
  await page.getByLabel('openid 或 uid').fill('o-zhao-yi');
  await page.locator('.ant-modal[class*=ant-zoom]').waitFor({ state: 'detached' });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await focused(page.getByLabel('openid 或 uid'));
  await inspect(page, 'directory-bind');
  await page.keyboard.press('Enter');
  await card.getByText('o-zhao-yi').waitFor();
  await card
    .getByRole('listitem')
    .filter({ hasText: '2088000000000901' })
    .getByRole('button', { name: '解绑' })
    .click();
  await page.getByLabel('原因').fill('换了手机');
  await page.getByRole('button', { name: '确认' }).click();
  await card.getByText('2088000000000901').waitFor({ state: 'detached' });
  await card.getByRole('button', { name: '冻结' }).click();
  await page.getByLabel('原因').fill('休学');
  await page.getByRole('button', { name: '确认' }).click();
  await card.getByText('已冻结').waitFor();
  await page.getByLabel('查询内容').fill('nobody');
  await page.keyboard.press('Enter');
  await page.getByText('没有找到').waitFor();

  const log = await admin.call('GET /audit', { action: 'person.' });
  const text = JSON.stringify(log.body.rows);
  expect(text).toContain('person.find');
  const [person] = (await find('20260001')).body.people;
  for (const action of ['person.bind', 'person.unbind', 'person.freeze']) {
    expect((await admin.call('GET /audit', { action, subject: person.openId })).body.rows).toHaveLength(1);
  }
  expect(text).not.toContain('赵一');
  expect(text).not.toContain('o-zhao-yi');
  const accesses = await gateway.app.core.db.query<{ action: string }>({
    text: `select distinct action from person_accesses where actor = 'admin' order by action`,
  });
  expect(accesses.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['bind', 'export', 'find', 'freeze', 'import', 'unbind']),
  );
  expect(tab.problems).toEqual([]);
});

test('who helps partners looks people up, and changes nothing', async () => {
  await using tab = await openConsole(browser, gateway, '/directory', 'helper');
  const { page } = tab;
  await page.getByLabel('查询内容').fill('20260001');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: '赵一' }).waitFor();
  expect(await page.getByRole('button', { name: '绑定账号' }).count()).toBe(0);
  expect(await page.getByRole('link', { name: '导入和导出名册' }).count()).toBe(0);
});
