import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../helpers/browser.ts';
import { type ConsoleClient, firstAdministrator, invited } from '../helpers/console.ts';
import { inspect, openConsole } from '../helpers/console-tab.ts';
import { type Gateway, startGateway } from '../helpers/gateway.ts';

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
  gateway = await startGateway();
  browser = await openBrowser();
  admin = await firstAdministrator(gateway);
  await invited(gateway, admin, { account: 'helper', role: 'support' });
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

const file = (text: string) => ({ name: '名册.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

// each works on the person that the one before left
describe('one person, from the roster to being frozen', { shuffle: false }, () => {
  test('a roster is previewed with each wrong line, imported, and taken away again', async () => {
    await using tab = await openConsole(browser, gateway, '/directory/roster');
    const { page } = tab;
    await inspect(page, 'roster');
    await page.locator('input[type=file]').setInputFiles(file(ROSTER));
    await page.getByRole('button', { name: '预 览' }).click();
    await page.getByText('预览完成，没有写入任何内容').waitFor();
    await page.getByRole('row', { name: /^3 姓名/ }).waitFor();
    await page.getByRole('row', { name: /^5 学工号 与第 2 行重复/ }).waitFor();
    await page.getByText('没有用到的列：备注').waitFor();
    await inspect(page, 'roster-preview');
    const find = () =>
      admin.call('POST /directory/find', { schoolId: SCHOOL, by: 'user_no', text: '20260001' });
    expect((await find()).body.people).toEqual([]);
    await page.getByRole('button', { name: '导 入' }).click();
    await page.getByText('导入完成').waitFor();
    expect((await find()).body.people).toMatchObject([
      { userName: '赵一', bindings: [{ channel: 'alipay', uid: '2088000000000901' }] },
    ]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出名册' }).click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toContain('20260001,赵一');

    await page.locator('input[type=file]').setInputFiles(file('姓氏,绰号\r\n赵,一\r\n'));
    await page.getByRole('button', { name: '预 览' }).click();
    await page.getByRole('alert').getByText('学工号').waitFor();
    expect(tab.problems).toEqual([]);
  });

  test('a person is found by keyboard, bound, unbound and frozen, and every look-up is told', async () => {
    await using tab = await openConsole(browser, gateway, '/directory');
    const { page } = tab;
    await page.getByLabel('查询内容').fill(' 20260001 ');
    await page.keyboard.press('Enter');
    const card = page.getByRole('region', { name: '赵一' });
    await card.getByText('2088000000000901').waitFor();
    await inspect(page, 'directory-person');
    await card.getByRole('button', { name: '绑定账号' }).click();
    await page.getByLabel('openid 或 uid').fill('o-zhao-yi');
    await inspect(page, 'directory-bind');
    await page.keyboard.press('Enter');
    await card.getByText('o-zhao-yi').waitFor();
    await card
      .getByRole('listitem')
      .filter({ hasText: '2088000000000901' })
      .getByRole('button', { name: '解 绑' })
      .click();
    await page.getByLabel('原因').fill('换了手机');
    await page.getByRole('button', { name: '确 认' }).click();
    await card.getByText('2088000000000901').waitFor({ state: 'detached' });
    await card.getByRole('button', { name: '冻 结' }).click();
    await page.getByLabel('原因').fill('休学');
    await page.getByRole('button', { name: '确 认' }).click();
    await card.getByText('已冻结').waitFor();
    await page.getByLabel('查询内容').fill('nobody');
    await page.keyboard.press('Enter');
    await page.getByText('没有找到').waitFor();

    const log = await admin.call('GET /audit', { action: 'person.' });
    const text = JSON.stringify(log.body.rows);
    for (const action of ['person.find', 'person.bind', 'person.unbind', 'person.freeze']) {
      expect(text).toContain(action);
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
});
