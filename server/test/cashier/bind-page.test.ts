import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bindPayer } from '../../src/directory/bind-payer.ts';
import { bindPerson, unbindPayer } from '../../src/directory/bind-person.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/lib/clock.ts';
import { openBrowser } from '../helpers/browser/browser.ts';
import { DESKTOP, IN_ALIPAY, IN_WECHAT, openTab, PHONE } from '../helpers/browser/cashier-tab.ts';
import { expectAccessible, picture } from '../helpers/browser/page-checks.ts';
import { agreed, agreedText } from '../helpers/consent.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';

const SCHOOL = '10086';
/** The emulated payers, who are 张三 until they are unbound. */
const WECHAT_UID = 'oSandboxPayer0000000000zhang';
const ALIPAY_UID = '2088612279536603';
/** Who is free to be bound. */
const LI_SI = { userNo: '20180911001', userName: '李四', proof: '54321X' };

let gateway: Gateway;
let browser: Browser;
beforeAll(async () => {
  gateway = await startGateway();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await gateway.advance(HOUR_MS);
  for (const uid of [WECHAT_UID, ALIPAY_UID, 'another']) await unbind(uid);
});

const operator = { schoolId: SCHOOL, actor: { kind: 'operator', name: 'test' } } as const;
const unbind = (uid: string) => unbindPayer(gateway.app.core, operator, uid).catch(() => undefined);
const address = () => `${gateway.url}/bind/partner1`;
const heading = (page: Page) => page.locator('h2');
const whoIs = async (uid: string) => (await gateway.partner.call('user_identity', { uid })).content.user_name;

async function fill(page: Page, { userNo, userName, proof }: typeof LI_SI): Promise<void> {
  await page.getByLabel('学号 / 工号').fill(userNo);
  await page.getByLabel('姓名', { exact: true }).fill(userName);
  await page.getByLabel('证件号后六位').fill(proof);
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: '核对并绑定' }).click();
}

test.each([
  ['wechat', IN_WECHAT, WECHAT_UID, '54321x'],
  ['alipay', IN_ALIPAY, ALIPAY_UID, ' １３０００００００01'],
] as const)('in %s: signed in silently, refused once, then bound', async (wallet, device, uid, proof) => {
  await using tab = await openTab(browser, address(), device);
  const { page } = tab;
  expect(await heading(page).innerText()).toBe('绑定本人身份');
  await expectAccessible(page);
  await picture(page, `bind-form-${wallet}`);

  await fill(page, { ...LI_SI, proof: '000000' });
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').innerText()).toContain('与学校登记的不一致');
  expect(await page.getByLabel('姓名', { exact: true }).inputValue()).toBe('李四');
  expect(await page.getByLabel('证件号后六位').inputValue()).toBe('');
  await expectAccessible(page);
  await picture(page, `bind-refused-${wallet}`);
  expect(await whoIs(uid)).toBeUndefined();

  await fill(page, { ...LI_SI, proof });
  await page.getByRole('heading', { name: '已绑定' }).waitFor();
  expect(await page.locator('.person').innerText()).toContain('20*******01');
  expect(await page.content()).not.toContain('李四');
  await expectAccessible(page);
  await picture(page, `bind-bound-${wallet}`);
  expect(await page.getByRole('checkbox').count()).toBe(0);
  expect(await whoIs(uid)).toBe('李四');
  expect(tab.problems).toEqual([]);
});

test('on a desktop: a code for the phone, and in the sandbox a way to pretend', async () => {
  await using tab = await openTab(browser, address(), DESKTOP);
  const { page } = tab;
  await page.getByRole('img', { name: '本页地址的二维码' }).waitFor();
  await expectAccessible(page);
  await picture(page, 'bind-elsewhere-desktop');
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByRole('link', { name: 'Emulate WeChat' }).click();
  await page.getByRole('heading', { name: 'Link your own identity' }).waitFor();
  await expectAccessible(page);
  await picture(page, 'bind-form-desktop-en');
  await page.getByLabel('Student or staff number').fill('1');
  await page.getByLabel('Name', { exact: true }).fill('x');
  await page.getByLabel('Last six').fill('1');
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Verify and link' }).click();
  expect(await page.getByRole('alert').innerText()).toContain('does not match');
  expect(tab.problems).toEqual([]);
});

test('nothing is wider than a small phone, and what can be touched is 44 px high', async () => {
  await using tab = await openTab(browser, address(), {
    ...IN_WECHAT,
    viewport: { width: 320, height: 600 },
  });
  expect(await tab.page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  const touched = await tab.page
    .locator('.bar a, main button, main input:not([type]), .consent, .advice a')
    .all();
  const heights = await Promise.all(touched.map(async (each) => (await each.boundingBox())?.height ?? 0));
  expect(heights).toHaveLength(7);
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
});

test.each([
  ['phone', IN_WECHAT],
  ['desktop', { ...IN_WECHAT, viewport: DESKTOP.viewport }],
])(
  'on a %s: the text that is agreed to, the link taken back, a new version asked for',
  async (name, device) => {
    await using tab = await openTab(browser, `${gateway.url}/consent/partner1/binding`, device);
    const { page } = tab;
    await expectAccessible(page);
    await picture(page, `consent-text-${name}`);
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByText('For how long').waitFor();
    await picture(page, `consent-text-en-${name}`);
    await page.getByRole('link', { name: '中文' }).click();

    await bindPerson(gateway.app.core, operator, LI_SI.userNo, { channel: 'wechat', uid: WECHAT_UID });
    await page.goto(address());
    await page.getByText('最新版本').waitFor();
    await expectAccessible(page);
    await picture(page, `bind-agree-${name}`);
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: '同意' }).click();
    await page.getByText('最新版本').waitFor({ state: 'detached' });

    await page.locator('summary').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '确认解除' }).waitFor();
    await expectAccessible(page);
    await picture(page, `bind-unbind-${name}`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    await picture(page, `bind-unbound-${name}`);
    expect(await whoIs(WECHAT_UID)).toBeUndefined();
    expect(tab.problems).toEqual([]);
  },
);

