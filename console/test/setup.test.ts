import { createCanvas } from '@napi-rs/canvas';
import { sealRequest } from '@zhixiao/protocol/envelope';
import type { Browser, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE_MS } from '../../server/src/lib/clock.ts';
import { findAccount } from '../../server/src/merchants/account-store.ts';
import { noteOpenItems } from '../../server/src/messages/note-open-items.ts';
import { applyForRefund } from '../../server/src/processing/apply-for-refund.ts';
import { TEST_APP } from '../../server/src/sandbox/seed.ts';
import { changeSchool } from '../../server/src/schools/manage-schools.ts';
import { openBrowser } from '../../server/test/helpers/browser/browser.ts';
import { expectAccessible, picture } from '../../server/test/helpers/browser/page-checks.ts';
import { type ConsoleClient, firstAdministrator } from '../../server/test/helpers/console/console.ts';
import { type Gateway, startGateway } from '../../server/test/helpers/gateway/gateway.ts';
import { partnerOf } from '../../server/test/helpers/partner/partner.ts';
import { payOrder } from '../../server/test/helpers/partner/pay-order.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';
import { inspect, openConsole, prove, speakEnglish, visit, WIDE } from './helpers/console-tab.ts';
import { portOfPages } from './helpers/pages-left.ts';

let gateway: Gateway;
let browser: Browser;
let admin: ConsoleClient;
beforeAll(async () => {
  gateway = await startGateway({ port: await portOfPages() });
  browser = await openBrowser();
  admin = await firstAdministrator(gateway);
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

const shown = (page: import('playwright-core').Page, label: string) =>
  page
    .getByRole('row', { name: new RegExp(`^${label} `) })
    .locator('code')
    .innerText();

test('pressing Enter twice makes one app', async () => {
  await using tab = await openConsole(browser, gateway, '/apps');
  const { page } = tab;
  // the answer waits until both were pressed, and whatever they asked for has been sent
  const asked: Route[] = [];
  await page.route('**/console-api/apps', async (route) => {
    if (route.request().method() === 'POST') asked.push(route);
    else await route.continue();
  });
  await page.getByRole('button', { name: '新建应用' }).click();
  const name = page.getByLabel('名称');
  await name.fill('体育馆');
  await name.press('Enter');
  await name.press('Enter');
  await page.locator('.ant-modal .ant-btn-loading').waitFor();
  await waitFor(() => asked.length > 0, { what: 'an app to be asked for' });
  for (const route of asked) await route.continue();
  await page.getByText('请现在保存密钥并交给对方').waitFor();
  expect(asked).toHaveLength(1);
  expect((await admin.call('GET /apps', { text: '体育馆' })).body.rows).toHaveLength(1);
});

test('an app is made, its keys are shown once and work, are changed with both valid, and it is frozen', async () => {
  await using tab = await openConsole(browser, gateway, '/apps');
  const { page } = tab;
  await page.getByRole('button', { name: '新建应用' }).click();
  await page.getByLabel('名称').fill('图书馆');
  await inspect(page, 'apps-new');
  await page.keyboard.press('Enter');
  await page.getByText('请现在保存密钥并交给对方').waitFor();
  await inspect(page, 'apps-secrets');
  const appId = await shown(page, 'appid');
  const keys = {
    ...TEST_APP,
    appId,
    appSecret: await shown(page, 'appsecret'),
    aesKey: await shown(page, 'aes_key'),
  };
  const order = (withKeys: typeof keys) =>
    partnerOf(gateway.url, gateway.endpoint.url, withKeys).order({ total_fee: 100 });
  expect((await order(keys)).orderId).toMatch(/^\d+$/);

  const row = page.getByRole('row', { name: new RegExp(appId) });
  await gateway.advance(6 * MINUTE_MS);
  await row.getByRole('button', { name: '换密钥' }).click();
  await page.getByRole('button', { name: '确认' }).click();
  await prove(page);
  await row.getByText('对方尚未使用新密钥').waitFor();
  const next = { ...keys, appSecret: await shown(page, 'appsecret'), aesKey: await shown(page, 'aes_key') };
  expect(next.appSecret).not.toBe(keys.appSecret);
  // the only showing of the keys is not left by a stray click
  page.once('dialog', (dialog) => void dialog.dismiss());
  await page.getByRole('link', { name: '开票账户' }).click();
  expect(new URL(page.url()).pathname).toBe('/console/apps');
  await page.getByRole('button', { name: '我已保存' }).click();
  await page.getByText('已保存，可以离开本页').waitFor();
  expect((await order(keys)).orderId).toMatch(/^\d+$/);
  await waitFor(() => order(next).catch(() => undefined), { what: 'the new keys to be valid' });
  await page.getByRole('button', { name: '刷新' }).click();
  await row.getByText('对方已开始使用新密钥').waitFor();
  await inspect(page, 'apps-two-keys');
  await row.getByRole('button', { name: '停用旧密钥' }).click();
  await page.getByRole('button', { name: '确认' }).click();
  await row.getByText('一组密钥').waitFor();
  await row.getByRole('button', { name: '冻结' }).click();
  await page.getByLabel('原因').fill('合同到期');
  await page.getByRole('button', { name: '确认' }).click();
  await row.getByText('已冻结').waitFor();
  await page.reload();
  await row.waitFor();
  expect(await page.content()).not.toContain(next.appSecret);
  expect(tab.problems).toEqual([]);
});

test('an app whose orders name an address that nobody can be notified at says so, in both languages', async () => {
  const notifyUrl = 'http://10.1.2.3:8080/notify';
  await gateway.partner.order({ notify_url: notifyUrl });
  const listed = () => admin.call('GET /apps', { text: 'partner1' });
  await waitFor(async () => (await listed()).body.rows[0].unreachable[0], {
    what: 'the address to be noted',
  });
  await using tab = await openConsole(browser, gateway, '/apps');
  const { page } = tab;
  const row = page.getByRole('row', { name: /partner1/ });
  await row.getByText('通知地址 http://10.1.2.3:8080 无法访问：内网地址').waitFor();
  await inspect(page, 'apps-unreachable');
  await page.setViewportSize({ width: 375, height: 812 });
  await expectAccessible(page);
  await picture(page, 'apps-unreachable-375');
  await page.setViewportSize(WIDE.viewport);
  await speakEnglish(page);
  await row.getByText(/The notification address .* cannot be reached: a private address/).waitFor();
  const file = await admin.call('GET /apps/export', { form: 'csv' });
  expect(file.body).toContain('http://10.1.2.3:8080（内网地址');
  expect(tab.problems).toEqual([]);
});

test('an app is held to the second version; the list shows, filters and exports who still speaks the first', async () => {
  await gateway.partner.call('order_query', { out_trade_no: 'none' });
  const listed = async (params: object) => (await admin.call('GET /apps', params)).body.rows;
  await waitFor(async () => (await listed({ text: 'partner1' }))[0].spoke.v1, {
    what: 'the first version to be noted',
  });
  await using tab = await openConsole(browser, gateway, '/apps');
  const { page } = tab;
  await page.getByRole('button', { name: '新建应用' }).click();
  const dialog = page.getByRole('dialog');
  await page.getByLabel('名称').fill('后勤');
  await dialog.getByText('只接受第二版', { exact: true }).click();
  await page.getByLabel('名称').press('Enter');
  await dialog.getByText('只接受第二版的应用，通知也须使用第二版').waitFor();
  await inspect(page, 'apps-second-version');
  await page.setViewportSize({ width: 375, height: 812 });
  await expectAccessible(page);
  await picture(page, 'apps-second-version-375');
  await page.setViewportSize(WIDE.viewport);
  await dialog.getByLabel('支付通知的协议').click();
  await page.getByTitle('第二版国密（SM3、SM4）').click();
  await page.getByLabel('名称').press('Enter');
  await page.getByText('请现在保存密钥并交给对方').waitFor();
  const [made] = await listed({ text: '后勤' });
  expect(made.rules).toMatchObject({ leastVersion: 2, notifyProfile: 'v2-sm' });
  expect(made.spoke).toEqual({});

  await page.getByLabel('协议版本（近 30 天）').click();
  await page.getByTitle('仍在使用第一版').click();
  await page.getByRole('row', { name: /partner1/ }).waitFor();
  await page.getByRole('row', { name: /后勤/ }).waitFor({ state: 'detached' });
  await inspect(page, 'apps-speak-first');
  await page.setViewportSize({ width: 375, height: 812 });
  await picture(page, 'apps-speak-first-375');
  expect(await listed({ speaks: 'v2' })).toEqual([]);
  const file = await admin.call('GET /apps/export', { form: 'csv', speaks: 'v1' });
  expect(file.body).toContain('最近使用第一版');
  expect(file.body).not.toContain('后勤');
  const entries = (await admin.call('GET /audit', { action: 'app.create' })).body.rows;
  expect(JSON.stringify(entries)).toContain('"leastVersion":2');
  expect(tab.problems).toEqual([]);
});

test('what an app may refund a day, and where it comes from, is set on its page, refused in words, and audited', async () => {
  await using tab = await openConsole(browser, gateway, '/apps');
  const { page } = tab;
  const row = page.getByRole('row', { name: /partner1/ });
  await row.getByRole('button', { name: '修改' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('每日退款限额（元）').fill('1234.5');
  await dialog.getByLabel('每日退款笔数').fill('20');
  await dialog.getByLabel('退款须带退款单号').click();
  await dialog.getByLabel('同一 param 只用于一个接口').click();
  await dialog.getByLabel('签名错误的应答也加密并签名').click();
  const sources = dialog.getByLabel('允许的来源地址');
  await sources.fill('203.0.113.0/33');
  await sources.press('Enter');
  await dialog.getByRole('button', { name: '保存' }).click();
  await dialog.getByRole('alert').getByText('来源地址应为 IP 地址或网段').waitFor();
  await inspect(page, 'apps-rules');
  await page.setViewportSize({ width: 375, height: 812 });
  await expectAccessible(page);
  await dialog.getByText('允许的来源地址').scrollIntoViewIfNeeded();
  await picture(page, 'apps-rules-375');
  await page.setViewportSize(WIDE.viewport);
  await sources.press('Backspace');
  await sources.fill('127.0.0.0/8 203.0.113.7');
  await sources.press('Enter');
  await dialog.getByRole('button', { name: '保存' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const rules = {
    refundDayAmount: 123_450,
    refundDayCount: 20,
    refundNoRequired: true,
    paramBound: true,
    sealsUnsigned: false,
    allowedNetworks: ['127.0.0.0/8', '203.0.113.7'],
  };
  const [app] = (await admin.call('GET /apps', { text: 'partner1' })).body.rows;
  expect(app.rules).toMatchObject(rules);
  const [entry] = (await admin.call('GET /audit', { action: 'app.change' })).body.rows;
  expect(entry.details).toMatchObject({ rules, before: { rules: { refundDayAmount: null } } });
  await row.getByRole('button', { name: '修改' }).click();
  expect(await dialog.getByLabel('每日退款限额（元）').inputValue()).toBe('1234.50');
  await dialog.getByLabel('每日退款限额（元）').fill('');
  await dialog.getByRole('button', { name: '保存' }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect((await admin.call('GET /apps', { text: 'partner1' })).body.rows[0].rules.refundDayAmount).toBeNull();
  expect(tab.problems).toEqual([]);
});

test('a merchant account is tested live and changed without its secrets coming back', async () => {
  await using tab = await openConsole(browser, gateway, '/channel-accounts');
  const { page } = tab;
  await page.getByRole('link', { name: '1900000001' }).waitFor();
  await inspect(page, 'channel-accounts');
  await page.getByRole('link', { name: '1900000001' }).click();
  await page.getByRole('button', { name: '测试连接' }).click();
  await page.getByText('连接正常').waitFor();
  await inspect(page, 'channel-account-wechat');
  await page.getByLabel('APIv3 密钥').fill('too short');
  await page.getByRole('button', { name: '测试连接' }).click();
  await page.getByText('secrets.apiV3Key 应为 32 个 ASCII 字符').waitFor();
  await page.getByLabel('APIv3 密钥').fill('');
  await page.getByLabel('小程序 appid').fill('wx1234567890abcdef');
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('link', { name: '2088000000000011' }).click();
  const { body } = await admin.call('GET /channel-accounts');
  const account = body.rows.find((each: { channel: string }) => each.channel === 'wechat');
  expect(account.settings).toMatchObject({ miniProgramAppId: 'wx1234567890abcdef', h5Enabled: true });
  expect(account.secretNames).toContain('apiV3Key');
  expect(JSON.stringify(body)).not.toContain('PRIVATE KEY');

  await visit(page, gateway, '/channel-accounts/sandbox-alipay');
  await page.getByLabel('加签方式').waitFor();
  await page.getByRole('button', { name: '测试连接' }).click();
  await page.getByText('连接正常').waitFor();
  await inspect(page, 'channel-account-alipay');
  await page.getByRole('switch', { name: /JSAPI/ }).click();
  await page.getByRole('button', { name: '保存' }).click();
  await page.getByRole('link', { name: '1900000001' }).waitFor();
  const stored = await findAccount(gateway.app.core.db, gateway.app.core.vault, 'sandbox-alipay');
  expect(stored?.settings).toMatchObject({ jsapiEnabled: false, miniProgramEnabled: true });
  await visit(page, gateway, '/channel-accounts/new');
  await page.getByRole('button', { name: '下一步' }).click();
  await page.getByLabel('APIv3 密钥').waitFor();
  await page.getByRole('button', { name: '添加一个' }).click();
  await inspect(page, 'channel-account-new');
  expect(tab.problems).toEqual([]);
});

/** As a photograph's size: it is drawn smaller before it is sent. */
const LOGO = createCanvas(1500, 500);

test('a school is named, its limit set, its checkout branded, and its card link refused when it opens another application', async () => {
  await using tab = await openConsole(browser, gateway, '/schools');
  const { page } = tab;
  const row = page.getByRole('row', { name: /10086/ });
  await row.getByRole('button', { name: '修改' }).click();
  await page.getByLabel('名称').fill('知校大学');
  await page.getByLabel('退款单人额度（元）').fill('1234.5');
  await inspect(page, 'school-form');
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
  await page.getByRole('row', { name: /知校大学.*¥1,234\.50/ }).waitFor();
  await row.getByRole('button', { name: '校园卡' }).click();
  await page
    .getByLabel('跳转地址模板')
    .fill('alipays://platformapi/startapp?appId=2021000000000099&u={user_no}');
  await page.getByLabel('允许跳转的支付宝应用').fill('2021000000000001');
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
  await page.getByText('appId 在允许之列').waitFor();
  await inspect(page, 'school-card-link');
  await page.getByLabel('允许跳转的支付宝应用').fill('2021000000000099');
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await row.getByRole('button', { name: '收银台外观' }).click();
  const brand = page.getByRole('dialog');
  const choose = (name: string, mimeType: string, buffer: Buffer) =>
    brand.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });
  await choose('logo.png', 'image/png', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
  await brand.getByRole('alert').getByText('无法读取这张图片').waitFor();
  await choose('logo.webp', 'image/webp', LOGO.toBuffer('image/webp'));
  await brand.getByRole('alert').waitFor({ state: 'detached' });
  await choose('logo.jpg', 'image/jpeg', LOGO.toBuffer('image/jpeg'));
  await brand.getByRole('button', { name: '移除标志' }).waitFor();
  await brand.getByLabel('学校颜色').fill('#f0a000');
  await brand.getByText('这个颜色太浅').waitFor();
  await brand.getByLabel('咨询方式').fill('财务处 028-85400000');
  await inspect(page, 'school-brand');
  await page.setViewportSize({ width: 375, height: 800 });
  await picture(page, 'school-brand-375');
  await page.setViewportSize({ width: 1440, height: 900 });
  await brand.getByRole('button', { name: '保存' }).click();
  await page.getByRole('status').getByText('几秒后在收银台上生效').waitFor();
  const begin = async (schoolId: string) => {
    await page.getByRole('button', { name: '新增学校' }).click();
    await page.getByLabel('编号（').fill(schoolId);
    await page.getByLabel('名称').fill('第二学校');
    await page.keyboard.press('Enter');
  };
  await begin('10086');
  const refused = page.getByRole('dialog').getByRole('alert');
  await refused.getByText('该学校编号已被使用').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: '新增学校' }).click();
  await page.getByLabel('编号（').waitFor();
  expect(await refused.count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await begin('second');
  await page.getByRole('row', { name: /second.*第二学校/ }).waitFor();
  await page.getByRole('combobox', { name: '学校' }).waitFor();
  await inspect(page, 'schools');
  expect(tab.problems).toEqual([]);
});

test('a pasted request is gone through step by step, and no secret is said', async () => {
  await using tab = await openConsole(browser, gateway, '/signature');
  const { page } = tab;
  const sealed = sealRequest(TEST_APP, { out_trade_no: 'A1' });
  const wrong = new URLSearchParams({ ...sealed, sign: sealed.sign.slice(8, 24) });
  await page.getByLabel('对方发来的请求体').fill(String(wrong));
  await page.getByRole('button', { name: '检查' }).click();
  await page.getByRole('listitem').filter({ hasText: '3. 签名不通过' }).getByText('16 位的 MD5').waitFor();
  await inspect(page, 'signature');
  expect(await page.content()).not.toContain(TEST_APP.appSecret);
  await page.getByLabel('对方发来的请求体').fill(String(new URLSearchParams({ ...sealed })));
  await page.getByLabel('调用的接口').click();
  await page.getByTitle('order_create').click();
  await page.getByRole('button', { name: '检查' }).click();
  await page.getByRole('listitem').filter({ hasText: '3. 签名通过' }).waitFor();
  await page.getByRole('listitem').filter({ hasText: '7. 字段不通过' }).waitFor();
  await page.getByRole('button', { name: '管理员' }).click();
  await page.getByRole('menuitem', { name: 'English' }).click();
  const fields = page.getByRole('listitem').filter({ hasText: '7. FieldsFailed' });
  await fields.getByText('A field does not follow the interface document').waitFor();
  expect(await page.locator('.steps').innerText()).not.toMatch(/\p{Script=Han}/u);
  const log = await admin.call('GET /audit', { action: 'signature.debug' });
  expect(log.body.rows).toHaveLength(2);
  expect(JSON.stringify(log.body)).not.toContain(sealed.param.slice(0, 20));
  expect(tab.problems).toEqual([]);
});

test('a group’s robot is set up and tested, and its message leads an approver to the refund, on a phone', async () => {
  const robots = (await (await fetch(`${gateway.sandboxUrl}/__admin/robots`)).json()) as {
    webhook: string;
  }[];
  const { webhook = '' } = robots.find((robot) => robot.webhook.includes('/wecom/')) ?? {};
  await using tab = await openConsole(browser, gateway, '/messages');
  const { page } = tab;
  await page.getByRole('button', { name: '新增接收方' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('名称').fill('退款审核群');
  await dialog.getByLabel('Webhook').fill('https://evil.example/send');
  await dialog.getByRole('button', { name: /保\s*存/ }).click();
  await dialog.getByText('应为群机器人的 Webhook 地址', { exact: false }).waitFor();
  await dialog.getByLabel('Webhook').fill(webhook);
  await inspect(page, 'message-recipient');
  await dialog.getByRole('button', { name: /保\s*存/ }).click();
  await page.getByRole('button', { name: '发送测试' }).click();
  await page.getByText('测试消息已送达 退款审核群').waitFor();
  await expectAccessible(page);
  await picture(page, 'messages');

  const { core } = gateway.app;
  await changeSchool(core, ['10086'], '10086', { refundApprovalAbove: 0 });
  const { orderId } = await payOrder(gateway);
  await applyForRefund(core, 'all', 'li.kuaiji', { orderId, refundAmount: 1, reason: '退宿' });
  await noteOpenItems(core);
  await gateway.advance(MINUTE_MS);
  const read = `${gateway.sandboxUrl}/__admin/robots/wecom/${new URL(webhook).searchParams.get('key')}/messages`;
  const link = await waitFor(
    async () => {
      const messages = (await (await fetch(read)).json()) as { content: string }[];
      return messages
        .map(({ content }) => /\((http[^)]*refund-applications[^)]*)\)/.exec(content)?.[1])
        .find(Boolean);
    },
    { what: 'the message about the refund' },
  );
  await page.setViewportSize({ width: 375, height: 667 });
  await page.goto(link);
  const approve = page.getByRole('button', { name: '通过并退款' });
  await approve.waitFor();
  await expectAccessible(page);
  await picture(page, 'refund-application-375');
  await approve.click();
  await page.getByLabel('审核意见').fill('同意');
  await page.getByRole('dialog').getByRole('button', { name: '通过' }).click();
  await page
    .getByText('管理员', { exact: false })
    .or(page.getByText('admin 审核于', { exact: false }))
    .first()
    .waitFor();
});
