import { createCipheriv, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { ChannelAccount } from '../../../src/channels/channel.ts';

/** A callback as it goes over the wire. */
export interface SentCallback {
  readonly headers: Record<string, string>;
  readonly body: string;
}

const PLATFORM_KEY_ID = 'PUB_KEY_ID_0116000000012026090100000000000001';
const API_V3_KEY = 'ApiV3KeyForTestsApiV3KeyForTests';

const channelKeys = newKeys();
const merchantKeys = newKeys();

/** The merchant, or its service provider and itself. */
export type WechatMerchant =
  | readonly [merchantId: string]
  | readonly [providerId: string, merchantId: string];

/** An account at a WeChat whose keys are the tests': every account has the same, as sub-merchants of one provider do. */
export function wechatAccount(channelAccountId: string, [mchid, sub]: WechatMerchant): ChannelAccount {
  return {
    channelAccountId,
    channel: 'wechat',
    settings: {
      merchantId: mchid,
      ...(sub === undefined ? {} : { subMerchantId: sub }),
      appId: 'wxd678efh567hg6787',
      merchantSerial: '408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB',
      platformKeyId: PLATFORM_KEY_ID,
      platformKeys: { [PLATFORM_KEY_ID]: channelKeys.publicKey },
    },
    secrets: { apiV3Key: API_V3_KEY, merchantPrivateKey: merchantKeys.privateKey },
  };
}

/** The same at an Alipay. */
export function alipayAccount(channelAccountId: string, appId: string, sellerId: string): ChannelAccount {
  return {
    channelAccountId,
    channel: 'alipay',
    settings: { appId, sellerId, mode: 'key', alipayPublicKey: channelKeys.publicKey },
    secrets: { appPrivateKey: merchantKeys.privateKey },
  };
}

/** What is told of a payment, or of its refund, by the channel's words for the merchant. */
export interface SignedMoney {
  readonly paymentNo: string;
  readonly refundNo?: string;
  readonly transactionId?: string;
  /** By default new: a repeat has the same. */
  readonly callbackId?: string;
}

/** A callback of WeChat, really encrypted and signed, about 100 fen paid or 40 of them given back. */
export function wechatCallback([mchid, sub]: WechatMerchant, told: SignedMoney, now: Date): SentCallback {
  const { paymentNo, refundNo, transactionId = `t${paymentNo}`, callbackId = `EV-${randomUUID()}` } = told;
  const content = JSON.stringify({
    ...(sub === undefined ? { mchid } : { sp_mchid: mchid, sub_mchid: sub }),
    out_trade_no: paymentNo,
    transaction_id: transactionId,
    ...(refundNo === undefined
      ? { trade_state: 'SUCCESS', success_time: now.toISOString(), amount: { total: 100, currency: 'CNY' } }
      : {
          out_refund_no: refundNo,
          refund_id: `r${refundNo}`,
          refund_status: 'SUCCESS',
          amount: { total: 100, refund: 40 },
        }),
  });
  const aes = createCipheriv('aes-256-gcm', API_V3_KEY, 'fdasflkja484').setAAD(Buffer.alloc(0));
  const sealed = Buffer.concat([aes.update(content), aes.final(), aes.getAuthTag()]);
  const resource = { algorithm: 'AEAD_AES_256_GCM', nonce: 'fdasflkja484', associated_data: '' };
  const body = JSON.stringify({
    id: callbackId,
    event_type: refundNo === undefined ? 'TRANSACTION.SUCCESS' : 'REFUND.SUCCESS',
    resource: { ...resource, ciphertext: sealed.toString('base64') },
  });
  return { headers: wechatHeaders(body, now), body };
}

/** Any body under WeChat's signature. */
export function wechatHeaders(body: string, now: Date): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const message = Buffer.from(`${timestamp}\nn\n${body}\n`);
  return {
    'content-type': 'application/json',
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': 'n',
    'wechatpay-serial': PLATFORM_KEY_ID,
    'wechatpay-signature': sign('sha256', message, channelKeys.privateKey).toString('base64'),
  };
}

/** A notice of Alipay, really signed, about 1.00 yuan paid; with `refundNo` the one that follows a refund of it. */
export function alipayCallback(appId: string, sellerId: string, told: SignedMoney): SentCallback {
  const { paymentNo, refundNo, transactionId = `t${paymentNo}`, callbackId = randomUUID() } = told;
  const form: Record<string, string> = {
    notify_type: 'trade_status_sync',
    notify_id: callbackId,
    app_id: appId,
    seller_id: sellerId,
    trade_no: transactionId,
    out_trade_no: paymentNo,
    trade_status: 'TRADE_SUCCESS',
    total_amount: '1.00',
    gmt_payment: '2026-09-01 09:59:58',
    ...(refundNo === undefined
      ? {}
      : { refund_fee: '0.40', out_biz_no: refundNo, gmt_refund: '2026-09-01 10:00:00.123' }),
  };
  const message = Object.keys(form)
    .sort()
    .map((name) => `${name}=${form[name]}`)
    .join('&');
  const signature = sign('sha256', Buffer.from(message), channelKeys.privateKey).toString('base64');
  const body = new URLSearchParams({ ...form, sign_type: 'RSA2', sign: signature }).toString();
  return { headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }, body };
}

function newKeys() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}
