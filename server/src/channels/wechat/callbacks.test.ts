import { createCipheriv } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  API_V3_KEY,
  account,
  CERTIFICATE_SERIAL,
  certificate,
  NOW,
  signatureHeaders,
  stranger,
} from '../../../test/helpers/channels/wechat/signing-server.ts';
import { CallbackRejected } from '../channel.ts';
import { callbackReply, readCallback } from './callbacks.ts';
import { parseWechatAccount } from './wechat-account.ts';

const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o';

const payment = {
  mchid: '1900007291',
  out_trade_no: '1788228000000123456',
  transaction_id: '4200000925202101284997714292',
  trade_state: 'SUCCESS',
  success_time: '2026-09-01T09:59:58+08:00',
  payer: { openid: OPENID },
  amount: { total: 100, currency: 'CNY' },
};
const refund = {
  mchid: '1900007291',
  out_trade_no: '1788228000000123456',
  out_refund_no: '1788228000000654321',
  refund_id: '50000000382019052709732678859',
  refund_status: 'SUCCESS',
  amount: { total: 100, refund: 30, payer_total: 100, payer_refund: 30 },
};

function eventBody(
  type: string,
  content: unknown,
  { key = API_V3_KEY, associatedData = 'transaction', resource = {} } = {},
): string {
  const nonce = 'fdasflkja484';
  const aes = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(associatedData));
  const sealed = Buffer.concat([aes.update(JSON.stringify(content)), aes.final(), aes.getAuthTag()]);
  return JSON.stringify({
    id: 'EV-2026090110000000001',
    create_time: '2026-09-01T10:00:00+08:00',
    resource_type: 'encrypt-resource',
    event_type: type,
    summary: '支付成功',
    resource: {
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: sealed.toString('base64'),
      associated_data: associatedData,
      nonce,
      ...resource,
    },
  });
}

function read(body: string, headers: Record<string, string> = signatureHeaders(body)) {
  return readCallback(parseWechatAccount(account), { headers, body: Buffer.from(body) }, NOW);
}

function rejection(body: string, headers?: Record<string, string>): CallbackRejected {
  try {
    read(body, headers);
  } catch (error) {
    if (error instanceof CallbackRejected) return error;
    throw error;
  }
  throw new Error('the callback was taken');
}

test.each(['transaction', ''])('a payment is read (associated data %j)', (associatedData) => {
  expect(read(eventBody('TRANSACTION.SUCCESS', payment, { associatedData }))).toEqual({
    callbackId: 'EV-2026090110000000001',
    content: JSON.stringify(payment),
    kind: 'payment',
    paymentNo: '1788228000000123456',
    state: {
      status: 'paid',
      evidence: {
        transactionId: '4200000925202101284997714292',
        paidAmount: 100,
        paidAt: new Date('2026-09-01T01:59:58Z'),
        payerUid: OPENID,
      },
    },
  });
});

test('a callback signed with the other live key is read', () => {
  const body = eventBody('TRANSACTION.SUCCESS', payment);
  const headers = signatureHeaders(body, { key: certificate.privateKey, serial: CERTIFICATE_SERIAL });
  expect(read(body, headers).kind).toBe('payment');
});

test.each([
  ['SUCCESS', 'succeeded'],
  ['CLOSED', 'closed'],
  ['ABNORMAL', 'abnormal'],
  ['SOMETHING_NEW', 'processing'],
])('a refund in state %s is %s', (refund_status, status) => {
  expect(read(eventBody(`REFUND.${refund_status}`, { ...refund, refund_status }))).toMatchObject({
    kind: 'refund',
    refundNo: '1788228000000654321',
    state: { status, refundAmount: 30, channelRefundId: '50000000382019052709732678859' },
  });
});

test('a trade state nobody knows is pending', () => {
  const body = eventBody('TRANSACTION.SOMETHING', { ...payment, trade_state: 'SOMETHING_NEW' });
  expect(read(body)).toMatchObject({ state: { status: 'pending' } });
});

test.each([
  ['unsigned', eventBody('TRANSACTION.SUCCESS', payment), {}, '缺少签名头'],
  [
    'signed by a stranger',
    eventBody('TRANSACTION.SUCCESS', payment),
    signatureHeaders(eventBody('TRANSACTION.SUCCESS', payment), { key: stranger.privateKey }),
    '验签不通过',
  ],
  [
    'replayed after the window',
    eventBody('TRANSACTION.SUCCESS', payment),
    signatureHeaders(eventBody('TRANSACTION.SUCCESS', payment), { skewSeconds: -301 }),
    '签名时间戳相差超过 5 分钟',
  ],
  ['not even JSON, unsigned', '{', {}, '缺少签名头'],
])('refused before anything is decrypted: %s', (_name, body, headers, message) => {
  expect(rejection(body, headers).message).toBe(message);
});

test.each([
  ['another merchant', eventBody('TRANSACTION.SUCCESS', { ...payment, mchid: '1' }), '商户号与账户不符'],
  ["another merchant's refund", eventBody('REFUND.SUCCESS', { ...refund, mchid: '1' }), '商户号与账户不符'],
  [
    'another currency',
    eventBody('TRANSACTION.SUCCESS', { ...payment, amount: { total: 100, currency: 'USD' } }),
    '币种不是 CNY',
  ],
  [
    'another APIv3 key',
    eventBody('TRANSACTION.SUCCESS', payment, { key: 'x'.repeat(32) }),
    '解密失败：请检查 APIv3 密钥',
  ],
  [
    'other associated data',
    eventBody('TRANSACTION.SUCCESS', payment, { resource: { associated_data: 'refund' } }),
    '解密失败：请检查 APIv3 密钥',
  ],
  [
    'no ciphertext to speak of',
    eventBody('TRANSACTION.SUCCESS', payment, { resource: { ciphertext: 'AAAA' } }),
    '密文格式不对',
  ],
  [
    'another algorithm',
    eventBody('TRANSACTION.SUCCESS', payment, { resource: { algorithm: 'NONE' } }),
    '加密算法不认识',
  ],
  ['another kind of event', eventBody('COUPON.USE', payment), '回调类型不认识'],
  [
    'a refund that says status',
    eventBody('REFUND.SUCCESS', { ...refund, refund_status: undefined, status: 'SUCCESS' }),
    '缺少字段 refund_status',
  ],
  ['not JSON', 'null', '内容不是 JSON 对象'],
])('refused though signed: %s', (_name, body, message) => {
  const error = rejection(body);
  expect(error.message).toBe(message);
  expect(error.message).not.toContain(OPENID);
});

test('the old XML of refunds made by hand is a hint and no evidence, and is answered in kind', () => {
  const requestBody = { headers: {}, body: Buffer.from('<xml><return_code>SUCCESS</return_code></xml>') };
  expect(readCallback(parseWechatAccount(account), requestBody, NOW)).toEqual({ kind: 'hint' });
  expect(callbackReply(true, requestBody)).toEqual({
    status: 200,
    contentType: 'text/xml',
    body: '<xml><return_code><![CDATA[SUCCESS]]></return_code></xml>',
  });
  expect(callbackReply(false, requestBody).body).toContain('FAIL');
});

test('the reply WeChat takes as received, and the one that makes it repeat', () => {
  const json = { headers: {}, body: Buffer.from('{}') };
  expect(callbackReply(true, json)).toMatchObject({ status: 204, body: '' });
  expect(callbackReply(false, json)).toMatchObject({
    status: 500,
    body: '{"code":"FAIL","message":"失败"}',
  });
});