test('an app that is not there, and a sign-in that failed', async () => {
  await using tab = await openTab(browser, `${gateway.url}/bind/nobody`, PHONE);
  expect(await heading(tab.page).innerText()).toBe('页面不存在');
  await using failed = await openTab(browser, `${address()}/sign-in/wechat?code=x&state=forged`, IN_WECHAT);
  expect(await heading(failed.page).innerText()).toBe('未能确认您的账号');
  await failed.page.getByRole('link', { name: '重试' }).click();
  await failed.page.getByRole('heading', { name: '绑定本人身份' }).waitFor();
});

interface Form {
  readonly url: string;
  readonly fields: URLSearchParams;
}

/** The form as a browser without scripts would send it, for the emulated payer of WeChat. */
async function openForm(): Promise<Form> {
  await using tab = await openTab(browser, address(), IN_WECHAT);
  const action = await tab.page.locator('form').getAttribute('action');
  const ticket = await tab.page.locator('input[name=ticket]').inputValue();
  const { userNo: user_no, userName: user_name, proof } = LI_SI;
  return {
    url: gateway.url + action,
    fields: new URLSearchParams({ ticket, user_no, user_name, proof, ...agreed(gateway, 'binding') }),
  };
}

async function submit({ url, fields }: Form, change: Record<string, string> = {}): Promise<number> {
  const body = new URLSearchParams({ ...Object.fromEntries(fields), ...change });
  return (await fetch(url, { method: 'POST', body, redirect: 'manual' })).status;
}

test('a form without its ticket, with an old one, of another channel or without consent binds nobody', async () => {
  const form = await openForm();
  expect(await submit(form, { ticket: '' })).toBe(403);
  expect(await submit({ ...form, url: form.url.replace('wechat', 'alipay') })).toBe(403);
  expect(await submit(form, { consent: '' })).toBe(409);
  expect(await submit(form, { consent_version: '0' })).toBe(409);
  expect(await submit(form, { proof: ' ' })).toBe(409);
  await gateway.advance(30 * MINUTE_MS);
  expect(await submit(form)).toBe(403);
  expect(await whoIs(WECHAT_UID)).toBeUndefined();
  expect(await submit(await openForm())).toBe(303);
  expect(await whoIs(WECHAT_UID)).toBe('李四');
});

const payer = { schoolId: SCHOOL, channel: 'wechat', issuer: 'wx1', uid: WECHAT_UID } as const;
const bind = (change: Partial<Record<'uid' | keyof typeof LI_SI, string>> = {}) =>
  bindPayer(
    gateway.app.core,
    { ...payer, ...change },
    { ...LI_SI, ...change },
    agreedText(gateway, 'binding'),
  ).then(
    () => 'bound',
    (error: Error) => error.message,
  );

test.each([
  ['no such number', { userNo: '404' }],
  ['the wrong name', { userName: '李五' }],
  ['the wrong proof', { proof: '54321Y' }],
  ['no proof at all', { proof: '' }],
  ["another's proof", { proof: '012345' }],
  ['a person without proofs', { userNo: '20150003', userName: '王五', proof: '000000' }],
])('%s is refused in the same words, and recorded', async (_what, claim) => {
  expect(await bind(claim)).toBe('bind_mismatch');
  const [record] = await gateway.app.core.db.query({
    text: 'select action, actor_kind, actor from person_accesses order by access_id desc limit 1',
  });
  expect(record).toEqual({ action: 'bind_refused', actor_kind: 'payer', actor: null });
});

test('five tries in an hour, by one uid and for one number', async () => {
  const wrong = (change: { uid?: string; userNo?: string }) => bind({ proof: '000000', ...change });
  for (let attempt = 0; attempt < 5; attempt += 1)
    expect(await wrong({ userNo: `${attempt}` })).toBe('bind_mismatch');
  expect(await bind()).toBe('bind_too_often');
  await gateway.advance(HOUR_MS);
  for (let attempt = 0; attempt < 5; attempt += 1)
    expect(await wrong({ uid: `uid${attempt}` })).toBe('bind_mismatch');
  expect(await bind()).toBe('bind_too_often');
  await gateway.advance(HOUR_MS);
  expect(await bind()).toBe('bound');
});

test('a person has one payer of an application, a payer one person; again is no error', async () => {
  expect(await bind()).toBe('bound');
  expect(await bind()).toBe('bound');
  expect(await bind({ uid: 'another' })).toBe('person_bound');
  expect(await bind({ uid: WECHAT_UID, userNo: '20140548', userName: '张三', proof: '13000000000' })).toBe(
    'payer_bound',
  );
  expect(await whoIs(WECHAT_UID)).toBe('李四');
});

test('of two payers who claim one person at once, one is bound', async () => {
  const outcomes = await Promise.all([bind(), bind({ uid: 'another' })]);
  expect(outcomes.sort()).toEqual(['bound', 'person_bound']);
});
