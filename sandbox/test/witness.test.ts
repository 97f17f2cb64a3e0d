import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin';
import { verifiesLines } from '../src/wechat/signature.ts';
import { API_V3_KEY, MCHID, MERCHANT_PRIVATE_KEY, SERIAL } from './helpers/merchant.ts';
import { startTestSandbox, type TestSandbox } from './helpers/sandbox.ts';
import { waitFor } from './helpers/wait-for.ts';

// wechatpay-axios-plugin is an implementation nobody here wrote: it signs and must be understood,
// it verifies and must be satisfied.

interface Vectors {
  readonly publicKeyPem: string;
  readonly vectors: readonly { name: string; message: string; signature: string }[];
}

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox[Symbol.asyncDispose]());

function clientWith(platformSerial: string, platformKey: string) {
  const plugin = new Wechatpay({
    baseURL: `${sandbox.url}/`,
    headers: { 'Wechatpay-Serial': platformSerial },
    mchid: MCHID,
    serial: SERIAL,
    privateKey: MERCHANT_PRIVATE_KEY,
    certs: { [platformSerial]: platformKey },
  });
  return {
    get: (path: string, params = {}) => plugin.client.request(path, 'get', undefined, { params }),
    post: (path: string, body: object) => plugin.client.request(path, 'post', body),
  };
}

test.each(['public key', 'certificate'])(
  'create, pay, query, refund, callbacks, with a platform %s',
  async (mode) => {
    const { platform, receiver } = sandbox;
    const isCertificate = mode === 'certificate';
    const serial = isCertificate ? platform.platform_certificate_serial : platform.platform_public_key_id;
    const pem = isCertificate ? platform.platform_certificate_pem : platform.platform_public_key_pem;
    await sandbox.admin('PATCH', `/wechat/merchants/${MCHID}`, { key_mode: mode.replace(' ', '_') });
    const client = clientWith(serial, pem);
    const publicKey = Rsa.from(pem, Rsa.KEY_TYPE_PUBLIC);
    receiver.received.splice(0);

    const terms = sandbox.orderTerms();
    const created = await client.post('v3/pay/transactions/native', terms);
    expect(created.data.code_url).toMatch(/^weixin:\/\/wxpay\/bizpayurl\?pr=\w+$/);
    const orderPath = `v3/pay/transactions/out-trade-no/${terms.out_trade_no}`;
    const unpaid = await client.get(orderPath, { mchid: MCHID });
    expect(unpaid.data).toMatchObject({ trade_state: 'NOTPAY', amount: { total: 100 } });
    expect(unpaid.data).not.toHaveProperty('transaction_id');

    await sandbox.admin('POST', '/wechat/pay', { code_url: created.data.code_url });
    const paid = await client.get(orderPath, { mchid: MCHID });
    expect(paid.data).toMatchObject({ trade_state: 'SUCCESS', trade_type: 'NATIVE' });
    const told = await nextCallback(publicKey, serial);
    expect(told).toMatchObject({ out_trade_no: terms.out_trade_no, trade_state: 'SUCCESS', mchid: MCHID });
    expect(told.transaction_id).toBe(paid.data.transaction_id);

    const refundTerms = sandbox.refundTerms(terms.out_trade_no, 30);
    const refund = await client.post('v3/refund/domestic/refunds', refundTerms);
    expect(refund.data).toMatchObject({ status: 'PROCESSING', amount: { refund: 30, total: 100 } });
    await sandbox.admin('POST', '/clock', { advance_ms: 1000 });
    const refundTold = await nextCallback(publicKey, serial);
    expect(refundTold).toMatchObject({ refund_status: 'SUCCESS', refund_id: refund.data.refund_id });
    expect(refundTold).not.toHaveProperty('status');
    const refunded = await client.get(`v3/refund/domestic/refunds/${refundTerms.out_refund_no}`);
    expect(refunded.data).toMatchObject({ status: 'SUCCESS', success_time: expect.any(String) });
    const after = await client.get(`v3/pay/transactions/id/${paid.data.transaction_id}`, { mchid: MCHID });
    expect(after.data.trade_state).toBe('REFUND');
  },
);

test('a 204 is signed over its empty body', async () => {
  const { platform } = sandbox;
  const client = clientWith(platform.platform_public_key_id, platform.platform_public_key_pem);
  const terms = sandbox.orderTerms();
  await client.post('v3/pay/transactions/native', terms);
  const closed = await client.post(`v3/pay/transactions/out-trade-no/${terms.out_trade_no}/close`, {
    mchid: MCHID,
  });
  expect(closed.status).toBe(204);
});

test('a business error reaches the client with its code', async () => {
  const { platform } = sandbox;
  const client = clientWith(platform.platform_public_key_id, platform.platform_public_key_pem);
  const unknown = client.get('v3/pay/transactions/out-trade-no/NOSUCHORDER', { mchid: MCHID });
  await expect(unknown).rejects.toMatchObject({
    response: { status: 404, data: { code: 'ORDER_NOT_EXIST' } },
  });
});

test('the downloaded platform certificate verifies the very answer it came in', async () => {
  const { platform } = sandbox;
  const answer = await sandbox.call('GET', '/v3/certificates', undefined, {
    platformSerial: platform.platform_certificate_serial,
  });
  const [only] = answer.content.data as {
    serial_no: string;
    encrypt_certificate: { nonce: string; associated_data: string; ciphertext: string };
  }[];
  const { nonce, associated_data, ciphertext } = only?.encrypt_certificate ?? {
    nonce: '',
    associated_data: '',
    ciphertext: '',
  };
  const pem = Aes.AesGcm.decrypt(ciphertext, API_V3_KEY, nonce, associated_data);
  const certificate = new X509Certificate(pem);
  expect(certificate.serialNumber).toBe(only?.serial_no);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  const signed = Formatter.response(
    answer.headers.get('wechatpay-timestamp') ?? '',
    answer.headers.get('wechatpay-nonce') ?? '',
    answer.text,
  );
  const key = Rsa.from(pem, Rsa.KEY_TYPE_PUBLIC);
  expect(Rsa.verify(signed, answer.headers.get('wechatpay-signature') ?? '', key)).toBe(true);
});

test('WeChat’s own signed examples verify, and not with a byte changed', () => {
  const file = readFileSync(new URL('./official-vectors.json', import.meta.url), 'utf8');
  const { publicKeyPem, vectors } = JSON.parse(file) as Vectors;
  expect(vectors).toHaveLength(3);
  for (const { message, signature } of vectors) {
    const lines = message.split('\n').slice(0, -1);
    expect(verifiesLines(publicKeyPem, lines, signature)).toBe(true);
    expect(verifiesLines(publicKeyPem, [...lines, ''], signature)).toBe(false);
  }
});

/** The oldest callback not yet looked at, verified and decrypted by the plugin. */
async function nextCallback(
  key: ReturnType<typeof Rsa.from>,
  serial: string,
): Promise<Record<string, unknown>> {
  const { headers, body } = await waitFor('a callback', () => sandbox.receiver.received.shift());
  expect(headers['wechatpay-serial']).toBe(serial);
  const signed = Formatter.response(
    String(headers['wechatpay-timestamp']),
    String(headers['wechatpay-nonce']),
    body,
  );
  expect(Rsa.verify(signed, String(headers['wechatpay-signature']), key)).toBe(true);
  const { resource } = JSON.parse(body) as {
    resource: { nonce: string; ciphertext: string; associated_data: string };
  };
  const text = Aes.AesGcm.decrypt(resource.ciphertext, API_V3_KEY, resource.nonce, resource.associated_data);
  return JSON.parse(text) as Record<string, unknown>;
}
