import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { APPID, MCHID, OPENID } from './helpers/merchant.ts';
import { PAYER, startTestSandbox, type TestSandbox } from './helpers/sandbox.ts';

const NATIVE = '/v3/pay/transactions/native';
const JSAPI = '/v3/pay/transactions/jsapi';
const HOUR_MS = 3_600_000;

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterEach(() => sandbox.admin('PUT', '/clock', { offset_ms: 0 }));
afterAll(() => sandbox[Symbol.asyncDispose]());

/** Signed at the emulator's own time, wherever that has been moved. */
async function call(method: string, target: string, body?: unknown) {
  const { content } = await sandbox.admin('GET', '/clock');
  const timestampSeconds = Math.floor(Date.parse(String(content.now)) / 1000);
  return sandbox.call(method, target, body, { timestampSeconds });
}

const query = (number: string) => call('GET', `/v3/pay/transactions/out-trade-no/${number}?mchid=${MCHID}`);
const close = (number: string) =>
  call('POST', `/v3/pay/transactions/out-trade-no/${number}/close`, { mchid: MCHID });
const pay = async (what: object) => (await sandbox.admin('POST', '/wechat/pay', what)).content;
const inAnHour = () => new Date(Date.now() + HOUR_MS).toISOString();

test('each scene answers with its own handle', async () => {
  const native = await call('POST', NATIVE, sandbox.orderTerms());
  expect(native.content).toEqual({
    code_url: expect.stringMatching(/^weixin:\/\/wxpay\/bizpayurl\?pr=\w{9}$/),
  });
  const jsapi = await call('POST', JSAPI, sandbox.orderTerms(PAYER));
  expect(jsapi.content).toEqual({ prepay_id: expect.stringMatching(/^wx\d{34}$/) });
  const app = await call('POST', '/v3/pay/transactions/app', sandbox.orderTerms());
  expect(app.content).toEqual({ prepay_id: expect.stringMatching(/^wx\d{34}$/) });
  const scene_info = { payer_client_ip: '127.0.0.1', h5_info: { type: 'Wap' } };
  const h5 = await call('POST', '/v3/pay/transactions/h5', sandbox.orderTerms({ scene_info }));
  expect(h5.content).toEqual({ h5_url: expect.stringContaining(`${sandbox.url}/phone/pay?code=wx`) });
});

test.each([
  ['an unknown field', { extra: 1 }, '请求中含有未在API文档中定义的参数', '/extra'],
  [
    'an unknown field within',
    { amount: { total: 1, tip: 1 } },
    '请求中含有未在API文档中定义的参数',
    '/amount/tip',
  ],
  ['a payer on a native order', PAYER, '请求中含有未在API文档中定义的参数', '/payer'],
  ['no amount at all', { amount: { total: 0 } }, '值低于最小值 1', '/amount/total'],
  ['an amount as text', { amount: { total: '100' } }, '类型应为integer', '/amount/total'],
  ['a fraction of a fen', { amount: { total: 1.5 } }, '类型应为integer', '/amount/total'],
  ['another currency', { amount: { total: 1, currency: 'USD' } }, '仅支持CNY', '/amount/currency'],
  ['no description', { description: undefined }, '缺少必填参数', '/description'],
  [
    '128 bytes of description',
    { description: `${'学'.repeat(42)}ab` },
    '字节数 128，大于最大值 127',
    '/description',
  ],
  ['an emoji', { description: '电费🎉' }, '不能含有四字节的字符', '/description'],
  ['a short number', { out_trade_no: '12345' }, '字节数 5，小于最小值 6', '/out_trade_no'],
  ['a blank in the number', { out_trade_no: 'T 123456' }, '格式不符合要求', '/out_trade_no'],
  [
    'a query on notify_url',
    { notify_url: 'https://a.cn/b?c=1' },
    '通知地址必须是不带参数的https地址',
    '/notify_url',
  ],
  ['http to elsewhere', { notify_url: 'http://a.cn/b' }, '通知地址必须是不带参数的https地址', '/notify_url'],
  ['a time without a zone', { time_expire: '2036-01-01T00:00:00' }, '格式不符合rfc3339', '/time_expire'],
  ['a time that is over', { time_expire: '2020-01-01T00:00:00+08:00' }, '早于当前时间', '/time_expire'],
  ['a time far ahead', { time_expire: '2136-01-01T00:00:00+08:00' }, '超过7天', '/time_expire'],
])('%s is a PARAM_ERROR', async (_name, changes, message, field) => {
  const answer = await call('POST', NATIVE, sandbox.orderTerms(changes));
  expect(answer.status).toBe(400);
  expect(answer.content).toMatchObject({
    code: 'PARAM_ERROR',
    message: expect.stringContaining(message),
    detail: { field },
  });
});

