import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_RULES } from '../../server/src/apps/app-rules.ts';
import { changeSchool } from '../../server/src/schools/manage-schools.ts';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { picture } from '../../server/test/helpers/browser/page-checks.ts';
import {
  type ConsoleClient,
  firstAdministrator,
  invited,
} from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { focused, inspect, load, openConsole } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

const PHONE = { width: 375, height: 800 };
const SUBMITTED = '已提交，待另一人审批';

let gateway: Gateway;
let browser: Browser;
let asker: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  const admin = await firstAdministrator(gateway);
  asker = await invited(gateway, admin, { account: 'system', role: 'system_administrator' });
  await invited(gateway, admin, { account: 'security', role: 'security_administrator' });
  await changeSchool(gateway.app.core, ['10086'], '10086', { refundApprovalAbove: 100_00 });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

test('a form says that it waits, and the second person approves it by keyboard from the count in the menu', async () => {
  await using tab = await openConsole(browser, gateway, '/schools', 'system');
  const { page } = tab;
  const row = page.getByRole('row', { name: /10086/ });
  await row.getByRole('button', { name: '修改' }).click();
  await page.getByLabel('退款单人额度（元）').fill('5000');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText(SUBMITTED).waitFor();
  await inspect(page, 'school-submitted');
  await page.getByRole('row', { name: /¥100\.00/ }).waitFor();
  await page.getByRole('link', { name: '查看申请' }).click();
  await page.getByText('这是您提交的申请').waitFor();
  expect(await page.getByRole('button', { name: /^通\s?过$/ }).count()).toBe(0);

  await using hers = await openConsole(browser, gateway, '/changes', 'security');
  const decider = hers.page;
  await decider.getByRole('navigation').getByTitle('1 项待处理').waitFor();
  await inspect(decider, 'changes');
  await decider.setViewportSize(PHONE);
  await picture(decider, 'changes-375');
  await decider.getByRole('link', { name: '学校：额度与复核设置' }).click();
  const lines = decider.getByRole('region', { name: '变更内容' });
  await lines.getByRole('row', { name: '退款单人额度 ¥100.00 ¥5,000.00' }).waitFor();
  await picture(decider, 'change-375');
  await decider.setViewportSize({ width: 1440, height: 900 });
  await inspect(decider, 'change');
  await decider.getByRole('button', { name: /^通\s?过$/ }).focus();
  await decider.keyboard.press('Enter');
  const dialog = decider.getByRole('dialog', { name: /^通过“学校：额度与复核设置”/ });
  await focused(dialog.getByLabel('审批意见'));
  await decider.keyboard.type('已与财务处核对');
  await picture(decider, 'change-deciding-1440');
  await decider.keyboard.press('Tab');
  await dialog.getByRole('button', { name: /^确\s?认$/ }).focus();
  await decider.keyboard.press('Enter');
  const news = decider.getByRole('status').filter({ hasText: '已通过，变更已生效' });
  await news.first().waitFor();
  await focused(decider.locator('.came-of-it'));
  await decider.getByText('已与财务处核对').waitFor();
  await decider.getByRole('navigation').getByTitle('1 项待处理').waitFor({ state: 'detached' });
  await load(page, gateway, '/schools');
  await page.getByRole('row', { name: /¥5,000\.00/ }).waitFor();
  expect([...tab.problems, ...hers.problems]).toEqual([]);
});

test('a link is shown once to who approved the invitation, and not to who asked', async () => {
  await using tab = await openConsole(browser, gateway, '/operators', 'system');
  const { page } = tab;
  await page.getByRole('button', { name: '新增操作员' }).click();
  await page.getByLabel('账号（').fill('cashier');
  await page.getByLabel('姓名', { exact: true }).fill('出纳');
  await page.getByRole('switch').click();
  await page.getByLabel('邮箱').fill('cashier@example.edu.cn');
  await picture(page, 'operator-form-1440');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText(SUBMITTED).waitFor();
  expect(await page.content()).not.toContain('welcome#');
  await using hers = await openConsole(browser, gateway, '/changes?status=waiting', 'security');
  await hers.page.getByRole('link', { name: '操作员：邀请' }).click();
  await hers.page.getByRole('row', { name: '邮箱 — cashier@example.edu.cn' }).waitFor();
  await picture(hers.page, 'change-invite-1440');
  await hers.page.getByRole('button', { name: /^通\s?过$/ }).click();
  await hers.page.getByLabel('审批意见').fill('新入职');
  await hers.page.getByRole('button', { name: /^确\s?认$/ }).click();
  await hers.page.getByText('请把链接交给本人').waitFor();
  await inspect(hers.page, 'change-link');
  await hers.page.reload();
  await hers.page.getByText('新入职').waitFor();
  expect(await hers.page.content()).not.toContain('welcome#');
  expect([...tab.problems, ...hers.problems]).toEqual([]);
});

