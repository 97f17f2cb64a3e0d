import { createHash, randomUUID } from 'node:crypto';
import { encrypt } from '@zhixiao/protocol/cipher';
import { type SealedResponse, sealRequest } from '@zhixiao/protocol/envelope';
import { requestSign } from '@zhixiao/protocol/signature';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertApp } from '../../src/apps/app-store.ts';
import { TEST_APP } from '../../src/sandbox/seed.ts';
import { type Gateway, startGateway } from '../helpers/gateway/gateway.ts';
import { orderTerms, readAnswer } from '../helpers/partner/partner.ts';

type RequestBody = string | URLSearchParams | FormData | ArrayBuffer;

let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const NOTIFY = 'http://127.0.0.1:9/notify';

async function send(body: RequestBody, path = '/pay_api/order_create', headers: Record<string, string> = {}) {
  const before = await rows();
  const answer = await fetch(gateway.url + path, { method: 'POST', body, headers });
  const sealed = (await answer.json()) as SealedResponse as SealedResponse;
  expect(typeof sealed.ret_code).toBe('number');
  expect(await rows()).toEqual(before);
  return { status: answer.status, headers: answer.headers, ...readAnswer(TEST_APP, sealed) };
}

/** A digest of everything money is in: bad input changes no row. */
async function rows(): Promise<string> {
  const all = await gateway.app.core.db.query({
    text: `select orders::text as row from orders union all select payments::text from payments
           union all select refunds::text from refunds union all select notifications::text from notifications order by 1`,
  });
  return createHash('sha256').update(JSON.stringify(all)).digest('hex');
}

function form(fields: Record<string, string>) {
  return new URLSearchParams(fields);
}

function signed(param: string) {
  return { id: TEST_APP.appId, param, sign: requestSign(TEST_APP.appId, param, TEST_APP.appSecret) };
}

test('an unknown app is answered in plain text, unsigned', async () => {
  const answer = await send(form({ id: 'nobody', param: 'x', sign: 'x' }));
  expect(answer).toMatchObject({ status: 200, code: -2, message: 'id 不存在，请检查 appid' });
});

test.each(['id', 'param', 'sign'])('a request without %s names it', async (missing) => {
  const fields: Record<string, string> = { ...sealRequest(TEST_APP, orderTerms(NOTIFY)) };
  delete fields[missing];
  expect(await send(form(fields))).toMatchObject({ status: 200, code: -2, message: `${missing} 不能为空` });
});

test('a wrong signature, an undecryptable param and broken JSON are told apart', async () => {
  const good = sealRequest(TEST_APP, orderTerms(NOTIFY));
  expect(await send(form({ ...good, sign: '0'.repeat(32) }))).toMatchObject({
    code: -2,
    message: expect.stringContaining('sign 签名错误'),
  });
  expect(await send(form({ ...good, param: `${good.param.slice(0, -4)}AAA=` }))).toMatchObject({
    code: -2,
    message: expect.stringContaining('sign 签名错误'),
  });
  expect(await send(form(signed('bm90IGFlcw==')))).toMatchObject({
    code: -2,
    message: expect.stringContaining('param 解密失败'),
  });
  expect(await send(form(signed('!!!')))).toMatchObject({
    code: -2,
    message: expect.stringContaining('param 解密失败'),
  });
  const text = (plain: string) => send(form(signed(encrypt(TEST_APP.cipher, TEST_APP.aesKey, plain))));
  expect(await text('{"body":')).toMatchObject({ code: -2, message: 'param 解密后不是有效的 JSON' });
  for (const plain of ['[]', '"text"', '1', 'null']) {
    expect(await text(plain)).toMatchObject({ code: -2, message: 'param 必须是 JSON 对象' });
  }
});

test('nothing is decrypted before the signature holds: no padding oracle', async () => {
  const badPadding = await send(form({ ...signed('bm90IGFlcw=='), sign: 'f'.repeat(32) }));
  const goodPadding = await send(
    form({ ...sealRequest(TEST_APP, orderTerms(NOTIFY)), sign: 'f'.repeat(32) }),
  );
  expect(badPadding.message).toBe(goodPadding.message);
});

