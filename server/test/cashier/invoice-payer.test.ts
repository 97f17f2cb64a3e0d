import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/lib/clock.ts';
import { openBrowser } from '../helpers/browser/browser.ts';
import { confirmPayment, DESKTOP, IN_ALIPAY, IN_WECHAT, openTab } from '../helpers/browser/cashier-tab.ts';
import { expectAccessible, picture } from '../helpers/browser/page-checks.ts';
import { emulatorAdmin } from '../helpers/channels/emulator-admin.ts';
import { agreed } from '../helpers/consent.ts';
import { cookiesIn, type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { COMPANY, invoicesOf, PERSON } from '../helpers/partner/invoices.ts';

// Who is an order's payer, and what anybody else with its link can do.

const WECHAT = { 'user-agent': IN_WECHAT.userAgent };

import { eraseUntil } from '../helpers/retention/retention.ts';

let gateway: Gateway;
let invoices: ReturnType<typeof invoicesOf>;
let browser: Browser;
beforeAll(async () => {
  gateway = await startGateway();
  invoices = invoicesOf(gateway);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await gateway[Symbol.asyncDispose]();
});

const pageOf = (orderId: string) => `${gateway.url}/pay/invoice/${orderId}`;
const look = (orderId: string, headers: Record<string, string> = {}, query = '') =>
  fetch(pageOf(orderId) + query, { headers, redirect: 'manual' });
const ask = (orderId: string, cookie: string, values: object = PERSON) =>
  fetch(pageOf(orderId), {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie },
    body: new URLSearchParams(
      Object.entries({ ...agreed(gateway, 'invoice'), ...values }).map(([name, value]) => [
        name,
        String(value),
      ]),
    ),
  });
const textOf = async (answer: Promise<Response>) => (await answer).text();
const rowsIn = async (table: string) =>
  (await gateway.app.core.db.query({ text: `select 1 from ${table}` })).length;

interface Begun {
  readonly answer: Response;
  /** Where the emulated wallet sends the browser back to, signed in as `openid`. */
  back(openid?: string): Promise<URL>;
  readonly cookie: string;
}

/** Leaves for the sign-in of the wallet, as an address on our pages sends there. */
async function begin(address: string, cookie = ''): Promise<Begun> {
  const answer = await fetch(address, { headers: { ...WECHAT, cookie }, redirect: 'manual' });
  const location = answer.headers.get('location') ?? '';
  expect(location, address).toContain('/connect/oauth2/authorize');
  return {
    answer,
    cookie: cookiesIn(answer),
    async back(openid) {
      const agreed = await fetch(location, { redirect: 'manual' });
      const back = new URL(agreed.headers.get('location') ?? '');
      if (openid !== undefined) {
        const admin = emulatorAdmin(gateway.sandboxUrl);
        const appid = new URL(location).searchParams.get('appid');
        const { code } = await admin<{ code: string }>('POST', '/wechat/codes', { appid, openid });
        back.searchParams.set('code', code);
      }
      return back;
    },
  };
}

const finish = (back: URL, cookie: string) =>
  fetch(back, { headers: { ...WECHAT, cookie }, redirect: 'manual' });
const hasFailed = (answer: Response) => (answer.headers.get('location') ?? '').includes('sign_in=failed');

test('strangers with the link see how it stands, and whatever they say is answered alike', async () => {
  const { orderId, outTradeNo } = await invoices.paid({ piaoju: COMPANY });
  await invoices.reached(outTradeNo, '2');
  const answers = new Set<string>();
  const guesses = [
    COMPANY,
    PERSON,
    { ...COMPANY, phone: '13900000000' },
    { ...COMPANY, payer_name: '别的公司' },
    {},
  ];
  for (const guess of [...guesses, ...guesses]) {
    const answer = await ask(orderId, '', guess);
    answers.add(`${answer.status} ${answer.headers.getSetCookie()} ${await answer.text()}`);
  }
  expect([...answers]).toHaveLength(1);
  expect([...answers][0]).toMatch(/^403 .*请由付款人办理/s);
  const page = await textOf(look(orderId));
  expect(page).toContain('票据已开具');
  expect(page).not.toMatch(/知校科技|\.pdf|13000000000/);
  expect(await rowsIn('invoice_tries')).toBe(0);
  expect(await invoices.rows(orderId)).toHaveLength(1);
});

