import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE_MS } from '../../server/src/lib/clock.ts';
import { totpCode } from '../../server/src/operators/totp.ts';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { openTab } from '../../server/test/helpers/browser/cashier-tab.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import {
  firstAdministrator,
  invited,
  PASSWORD,
  signedIn,
} from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { openConsole, openSignIn, visit, WIDE } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

const STEP_MS = 30_000;
const TABLET = { ...WIDE, viewport: { width: 768, height: 1024 } };

let gateway: Gateway;
let browser: Browser;
/** Passkeys are bound to a name, which 127.0.0.1 is not. */
let home: { readonly url: string };
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  await firstAdministrator(gateway);
  browser = await openBrowser();
  home = { url: gateway.url.replace('127.0.0.1', 'localhost') };
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

test('an operator is invited, chooses a password by the link, and is frozen after a fresh proof', async () => {
  await using tab = await openConsole(browser, home, '/operators');
  const { page } = tab;
  await page.getByRole('button', { name: '新增操作员' }).click();
  await page.getByLabel('账号（').fill('li.si');
  await page.getByLabel('姓名', { exact: true }).fill('李四');
  await page.getByRole('switch').click();
  await picture(page, 'console-operator-form');
  await expectAccessible(page);
  await page.getByLabel('姓名', { exact: true }).press('Enter');
  const link = await page.locator('.one-time-link code').innerText();
  await page.getByRole('cell', { name: 'li.si' }).waitFor();
  await expectAccessible(page);
  await picture(page, 'console-operators-1440');

  await using hers = await openTab(browser, link, WIDE);
  await hers.page.getByText('李四，您的账号是 li.si').waitFor();
  await hers.page.getByLabel('密码（至少').fill(PASSWORD);
  await hers.page.getByLabel('再输入一次密码').fill(PASSWORD);
  await hers.page.keyboard.press('Enter');
  await hers.page.getByRole('button', { name: '李四' }).waitFor();
  expect(await hers.page.getByRole('link', { name: '操作员' }).count()).toBe(0);

  gateway.clock.advance(5 * MINUTE_MS);
  const row = page.getByRole('row', { name: /li\.si/ });
  await row.getByRole('button', { name: '冻结' }).click();
  await page.getByLabel('原因').fill('离职');
  await page.getByRole('button', { name: '确认' }).click();
  const proof = page.getByRole('dialog', { name: '请再次验证身份' });
  await proof.getByRole('textbox', { name: '密码' }).fill(PASSWORD);
  await picture(page, 'console-proof');
  await page.keyboard.press('Enter');
  await page.getByRole('row', { name: /li\.si.*已冻结/ }).waitFor();
  await hers.page.reload();
  await hers.page.getByRole('button', { name: '登录' }).waitFor();
  expect([...tab.problems, ...hers.problems]).toEqual([]);
});

test('one-time codes are set up from the QR code’s secret, and asked for at the next sign-in', async () => {
  await using tab = await openConsole(browser, home, '/account');
  const { page } = tab;
  await page.getByRole('button', { name: '设置动态口令' }).click();
  await page.getByRole('img', { name: '动态口令二维码' }).waitFor();
  const secret = (await page.locator('section code').innerText()).replaceAll(' ', '');
  await picture(page, 'console-totp');
  const code = () => totpCode(secret, Math.floor(gateway.clock.now().getTime() / STEP_MS));
  await page.getByLabel('输入验证器上显示的').fill(code());
  await page.keyboard.press('Enter');
  await page.getByText('请保存恢复码').waitFor();
  expect(await page.locator('.codes li').count()).toBe(10);
  await expectAccessible(page);
  await picture(page, 'console-recovery-codes');

  gateway.clock.advance(STEP_MS);
  await using next = await openSignIn(browser, home, '/account', { device: TABLET });
  await next.page.getByLabel('身份验证器上的').fill(code());
  await expectAccessible(next.page);
  await picture(next.page, 'console-second-factor-768');
  await next.page.keyboard.press('Enter');
  await next.page.getByText('已启用，还有 10 个').waitFor();
  await expectAccessible(next.page);
  await picture(next.page, 'console-account-768');
  await next.page.getByRole('button', { name: '停用动态口令' }).click();
  await next.page.getByRole('button', { name: '确认' }).click();
  await next.page.getByRole('button', { name: '设置动态口令' }).waitFor();
  expect([...tab.problems, ...next.problems]).toEqual([]);
});

test('a passkey is added and signs in by itself', async () => {
  await using tab = await openConsole(browser, home, '/account');
  const { page } = tab;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  await page.getByLabel('给这个通行密钥起个名字').fill('办公室电脑');
  await page.getByRole('button', { name: '添加通行密钥' }).click();
  await page.getByText('办公室电脑 · 添加于').waitFor();
  await page.getByRole('button', { name: '管理员' }).click();
  await page.getByRole('menuitem', { name: '退出登录' }).click();
  await page.getByRole('button', { name: '使用通行密钥登录' }).click();
  await page.getByRole('link', { name: '账号安全' }).click();
  await page.getByText('最近使用').waitFor();
  await picture(page, 'console-account-1440');

  // the password alone is no longer enough
  await using other = await openSignIn(browser, home, '/account');
  await other.page.getByRole('heading', { name: '第二重验证' }).waitFor();
  expect([...tab.problems, ...other.problems]).toEqual([]);

  await page.getByRole('button', { name: '删除' }).click();
  await page.getByRole('button', { name: '确认' }).click();
  await page.getByRole('listitem').filter({ hasText: '办公室电脑' }).waitFor({ state: 'detached' });
  // takes the authenticator away: the page is another test's next
  await devtools.detach();
});

test('the audit log reads in sentences, is filtered from lists, verified and exported; who looked somebody up is one search', async () => {
  await invited(gateway, await signedIn(gateway), { account: 'wang.wu', role: 'support' });
  await using tab = await openConsole(browser, home, '/audit?action=session.');
  const { page } = tab;
  await page
    .getByRole('row', { name: /管理员 登录 完成/ })
    .first()
    .waitFor();
  await page.getByRole('button', { name: '校验完整性' }).click();
  await page.getByText('首尾相连').waitFor();
  await expectAccessible(page);
  await picture(page, 'console-audit-1440');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '导出 CSV' }).click(),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toContain('session.sign_in');
  await page.getByLabel('做了什么').fill('邀请');
  await page.keyboard.press('Enter');
  await page.getByRole('cell', { name: '管理员 邀请操作员 wang.wu' }).waitFor();
  expect(new URL(page.url()).searchParams.get('action')).toBe('operator.invite');
  await page
    .getByRole('button', { name: /第 \d+ 条的详情/ })
    .first()
    .click();
  await page.getByRole('dialog').getByText('管理员（admin）').waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.goBack();
  await page
    .getByRole('row', { name: /管理员 登录 完成/ })
    .first()
    .waitFor();

  await (await signedIn(gateway)).call('POST /directory/find', {
    schoolId: '10086',
    by: 'user_no',
    text: '20140548',
  });
  await visit(page, home, '/audit');
  await page.getByLabel('谁查过此人').fill('20140548');
  await page.keyboard.press('Enter');
  await page.getByRole('cell', { name: '管理员 在人员中查找，找到 1 人' }).waitFor();
  expect(page.url()).toMatch(/\/audit$/);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '导出 CSV' }).click(),
  ]);
  expect(await readFile(await file.path(), 'utf8')).toContain('在人员中查找，找到 1 人');
  await page.setViewportSize(TABLET.viewport);
  await picture(page, 'console-audit-768');
  expect(tab.problems).toEqual([]);
});
