import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ApiAnswer } from './helpers/merchant.ts';
import { isSigned, MCHID } from './helpers/merchant.ts';
import { startTestSandbox, type TestSandbox } from './helpers/sandbox.ts';

const NATIVE = '/v3/pay/transactions/native';
const REFUNDS = '/v3/refund/domestic/refunds';
const MALFORMED_HEADER = 'Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》';
const STALE = 'Http头Authorization中的timestamp与发起请求的时间不得超过5分钟';

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const nowSeconds = () => Math.floor(Date.now() / 1000);

function expectUnsigned(answer: ApiAnswer, status: number, code: string, message: string): void {
  expect(answer.status).toBe(status);
  expect(answer.content).toMatchObject({ code, message });
  expect([...answer.headers.keys()].filter((name) => name.startsWith('wechatpay-'))).toEqual([]);
}

test('paths and methods come first, with empty answers', async () => {
  const unknown = await sandbox.call('POST', '/v3/pay/transactions/nothing', {}, { authorization: 'none' });
  expect([unknown.status, unknown.text]).toEqual([404, '']);
  const wrongMethod = await sandbox.call('GET', NATIVE, undefined, { authorization: 'none' });
  expect([wrongMethod.status, wrongMethod.text]).toEqual([405, '']);
});

test.each([
  ['no known scheme', 'Bearer x'],
  ['nothing', ''],
  ['a field missing', 'WECHATPAY2-SHA256-RSA2048 mchid="1",nonce_str="1",signature="1",timestamp="1"'],
])('a header with %s is refused in the words of the endpoint', async (_name, authorization) => {
  const order = await sandbox.call('POST', NATIVE, sandbox.orderTerms(), { authorization });
  expectUnsigned(order, 401, 'SIGN_ERROR', '签名信息错误，验签失败');
  expect(order.headers.get('request-id')).toBeNull();
  const refund = await sandbox.call('GET', `${REFUNDS}/R1`, undefined, { authorization });
  expectUnsigned(refund, 401, 'SIGN_ERROR', MALFORMED_HEADER);
});

test('a forged signature is refused', async () => {
  const answer = await sandbox.call('POST', NATIVE, sandbox.orderTerms(), { signedBody: '{}' });
  expectUnsigned(answer, 401, 'SIGN_ERROR', '签名错误');
});

test.each([-310, 310])(
  'a request %i seconds off is refused, before its signature is looked at',
  async (by) => {
    const answer = await sandbox.call('POST', NATIVE, sandbox.orderTerms(), {
      timestampSeconds: nowSeconds() + by,
      signedBody: 'other',
    });
    expectUnsigned(answer, 401, 'SIGN_ERROR', STALE);
  },
);

test('a request 290 seconds off is taken', async () => {
  const options = { timestampSeconds: nowSeconds() - 290 };
  expect((await sandbox.call('POST', NATIVE, sandbox.orderTerms(), options)).status).toBe(200);
});

test.each([{ serial: 'A'.repeat(40) }, { mchid: '1900000002' }])(
  'an unknown serial or merchant: %o',
  async (who) => {
    const answer = await sandbox.call('POST', NATIVE, sandbox.orderTerms(), who);
    expectUnsigned(answer, 401, 'SIGN_ERROR', expect.stringContaining('商户证书序列号有误'));
  },
);

test('refunds and certificates insist on a User-Agent, orders do not', async () => {
  const headers = { 'user-agent': '' };
  const refund = await sandbox.call('GET', `${REFUNDS}/R1`, undefined, { headers });
  expectUnsigned(refund, 400, 'INVALID_REQUEST', 'Http头缺少Accept或User-Agent');
  const order = await sandbox.call('POST', NATIVE, sandbox.orderTerms(), { headers });
  expect(order.status).toBe(200);
});

test('business refusals are signed, and by a switch they are not', async () => {
  const target = `/v3/pay/transactions/out-trade-no/NOSUCHORDER?mchid=${MCHID}`;
  const signed = await sandbox.call('GET', target);
  expect(signed.content.code).toBe('ORDER_NOT_EXIST');
  expect(isSigned(sandbox.platform, signed.headers, signed.text)).toBe(true);
  expect(signed.headers.get('request-id')).toMatch(/-268512771$/);
  await sandbox.admin('PATCH', `/wechat/merchants/${MCHID}`, { sign_business_errors: false });
  expectUnsigned(await sandbox.call('GET', target), 404, 'ORDER_NOT_EXIST', '订单不存在');
  await sandbox.admin('PATCH', `/wechat/merchants/${MCHID}`, { sign_business_errors: true });
});

test('the key of the answer is the one asked for, otherwise the merchant’s own', async () => {
  const { platform } = sandbox;
  const create = async (platformSerial?: string) => {
    const options = platformSerial === undefined ? {} : { platformSerial };
    const answer = await sandbox.call('POST', NATIVE, sandbox.orderTerms(), options);
    expect(isSigned(platform, answer.headers, answer.text)).toBe(true);
    return answer.headers.get('wechatpay-serial');
  };
  expect(await create()).toBe(platform.platform_public_key_id);
  expect(await create(platform.platform_certificate_serial)).toBe(platform.platform_certificate_serial);
  await sandbox.admin('PATCH', `/wechat/merchants/${MCHID}`, { key_mode: 'certificate' });
  expect(await create()).toBe(platform.platform_certificate_serial);
  expect(await create(platform.platform_public_key_id)).toBe(platform.platform_public_key_id);
  await sandbox.admin('PATCH', `/wechat/merchants/${MCHID}`, { key_mode: 'public_key' });
});