test('a request whose subject was changed meanwhile says so and is refused; its requester can withdraw it', async () => {
  const limit = { schoolId: '10086', name: '知校示范大学', refundApprovalAbove: 900_000_00 };
  const { changeRequestId } = (await asker.call('PUT /schools/:schoolId', limit)).body;
  await changeSchool(gateway.app.core, ['10086'], '10086', { refundApprovalAbove: 1_00 });
  await using hers = await openConsole(browser, gateway, `/changes/${changeRequestId}`, 'security');
  await hers.page.getByText('提交后该对象已被修改').waitFor();
  expect(await hers.page.getByRole('button', { name: /^通\s?过$/ }).count()).toBe(0);
  await picture(hers.page, 'change-outdated-1440');
  await hers.page.getByRole('button', { name: /^驳\s?回$/ }).click();
  await hers.page.getByLabel('审批意见').fill('请重新提交');
  await hers.page.getByRole('button', { name: /^确\s?认$/ }).click();
  await hers.page.getByText('已驳回，未作变更').waitFor();

  const again = (await asker.call('PUT /schools/:schoolId', limit)).body;
  await using tab = await openConsole(browser, gateway, `/changes/${again.changeRequestId}`, 'system');
  await tab.page.getByRole('button', { name: /^撤\s?回$/ }).click();
  await tab.page
    .getByRole('dialog')
    .getByRole('button', { name: /^确\s?认$/ })
    .click();
  await tab.page.getByText('已撤回').first().waitFor();
  expect([...tab.problems, ...hers.problems]).toEqual([]);
});

test('the pages say in English what they say in Chinese', async () => {
  await asker.call('POST /apps/:appId/keys', { appId: 'partner1' });
  await using tab = await openConsole(browser, gateway, '/changes', 'security');
  const { page } = tab;
  await page.evaluate(() => localStorage.setItem('console.language', 'en'));
  await page.reload();
  await page.getByRole('link', { name: 'App: issue new keys' }).click();
  await page.getByRole('row', { name: 'Keys One set of keys Two sets, both valid' }).waitFor();
  const words = (await page.locator('main').innerText()).replaceAll(/知校示范大学|缴费测试系统/g, '');
  expect(words).not.toMatch(/\p{Script=Han}/u);
  await picture(page, 'change-english-1440');
  expect(tab.problems).toEqual([]);
});

test('the installation’s own setting is asked for like anything else', async () => {
  await using tab = await openConsole(browser, gateway, '/changes', 'system');
  const { page } = tab;
  await page.getByRole('button', { name: /^设\s?置$/ }).click();
  await page.getByRole('dialog').getByLabel('双人复核').click();
  await page.getByTitle('停用').click();
  await inspect(page, 'four-eyes');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^保\s?存$/ })
    .click();
  await page.getByRole('status').getByText(SUBMITTED).waitFor();
  expect(tab.problems).toEqual([]);
});

test('invalid values of a new app are refused to the requester; its rules are shown to the approver', async () => {
  const input = { schoolId: '10086', name: '校医院', cipher: 'aes-256-cbc', spDataAsText: false };
  const ask = (more: object) => asker.call('POST /apps', { ...input, ...more });
  const brought = { appId: 'clinic', appSecret: 'weiweixiao', aesKey: 'k3Zq8vT1xW6mB0sDk3Zq8vT1xW6mB0sE' };
  const codeOf = async (more: object) => (await ask(more)).body.error?.code;
  expect(await codeOf({ brought })).toBe('app_secret_guessable');
  const rules = { ...NO_RULES, leastVersion: 2, notifyProfile: 'v1' };
  expect(await codeOf({ rules })).toBe('app_rules_unfit');
  const submitted = await ask({
    rules: { ...NO_RULES, refundDayAmount: 100, allowedNetworks: ['10.0.0.0/8'] },
  });
  const { changeRequestId } = submitted.body;
  const seen = await asker.call('GET /changes/:changeRequestId', { changeRequestId });
  expect(seen.body.lines).toEqual(
    expect.arrayContaining([
      { field: 'rules.refundDayAmount', before: null, after: 100 },
      { field: 'rules.allowedNetworks', before: [], after: ['10.0.0.0/8'] },
    ]),
  );
});

test('Ctrl-K finds a change by what it changes, and the bell says since when the first waits', async () => {
  await asker.call('POST /operators', { account: 'wanted', name: '丙', role: 'support' });
  await using tab = await openConsole(browser, gateway, '/account', 'security');
  const { page } = tab;
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: '搜索' }).fill('wanted');
  await page.getByRole('option', { name: '操作员：邀请 wanted 待审批' }).waitFor();
  await picture(page, 'search-change-1440');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/changes\/\d+$/);
  await page.getByRole('button', { name: /^待办，共 \d+ 项$/ }).click();
  const panel = page.getByRole('region', { name: '待办' });
  await panel.getByRole('link', { name: /变更待审批 最早不到一小时前 \d+/ }).waitFor();
  await picture(page, 'bell-1440');
  expect(tab.problems).toEqual([]);
});