test('the payer sees that something differs, but not what, five times an hour an order', async () => {
  const { orderId, cookie } = await invoices.paid({ piaoju: COMPANY });
  const other = await invoices.paid();
  const wrong = [
    { ...COMPANY, payer_name: '别的公司' },
    { ...COMPANY, phone: '13900000000' },
    { ...COMPANY, payer_email: 'other@example.com' },
    PERSON,
    { ...COMPANY, piaoju_memo: '备注' },
  ];
  // what is no value of its field says nothing of what was asked for, and is no try
  const typo = await ask(orderId, cookie, { ...COMPANY, phone: '1' });
  expect(await typo.text()).toContain('接收手机格式错误');
  const answers: string[] = [];
  for (const values of wrong) {
    const answer = await ask(orderId, cookie, values);
    answers.push(/role="alert"[^>]*>([^<]*)</.exec(await answer.text())?.[1] ?? '');
  }
  expect(new Set(answers)).toEqual(
    new Set(['该订单已申请过票据，所填内容与已申请的不一致；如需更改，请联系学校']),
  );
  const late = await ask(orderId, cookie, COMPANY);
  expect([late.status, (await late.text()).includes('一小时后再试')]).toEqual([409, true]);
  expect((await ask(other.orderId, other.cookie)).status).toBe(303);
  await gateway.advance(HOUR_MS);
  expect((await ask(orderId, cookie, COMPANY)).status).toBe(303);
  await eraseUntil(gateway, 'older tries to be erased', async () => (await rowsIn('invoice_tries')) === 1);
});

test('the cookies of another order, another payment, a day too old or made up prove nothing', async () => {
  const { orderId, outTradeNo, cookie } = await invoices.paid();
  const other = await invoices.paid();
  const [name = ''] = cookie.split('=');
  const [, others = ''] = other.cookie.split('=');
  for (const wrong of [
    other.cookie,
    `${name}=${others}`,
    `${name}=`,
    `${name}=%00`,
    `${name}=${'A'.repeat(3000)}`,
  ]) {
    expect((await ask(orderId, wrong)).status, wrong.slice(0, 60)).toBe(403);
  }
  expect((await ask(orderId, cookie)).status).toBe(303);
  await invoices.reached(outTradeNo, '2');
  const page = await textOf(look(orderId, { cookie }));
  const [, link = ''] = /href="([^"]+\.pdf)"/.exec(page) ?? [];
  const { url } = (await invoices.query(outTradeNo)).content;
  expect(link).not.toBe(url);
  expect((await fetch(link)).status).toBe(200);
  await gateway.advance(DAY_MS);
  // the link of the page ends; the page gives another; the partner’s stays
  expect((await fetch(link)).status).toBe(404);
  const [, again = ''] = /href="([^"]+\.pdf)"/.exec(await textOf(look(orderId, { cookie }))) ?? [];
  expect((await fetch(again)).status).toBe(200);
  expect((await fetch(String(url))).status).toBe(200);
  await gateway.advance(30 * DAY_MS);
  expect(await textOf(look(orderId, { cookie }))).not.toContain('.pdf');
});

