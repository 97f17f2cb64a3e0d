import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { selfSignedCertificate } from '../../src/wechat/x509.ts';
import { APP_ID, appKeys, certificateSn, isProven, send, signedRequest } from '../helpers/alipay-merchant.ts';
import { type AlipaySandbox, startAlipaySandbox } from '../helpers/alipay-sandbox.ts';

const QUERY = 'alipay.trade.query';
const NOBODY = { out_trade_no: 'NOBODY' };

let sandbox: AlipaySandbox;
beforeAll(async () => {
  sandbox = await startAlipaySandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });

test.each([
  [{ app_id: undefined }, '40001', 'isv.missing-app-id'],
  [{ app_id: '2021000000009999', charset: 'gbk' }, '40002', 'isv.invalid-app-id'],
  [{ sign_type: undefined }, '40001', 'isv.missing-signature-type'],
  [{ sign_type: 'RSA', version: '2.0' }, '40002', 'isv.invalid-signature-type'],
  [{ charset: 'gbk' }, '40002', 'isv.invalid-charset'],
  [{ format: 'XML' }, '40002', 'isv.invalid-format'],
  [{ version: undefined }, '40001', 'isv.missing-version'],
  [{ version: '2.0' }, '40002', 'isv.invalid-version'],
  [{ timestamp: undefined }, '40001', 'isv.missing-timestamp'],
  [{ timestamp: '2026-13-01 00:00:00' }, '40002', 'isv.invalid-timestamp'],
  [{ method: 'alipay.trade.nothing' }, '40002', 'isv.invalid-method'],
  [{ method: undefined }, '40001', 'isv.missing-method'],
  [{ biz_content: 'x' }, '40002', 'isv.illegal-json'],
  [{ biz_content: '[]' }, '40002', 'isv.illegal-json'],
])('%o is refused without a signature', async (changes, code, subCode) => {
  const answer = await sandbox.call(QUERY, NOBODY, changes);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/html;charset=utf-8');
  expect(answer.content).toMatchObject({ code, sub_code: subCode });
  expect(answer.sign).toBeUndefined();
  const isNamed = !('method' in changes);
  expect(answer.name).toBe(isNamed ? 'alipay_trade_query_response' : 'error_response');
});

test('the form comes before the signature, the signature before the method', async () => {
  const { sign: _, ...unsigned } = signedRequest(QUERY, NOBODY);
  expect((await send(sandbox.url, unsigned)).content.sub_code).toBe('isv.missing-signature');
  const forge = (method: string, changes = {}) =>
    send(sandbox.url, signedRequest(method, NOBODY, changes, stranger.privateKey));
  expect((await forge(QUERY)).content.sub_code).toBe('isv.invalid-signature');
  expect((await forge('alipay.nothing')).content.sub_code).toBe('isv.invalid-signature');
  expect((await forge(QUERY, { version: '2.0' })).content.sub_code).toBe('isv.invalid-version');
});

test('a permission that was not given', async () => {
  await sandbox.admin('PATCH', `/alipay/apps/${APP_ID}`, { denied_methods: [QUERY] });
  const answer = await sandbox.call(QUERY, NOBODY);
  expect(answer.content).toMatchObject({ code: '40006', sub_code: 'isv.insufficient-isv-permissions' });
  expect(answer.sign).toBeUndefined();
  await sandbox.admin('PATCH', `/alipay/apps/${APP_ID}`, { denied_methods: [] });
});

test('business errors are signed, or not, by a switch', async () => {
  const refused = await sandbox.call(QUERY, NOBODY);
  expect(refused.content).toEqual({
    code: '40004',
    msg: 'Business Failed',
    sub_code: 'ACQ.TRADE_NOT_EXIST',
    sub_msg: '交易不存在',
  });
  expect(isProven(refused, sandbox.alipayKey)).toBe(true);
  await sandbox.admin('PATCH', `/alipay/apps/${APP_ID}`, { sign_business_errors: false });
  const unsigned = await sandbox.call(QUERY, NOBODY);
  expect(unsigned.content).toEqual(refused.content);
  expect(unsigned.sign).toBeUndefined();
  await sandbox.admin('PATCH', `/alipay/apps/${APP_ID}`, { sign_business_errors: true });
});

test('slashes are escaped in the very text that is signed', async () => {
  const answer = await sandbox.call('alipay.trade.precreate', sandbox.terms());
  expect(answer.response).toContain(`"qr_code":"${sandbox.url.replaceAll('/', '\\/')}\\/qr\\/`);
  expect(isProven(answer, sandbox.alipayKey)).toBe(true);
  expect(Object.keys(JSON.parse(answer.text))).toEqual(['alipay_trade_precreate_response', 'sign']);
});