test('bodies that are no JSON object, strange appids and foreign mchids are refused', async () => {
  expect((await call('POST', NATIVE, '{"a":')).content.code).toBe('PARAM_ERROR');
  expect((await call('POST', NATIVE, '[]')).content.code).toBe('PARAM_ERROR');
  const appid = await call('POST', NATIVE, sandbox.orderTerms({ appid: 'wxother' }));
  expect([appid.status, appid.content.code]).toEqual([400, 'APPID_MCHID_NOT_MATCH']);
  const mchid = await call('POST', NATIVE, sandbox.orderTerms({ mchid: '1900000009' }));
  expect(mchid.content.code).toBe('PARAM_ERROR');
  const openid = { payer: { openid: 'oShort' } };
  expect((await call('POST', JSAPI, sandbox.orderTerms(openid))).content.code).toBe('PARAM_ERROR');
  expect((await call('POST', JSAPI, sandbox.orderTerms())).content.code).toBe('PARAM_ERROR');
});

test('the same parameters in any order give a fresh code, and the old one is dead', async () => {
  const terms = sandbox.orderTerms({ time_expire: inAnHour() });
  const first = await call('POST', NATIVE, terms);
  const second = await call('POST', NATIVE, Object.fromEntries(Object.entries(terms).reverse()));
  expect(second.status).toBe(200);
  expect(second.content.code_url).not.toBe(first.content.code_url);
  expect(await pay({ code_url: first.content.code_url })).toMatchObject({
    paid: false,
    trade_state: 'NOTPAY',
  });
  expect(await pay({ code_url: second.content.code_url })).toMatchObject({
    paid: true,
    trade_state: 'SUCCESS',
  });
});

test('any changed parameter is OUT_TRADE_NO_USED, and is remembered', async () => {
  const terms = sandbox.orderTerms(PAYER);
  await call('POST', JSAPI, terms);
  const native = Object.fromEntries(Object.entries(terms).filter(([name]) => name !== 'payer'));
  const repeated = [
    await call('POST', JSAPI, { ...terms, amount: { total: 101, currency: 'CNY' } }),
    await call('POST', JSAPI, { ...terms, amount: { total: 100 } }),
    await call('POST', JSAPI, { ...terms, attach: 'x' }),
    await call('POST', NATIVE, native),
  ];
  for (const answer of repeated) {
    expect([answer.status, answer.content.code]).toEqual([403, 'OUT_TRADE_NO_USED']);
  }
  const violations = await sandbox.admin('GET', '/violations');
  expect(JSON.parse(violations.text)).toEqual(
    Array.from({ length: 4 }, () =>
      expect.objectContaining({ kind: 'order_number_with_other_terms', detail: terms.out_trade_no }),
    ),
  );
});

test('a paid order is not created again', async () => {
  const terms = sandbox.orderTerms();
  await call('POST', NATIVE, terms);
  await pay({ out_trade_no: terms.out_trade_no });
  const again = await call('POST', NATIVE, terms);
  expect([again.status, again.content.code]).toEqual([400, 'ORDERPAID']);
  expect(await pay({ out_trade_no: terms.out_trade_no })).toMatchObject({
    paid: false,
    trade_state: 'SUCCESS',
  });
});

test('closing: once, twice, never what is paid, never what is not there', async () => {
  const terms = sandbox.orderTerms();
  const { code_url } = (await call('POST', NATIVE, terms)).content;
  const closed = await close(terms.out_trade_no);
  expect([closed.status, closed.text]).toEqual([204, '']);
  expect((await close(terms.out_trade_no)).status).toBe(204);
  expect((await query(terms.out_trade_no)).content.trade_state).toBe('CLOSED');
  expect(await pay({ code_url })).toMatchObject({ paid: false, trade_state: 'CLOSED' });
  expect((await call('POST', NATIVE, terms)).content.code).toBe('ORDER_CLOSED');

  const { outTradeNo } = await sandbox.paidOrder();
  const paid = await close(outTradeNo);
  expect([paid.status, paid.content.code]).toEqual([400, 'ORDER_PAID']);
  expect((await close('NOSUCHORDER')).content.code).toBe('ORDER_NOT_EXIST');
});