test('the account that paid signs in, for a day, and then again; another account is refused', async () => {
  const { orderId, outTradeNo } = await invoices.paid();
  const begun = await begin(pageOf(orderId));
  const stranger = await finish(await begun.back('oSomebodyElse00000000000000'), begun.cookie);
  const strangers = cookiesIn(stranger);
  expect(strangers).toMatch(/payer_sandbox-wechat=/);
  const refused = await textOf(look(orderId, { ...WECHAT, cookie: strangers }));
  expect(refused).toContain('您不是这笔订单的付款人');
  expect((await ask(orderId, strangers)).status).not.toBe(303);
  expect(refused).toContain('sign_in=again');

  const second = await begin(`${pageOf(orderId)}?claim=1&sign_in=again`, strangers);
  const cookie = cookiesIn(await finish(await second.back(), second.cookie));
  expect(await textOf(look(orderId, { ...WECHAT, cookie }))).toContain('申请票据');
  expect((await ask(orderId, cookie)).status).toBe(303);
  await invoices.reached(outTradeNo, '2');
  expect(await textOf(look(orderId, { cookie }))).toContain('.pdf');
  await gateway.advance(DAY_MS);
  const ended = await textOf(look(orderId, { ...WECHAT, cookie }));
  expect(ended).not.toContain('.pdf');
  expect(ended).toContain('?claim=1');
  const third = await begin(`${pageOf(orderId)}?claim=1`, cookie);
  const fresh = cookiesIn(await finish(await third.back(), third.cookie));
  expect(await textOf(look(orderId, { ...WECHAT, cookie: fresh }))).toContain('.pdf');
});

test('a sign-in’s state is of its browser, order and channel, ends, and serves once', async () => {
  const [one, other] = [await gateway.partner.order(), await gateway.partner.order()];
  const page = ({ orderId }: { orderId: string }) => `${gateway.url}/pay/orderId/${orderId}.html`;
  const begun = await begin(page(one));
  const nameOf = (cookie: string) => cookie.split('=')[0];
  expect(nameOf(begun.cookie)).not.toBe(nameOf((await begin(page(other))).cookie));
  const mine = await begun.back();
  const attacker = await (await begin(page(one))).back();
  const moved = (back: URL, path: string) => {
    const url = new URL(back);
    url.pathname = path;
    return url;
  };
  const mixed = new URL(mine);
  mixed.searchParams.set('state', attacker.searchParams.get('state') ?? '');
  const twice = new URL(mine);
  twice.searchParams.append('state', mine.searchParams.get('state') ?? '');
  const tries: [string, URL, string][] = [
    ['another browser', mine, ''],
    ['the attacker’s own answer in the payer’s browser', attacker, begun.cookie],
    ['another state', mixed, begun.cookie],
    ['another order', moved(mine, `/pay/sign-in/wechat/${other.orderId}`), begun.cookie],
    ['another channel', moved(mine, `/pay/sign-in/alipay/${one.orderId}`), begun.cookie],
    ['the binding page', moved(mine, '/bind/partner1/sign-in/wechat'), begun.cookie],
    ['a state given twice', twice, begun.cookie],
    ['no state', new URL(`${mine.origin}${mine.pathname}?code=x`), begun.cookie],
  ];
  for (const [what, back, cookie] of tries) {
    const answer = await finish(back, cookie);
    expect([answer.status, hasFailed(answer)], what).toEqual([302, true]);
    expect(cookiesIn(answer), what).not.toContain('payer_sandbox');
  }
  const taken = await finish(mine, begun.cookie);
  expect(hasFailed(taken)).toBe(false);
  // with a fresh code, so that only the state is old
  const replayed = await finish(await begun.back('oAttacker0000000000000000000'), begun.cookie);
  expect([hasFailed(replayed), cookiesIn(replayed)]).toEqual([true, '']);

  const slow = await begin(page(other));
  await gateway.advance(15 * MINUTE_MS);
  expect(hasFailed(await finish(await slow.back(), slow.cookie))).toBe(true);
  // nobody is stuck: the page it leads to can be paid on, or signs in anew
  const failed = await fetch(`${page(other)}?sign_in=failed`, { headers: WECHAT });
  expect(failed.status).toBe(200);
  const again = await begin(page(other));
  expect(hasFailed(await finish(await again.back(), again.cookie))).toBe(false);
  await gateway.advance(HOUR_MS);
  await begin(page(await gateway.partner.order()));
  const next = await begin(page(await gateway.partner.order()));
  await finish(await next.back(), next.cookie);
  const isOne = async () => (await rowsIn('finished_sign_ins')) === 1;
  await eraseUntil(gateway, 'older sign-ins to be erased', isOne);
});

