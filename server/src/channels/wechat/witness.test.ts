import { expect, test } from 'vitest';
import { Aes, Formatter, Rsa } from 'wechatpay-axios-plugin';
import {
  API_V3_KEY,
  account,
  merchant,
  NOW,
  PLATFORM_KEY_ID,
  platform,
} from '../../../test/helpers/channels/wechat/signing-server.ts';
import { readCallback } from './callbacks.ts';
import { payerParameters } from './payments.ts';
import { authorization } from './signature.ts';
import { parseWechatAccount } from './wechat-account.ts';

// wechatpay-axios-plugin is an implementation we had no hand in: it must agree with ours.

const wechat = parseWechatAccount(account);
const request = {
  method: 'POST',
  target: '/v3/x?y=1',
  timestamp: '1554208460',
  nonce: 'N0NCE',
  body: '{"学":1}',
};

test('the plugin verifies the Authorization header of a request', async () => {
  const header = await authorization(wechat, request);
  const signature = header.match(/signature="([^"]+)"/)?.[1] ?? '';
  const { method, target, timestamp, nonce, body } = request;
  const message = Formatter.request(method, target, timestamp, nonce, body);
  expect(Rsa.verify(message, signature, merchant.publicPem)).toBe(true);
  const theirs = Formatter.authorization(
    wechat.merchantId,
    nonce,
    signature,
    timestamp,
    wechat.merchantSerial,
  );
  // The order of the fields is free.
  const fields = (text: string) => text.split(/[ ,]/).sort();
  expect(fields(header)).toEqual(fields(theirs));
});

test('the plugin verifies the parameters of a payer', async () => {
  const credential = { kind: 'prepay', prepayId: 'wx20141027', expiresAt: NOW } as const;
  const given = await payerParameters({ now: () => NOW }, wechat, 'jsapi', credential);
  const { appId = '', timeStamp = '', nonceStr = '', package: pack = '', paySign = '' } = given;
  const message = Formatter.joinedByLineFeed(appId, timeStamp, nonceStr, pack);
  expect(Rsa.verify(message, paySign, merchant.publicPem)).toBe(true);
});

test('a callback encrypted and signed by the plugin is read', () => {
  const refund = {
    mchid: wechat.merchantId,
    out_trade_no: '1788228000000123456',
    out_refund_no: '1788228000000654321',
    refund_id: '50000000382019052709732678859',
    refund_status: 'SUCCESS',
    amount: { total: 100, refund: 30 },
  };
  const nonce = 'fdasflkja484';
  const body = JSON.stringify({
    id: 'EV-2026090110000000001',
    event_type: 'REFUND.SUCCESS',
    resource: {
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: Aes.AesGcm.encrypt(JSON.stringify(refund), API_V3_KEY, nonce, 'refund'),
      associated_data: 'refund',
      nonce,
    },
  });
  const timestamp = `${NOW.getTime() / 1000}`;
  const headers = {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': PLATFORM_KEY_ID,
    'wechatpay-signature': Rsa.sign(Formatter.response(timestamp, nonce, body), platform.privateKey),
  };
  expect(readCallback(wechat, { headers, body: Buffer.from(body) }, NOW)).toMatchObject({
    kind: 'refund',
    refundNo: '1788228000000654321',
    state: { status: 'succeeded' },
  });
});