test('paying against closing ends one way or the other, twenty times', async () => {
  const ends = await Promise.all(
    Array.from({ length: 20 }, async (_, round) => {
      const terms = sandbox.orderTerms();
      const number = terms.out_trade_no;
      await call('POST', NATIVE, terms);
      const payment = () => pay({ out_trade_no: number });
      const [paying, closing] =
        round % 2 === 0
          ? await Promise.all([payment(), close(number)])
          : (await Promise.all([close(number), payment()])).reverse();
      const state = (await query(number)).content.trade_state;
      return [(paying as { paid: boolean }).paid, (closing as { status: number }).status, state];
    }),
  );
  for (const end of ends) {
    expect([
      [true, 400, 'SUCCESS'],
      [false, 204, 'CLOSED'],
    ]).toContainEqual(end);
  }
});

test('a refusing wallet leaves the order payable and calls nobody back', async () => {
  const terms = sandbox.orderTerms();
  const { code_url } = (await call('POST', NATIVE, terms)).content;
  expect(await pay({ code_url, result: 'refuse' })).toMatchObject({
    paid: false,
    trade_state: 'NOTPAY',
    message: expect.stringContaining('余额不足'),
  });
  const { content } = await sandbox.admin('GET', `/wechat/orders/${terms.out_trade_no}`);
  expect(content.callbacks).toEqual([]);
  expect(await pay({ code_url })).toMatchObject({ paid: true });
});

test('after time_expire nothing can be paid, yet the order stays open', async () => {
  const terms = sandbox.orderTerms({ time_expire: inAnHour() });
  const { code_url } = (await call('POST', NATIVE, terms)).content;
  await sandbox.admin('POST', '/clock', { advance_ms: HOUR_MS - 1000 });
  expect((await query(terms.out_trade_no)).content.trade_state).toBe('NOTPAY');
  await sandbox.admin('POST', '/clock', { advance_ms: 2000 });
  expect(await pay({ code_url })).toMatchObject({
    paid: false,
    message: expect.stringContaining('截止时间'),
  });
  expect((await query(terms.out_trade_no)).content.trade_state).toBe('NOTPAY');
  expect((await close(terms.out_trade_no)).status).toBe(204);
});

test('a short time_expire is lifted to a minute', async () => {
  const terms = sandbox.orderTerms({ time_expire: new Date(Date.now() + 5000).toISOString() });
  await call('POST', NATIVE, terms);
  await sandbox.admin('POST', '/clock', { advance_ms: 50_000 });
  expect(await pay({ out_trade_no: terms.out_trade_no })).toMatchObject({ paid: true });
});

test('a code lives two hours, the order seven days', async () => {
  const terms = sandbox.orderTerms();
  const { code_url } = (await call('POST', NATIVE, terms)).content;
  await sandbox.admin('POST', '/clock', { advance_ms: 2 * HOUR_MS });
  expect(await pay({ code_url })).toMatchObject({ paid: false, message: expect.stringContaining('失效') });
  expect((await call('POST', NATIVE, terms)).status).toBe(200);
  await sandbox.admin('POST', '/clock', { advance_ms: 7 * 24 * HOUR_MS });
  expect((await query(terms.out_trade_no)).content.trade_state).toBe('CLOSED');
});

test('a JSAPI order is for its payer only', async () => {
  const terms = sandbox.orderTerms(PAYER);
  const { prepay_id } = (await call('POST', JSAPI, terms)).content;
  expect(await pay({ prepay_id, openid: 'o'.repeat(28) })).toMatchObject({ paid: false });
  expect(await pay({ prepay_id })).toMatchObject({ paid: true });
  const { content } = await query(terms.out_trade_no);
  expect(content).toMatchObject({ trade_state: 'SUCCESS', trade_type: 'JSAPI', payer: { openid: OPENID } });
});

test('numbers with | and * travel percent-encoded', async () => {
  const terms = sandbox.orderTerms({ out_trade_no: 'A|B*C_-123' });
  await call('POST', NATIVE, terms);
  const answer = await query('A%7CB*C_-123');
  expect(answer.content).toMatchObject({ out_trade_no: 'A|B*C_-123', appid: APPID, mchid: MCHID });
});

test('a query must name the merchant that signs it', async () => {
  const { outTradeNo } = await sandbox.paidOrder();
  const answer = await call('GET', `/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=1900000009`);
  expect(answer.content.code).toBe('PARAM_ERROR');
});