const BAD_FIELDS: [string, unknown, RegExp][] = [
  ['body', undefined, /^body 不能为空$/],
  ['body', '电'.repeat(43), /^body 过长，不能超过 128 字节$/],
  ['body', ['x'], /^body 类型错误/],
  ['body', true, /^body 类型错误/],
  ['body', 'a\u0000b', /^body 含有不允许的字符$/],
  ['body', '\ud800', /^body 含有不允许的字符$/],
  ['out_trade_no', undefined, /^out_trade_no 不能为空$/],
  ['out_trade_no', '单'.repeat(14), /^out_trade_no 过长，不能超过 40 字节$/],
  ['out_trade_no', { a: 1 }, /^out_trade_no 类型错误/],
  ['total_fee', undefined, /^total_fee 不能为空$/],
  ['total_fee', '0', /^total_fee 必须是正整数/],
  ['total_fee', '-1', /^total_fee 必须是正整数/],
  ['total_fee', '01', /^total_fee 必须是正整数/],
  ['total_fee', '1.5', /^total_fee 必须是正整数/],
  ['total_fee', 1.5, /^total_fee 必须是正整数/],
  ['total_fee', '1e3', /^total_fee 必须是正整数/],
  ['total_fee', '10000000001', /^total_fee 不能超过/],
  ['total_fee', '9'.repeat(40), /^total_fee 过长/],
  ['notify_url', undefined, /^notify_url 不能为空$/],
  ['notify_url', 'ftp://example.com/x', /^notify_url 不是有效的 http\/https 地址$/],
  ['notify_url', 'javascript:alert(1)', /^notify_url 不是有效/],
  ['notify_url', 'http://', /^notify_url 不是有效/],
  ['notify_url', 'http://user:pass@example.com/', /^notify_url 不能包含用户名或密码$/],
  ['notify_url', `http://example.com/${'a'.repeat(1100)}`, /^notify_url 过长/],
  ['return_url', 'javascript://%0aalert(1)', /^return_url 不是有效/],
  ['pay_type', 3, /^pay_type 只能是 1（微信）或 2（支付宝）$/],
  ['pay_type', 'wechat', /^pay_type 只能是/],
  ['openid', 'o-without-pay-type', /^pay_type 不能为空/],
  ['piaoju', 'not json', /^piaoju 不是有效的 JSON 对象$/],
  ['piaoju', {}, /^piaoju.payer_type 不能为空$/],
  ['piaoju', { payer_type: 2, payer_name: '知校', phone: '13000000000' }, /^piaoju.payer_taxnum 不能为空/],
  ['piaoju', { payer_type: 1, payer_name: '小明', phone: '123' }, /^piaoju.phone 格式错误/],
];

test.each(BAD_FIELDS)('order_create refuses %s = %j', async (field, value, message) => {
  const answer = await send(form({ ...sealRequest(TEST_APP, orderTerms(NOTIFY, { [field]: value })) }));
  expect(answer).toMatchObject({ status: 200, code: -2 });
  expect(answer.message).toMatch(message);
});

test.each(['order_query', 'order_cancel', 'order_refund', 'refund_query'])(
  '%s of an unknown order is refused',
  async (name) => {
    const param = { out_trade_no: randomUUID(), refund_fee: '1' };
    const answer = await send(form({ ...sealRequest(TEST_APP, param) }), `/pay_api/${name}`);
    expect(answer).toMatchObject({ status: 200, code: -1, message: '订单不存在' });
  },
);

test('a body too large, a wrong method, a wrong path and a wrong type answer in the envelope', async () => {
  const large = await send('x'.repeat(70_000));
  expect(large).toMatchObject({ status: 413, code: -1, message: expect.stringContaining('请求体过大') });
  const path = await send('', '/pay_api/order_creat');
  expect(path).toMatchObject({ status: 200, code: -1, message: expect.stringContaining('接口不存在') });
  const xml = await send('<xml/>', '/pay_api/order_create', { 'content-type': 'application/xml' });
  expect(xml).toMatchObject({
    status: 200,
    code: -2,
    message: expect.stringContaining('Content-Type 不支持'),
  });
  const empty = await send('');
  expect(empty).toMatchObject({ status: 200, code: -2, message: 'id 不能为空' });
  const got = await fetch(`${gateway.url}/pay_api/order_create`);
  expect(got.status).toBe(200);
  expect(got.headers.get('allow')).toBe('POST');
  expect(await got.json()).toEqual({ ret_code: -1, ret_content: '请使用 POST 方法调用', sign: '' });
});

test('broken multipart and broken JSON bodies are refused by name', async () => {
  const multipart = { 'content-type': 'multipart/form-data; boundary=x' };
  expect(await send('--x\r\nbroken', '/pay_api/order_create', multipart)).toMatchObject({
    code: -2,
    message: expect.stringContaining('multipart'),
  });
  const json = { 'content-type': 'application/json' };
  expect(await send('{', '/pay_api/order_create', json)).toMatchObject({
    code: -2,
    message: '请求体 不是有效的 JSON',
  });
  expect(await send('[]', '/pay_api/order_create', json)).toMatchObject({
    code: -2,
    message: '请求体 必须是 JSON 对象',
  });
});

test('a frozen app is refused with -3 after its signature is checked', async () => {
  const { db } = gateway.app.core;
  const keys = { ...TEST_APP, appId: 'frozen-app' };
  await insertApp(db, gateway.app.core.vault, { ...keys, schoolId: '10086', name: '冻结' }, new Date());
  await db.query({ text: `update apps set frozen = true where app_id = 'frozen-app'` });
  const answer = await fetch(`${gateway.url}/pay_api/order_create`, {
    method: 'POST',
    body: form({ ...sealRequest(keys, orderTerms(NOTIFY)) }),
  });
  expect(readAnswer(keys, (await answer.json()) as SealedResponse)).toMatchObject({
    code: -3,
    message: '账号已被冻结',
  });
});