test('what a wallet’s sign-in left in a browser opens as nobody else, and for a day', async () => {
  const { orderId } = await gateway.partner.order();
  const page = `${gateway.url}/pay/orderId/${orderId}.html`;
  const begun = await begin(page);
  const cookie = cookiesIn(await finish(await begun.back(), begun.cookie));
  const [, value = ''] = /payer_sandbox-wechat=([^;]+)/.exec(cookie) ?? [];
  const opens = async (cookies: string) =>
    (await fetch(page, { headers: { ...WECHAT, cookie: cookies }, redirect: 'manual' })).status === 200;
  expect(await opens(cookie)).toBe(true);
  expect(await opens(`payer_sandbox-alipay=${value}`)).toBe(false);
  // not what was sealed as something else either
  expect(await opens(`payer_sandbox-wechat=${begun.cookie.split('=')[1]}`)).toBe(false);
  await gateway.advance(HOUR_MS / 2);
  expect(await opens(cookie)).toBe(true);
});

test.each([
  ['wechat', IN_WECHAT],
  ['alipay', IN_ALIPAY],
] as const)(
  'paid in %s itself: the page knows its payer, also when all cookies are gone',
  async (wallet, device) => {
    const { orderId, url, outTradeNo } = await gateway.partner.order();
    await using tab = await openTab(browser, url, device);
    const { page } = tab;
    await page.getByRole('button', { name: wallet === 'wechat' ? /微信/ : /支付宝/ }).click();
    await confirmPayment(page);
    await page.getByRole('link', { name: '申请或查看票据' }).click();
    await page.getByRole('heading', { name: '申请票据' }).waitFor();
    await page.context().clearCookies();
    await page.reload();
    await page.getByRole('heading', { name: '申请票据' }).waitFor();
    await page.getByLabel('抬头').fill('小明');
    await page.getByLabel('接收手机').fill('13000000000');
    await page.getByLabel('我同意').check();
    await page.getByRole('button', { name: '提交申请' }).click();
    await invoices.reached(outTradeNo, '2');
    await page.context().clearCookies();
    await page.goto(pageOf(orderId));
    await page.getByRole('link', { name: '我是付款人，下载票据' }).click();
    await page.getByRole('link', { name: '下载票据（PDF）' }).waitFor();
    expect(tab.problems).toEqual([]);
  },
);

test('on another computer: a code for the phone that paid, in both languages', async () => {
  const { orderId } = await invoices.paid();
  await using tab = await openTab(browser, pageOf(orderId), DESKTOP);
  const { page } = tab;
  await page.getByRole('heading', { name: '请由付款人办理' }).waitFor();
  await page.getByRole('img', { name: '本页地址的二维码' }).waitFor();
  await expectAccessible(page);
  await picture(page, 'invoice-payer-desktop');
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'For the payer only' }).waitFor();
  await page.getByRole('link', { name: 'Emulate WeChat' }).click();
  await page.getByRole('heading', { name: 'Request a receipt' }).waitFor();
  await using failed = await openTab(browser, `${pageOf(orderId)}?claim=1&sign_in=failed`, IN_WECHAT);
  await failed.page.getByRole('heading', { name: '未能确认您的账号' }).waitFor();
  await expectAccessible(failed.page);
  await picture(failed.page, 'invoice-payer-failed-phone');
  await failed.page.getByRole('link', { name: '重试' }).click();
  await failed.page.getByRole('heading', { name: '申请票据' }).waitFor();
  expect(tab.problems).toEqual([]);
});