test.each([
  [{ total_amount: '0.00' }, 'ACQ.INVALID_PARAMETER'],
  [{ total_amount: '1.001' }, 'ACQ.INVALID_PARAMETER'],
  [{ total_amount: '1e2' }, 'ACQ.INVALID_PARAMETER'],
  [{ total_amount: '100000000.01' }, 'ACQ.TOTAL_FEE_EXCEED'],
  [{ subject: undefined }, 'ACQ.INVALID_PARAMETER'],
  [{ subject: '学费/电费' }, 'ACQ.INVALID_PARAMETER'],
  [{ out_trade_no: 'A-1' }, 'ACQ.INVALID_PARAMETER'],
  [{ out_trade_no: 'A'.repeat(65) }, 'ACQ.INVALID_PARAMETER'],
  [{ body: 'x'.repeat(129) }, 'ACQ.INVALID_PARAMETER'],
  [{ unheard_of: '1' }, 'ACQ.INVALID_PARAMETER'],
  [{ goods_detail: 'x' }, 'ACQ.INVALID_PARAMETER'],
  [{ body: 'x out_trade_no x' }, 'isv.suspected-attack'],
  [{ time_expire: '2026-01-01 00:00:00' }, 'ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR'],
  [{ time_expire: 'soon' }, 'ACQ.INVALID_PARAMETER'],
  [{ timeout_express: '1.5h' }, 'ACQ.INVALID_PARAMETER'],
])('a payment with %o is refused', async (changes, subCode) => {
  const answer = await sandbox.call('alipay.trade.precreate', sandbox.terms(changes));
  expect(answer.content.sub_code).toBe(subCode);
});

test('a payer is shown a refusal as a page in GBK', async () => {
  const request = signedRequest('alipay.trade.page.pay', sandbox.terms(), { app_id: '2021000000009999' });
  const answer = await fetch(`${sandbox.url}/gateway.do?${new URLSearchParams(request)}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/html;charset=GBK');
  const page = new TextDecoder('gbk', { fatal: true }).decode(await answer.arrayBuffer());
  expect(page).toContain('调试错误，请回到请求来源地，重新发起请求。');
  expect(page).toContain('错误代码 invalid-app-id');
});

test('in certificate mode requests name their certificates, and answers Alipay’s', async () => {
  const now = Date.now();
  const certificate = selfSignedCertificate({
    serial: '11'.repeat(20),
    commonName: 'the app',
    validFrom: now - 1000,
    validTo: now + 86_400_000,
    ...appKeys,
  });
  const body = { seller_id: '2088000000000011', certificate_pem: certificate };
  const appId = '2021000000000002';
  const { content } = await sandbox.admin('PUT', `/alipay/apps/${appId}`, body);
  const alipayCertificate = String(content.alipay_certificate_pem);
  const own = {
    app_id: appId,
    app_cert_sn: certificateSn(certificate),
    alipay_root_cert_sn: certificateSn(String(content.alipay_root_certificate_pem)),
  };
  const ask = (changes: Record<string, string | undefined> = {}) =>
    sandbox.call(QUERY, NOBODY, { ...own, ...changes });
  for (const [changes, subCode] of [
    [{ app_cert_sn: undefined }, 'isv.missing-app-cert-sn'],
    [{ alipay_root_cert_sn: undefined }, 'isv.missing-alipay-root-cert-sn'],
    [{ alipay_root_cert_sn: 'x' }, 'isv.invalid-alipay-root-cert-sn'],
    [{ app_cert_sn: 'x' }, 'isv.invalid-app-cert-sn'],
  ] as const) {
    expect((await ask(changes)).content.sub_code).toBe(subCode);
  }
  const refused = await ask();
  expect(refused.content.sub_code).toBe('ACQ.TRADE_NOT_EXIST');
  expect(refused.certificateSn).toBe(certificateSn(alipayCertificate));
  expect(isProven(refused, alipayCertificate)).toBe(true);

  const rotated = await sandbox.admin('PATCH', `/alipay/apps/${appId}`, { rotated: true });
  const successor = await ask();
  expect(successor.certificateSn).not.toBe(refused.certificateSn);
  expect(isProven(successor, alipayCertificate)).toBe(false);
  const download = 'alipay.open.app.alipaycert.download';
  const { content: got } = await sandbox.call(download, { alipay_cert_sn: successor.certificateSn }, own);
  const downloaded = Buffer.from(got.alipay_cert_content ?? '', 'base64').toString();
  expect(downloaded).toBe(rotated.content.alipay_certificate_pem);
  expect(isProven(successor, downloaded)).toBe(true);
  const unknown = await sandbox.call(download, { alipay_cert_sn: 'x' }, own);
  expect(unknown.content.sub_code).toBe('isv.alipay-cert-not-exist');

  await sandbox.admin('POST', '/clock', { advance_ms: 2 * 86_400_000 });
  expect((await ask()).content.sub_code).toBe('isv.app-cert-expired');
  await sandbox.admin('PUT', '/clock', { offset_ms: 0 });
});

test('what registers must be a key of RSA', async () => {
  const target = `/alipay/apps/${APP_ID}`;
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = ec.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  for (const key of ['x', pem]) {
    const answer = await sandbox.admin('PUT', target, { seller_id: '2088000000000011', public_key_pem: key });
    expect(answer.status).toBe(400);
  }
});
