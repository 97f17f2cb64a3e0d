import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { APPID, MCHID, paySign } from './helpers/merchant.ts';
import { PAYER, startTestSandbox, type TestSandbox } from './helpers/sandbox.ts';

let sandbox: TestSandbox;
let codeUrl: string;
let outTradeNo: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
beforeEach(async () => {
  const terms = sandbox.orderTerms({ description: '电费 <b>&"1"</b>', amount: { total: 1205 } });
  outTradeNo = terms.out_trade_no;
  codeUrl = String((await sandbox.call('POST', '/v3/pay/transactions/native', terms)).content.code_url);
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const page = async (path: string) => {
  const answer = await fetch(`${sandbox.url}${path}`);
  return { status: answer.status, text: await answer.text() };
};
const billPath = (lang = 'zh') => `/phone/pay?code=${encodeURIComponent(codeUrl)}&lang=${lang}`;
/** Presses a button of the form, and follows to the next page. */
const press = async (action: string, code = codeUrl) => {
  const body = new URLSearchParams({ code, action, lang: 'zh' });
  const answer = await fetch(`${sandbox.url}/phone/pay`, { method: 'POST', body });
  return { status: answer.status, url: answer.url, text: await answer.text() };
};
const state = async () => (await sandbox.admin('GET', `/wechat/orders/${outTradeNo}`)).content.trade_state;

test('unpaid codes are listed, and no longer once paid', async () => {
  expect((await page('/phone')).text).toContain(outTradeNo);
  await press('pay');
  expect((await page('/phone')).text).not.toContain(outTradeNo);
});

test('the bill names amount, goods and number, with everything escaped', async () => {
  const { text } = await page(billPath());
  expect(text).toContain('¥12.05');
  expect(text).toContain('电费 &lt;b&gt;&amp;&quot;1&quot;&lt;/b&gt;');
  expect(text).toContain(outTradeNo);
  expect(text).toContain('确认支付');
  expect((await page(billPath('en'))).text).toContain('Confirm payment');
});

test('confirm pays once', async () => {
  const paid = await press('pay');
  expect(paid.text).toContain('支付成功');
  expect(await state()).toBe('SUCCESS');
  expect((await press('pay')).text).toContain('支付成功');
});

test('refuse says why, and the order can still be paid', async () => {
  const refused = await press('refuse');
  expect(refused.text).toContain('余额不足');
  expect(await state()).toBe('NOTPAY');
  expect((await press('pay')).text).toContain('支付成功');
});

test('cancel goes back to the list', async () => {
  const cancelled = await press('cancel');
  expect(new URL(cancelled.url).pathname).toBe('/phone');
  expect(await state()).toBe('NOTPAY');
});

test('unknown and dead codes cannot be paid', async () => {
  expect((await page('/phone/pay?code=nonsense')).status).toBe(404);
  await sandbox.call('POST', `/v3/pay/transactions/out-trade-no/${outTradeNo}/close`, { mchid: MCHID });
  const dead = await page(billPath());
  expect(dead.text).toContain('订单已关闭');
  expect(dead.text).not.toContain('确认支付');
});

test('the bridge pays only what the merchant signed', async () => {
  const terms = sandbox.orderTerms(PAYER);
  const created = await sandbox.call('POST', '/v3/pay/transactions/jsapi', terms);
  const pack = `prepay_id=${created.content.prepay_id}`;
  const parameters = {
    appId: APPID,
    timeStamp: '1788228000',
    nonceStr: 'abc',
    package: pack,
    signType: 'RSA',
    paySign: paySign(APPID, '1788228000', 'abc', pack),
  };
  const ask = async (changes: Record<string, string>) => {
    const body = new URLSearchParams({ ...parameters, ...changes });
    const answer = await fetch(`${sandbox.url}/phone/bridge`, { method: 'POST', body });
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    return (await answer.json()) as Record<string, unknown>;
  };
  const wrong = [
    { nonceStr: 'abd' },
    { timeStamp: '1788228001' },
    { appId: 'wxother' },
    { signType: 'MD5' },
    { package: 'prepay_id=wx1' },
    { package: pack.replace('prepay_id=', '') },
    { paySign: '' },
  ];
  for (const changes of wrong) expect(await ask({ ...changes, action: 'pay' })).toMatchObject({ ok: false });
  const order = async () => (await sandbox.admin('GET', `/wechat/orders/${terms.out_trade_no}`)).content;
  expect((await order()).trade_state).toBe('NOTPAY');
  expect(await ask({ action: 'show' })).toMatchObject({ ok: true, amount: '¥1.00', merchant: MCHID });
  expect(await ask({ action: 'refuse' })).toMatchObject({
    ok: false,
    message: expect.stringContaining('余额'),
  });
  expect(await ask({ action: 'pay' })).toMatchObject({ ok: true });
  expect((await order()).trade_state).toBe('SUCCESS');
});
