import { createCipheriv, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { openVault } from '@zhixiao/server/lib/vault';
import { saveChannelAccount } from '@zhixiao/server/merchants/account-store';
import { httpPost } from '../load/requests.ts';
import { MASTER_KEY } from '../product/server.ts';
import { KEYS, ORDER_TERMS } from '../scenarios/legs.ts';
import { withDatabase } from './database.ts';

/** The merchant account that callbacks of a run are for, and WeChat's side of its keys. */
export const ACCOUNT_ID = 'bench-wechat';

const MERCHANT_ID = '1900000999';
const APP_ID = 'wx0000000000bench1';
const KEY_ID = 'PUB_KEY_ID_0119000009992026110100000000000001';
const API_V3_KEY = randomBytes(16).toString('hex');
const PEM = {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
} as const;
const platform = generateKeyPairSync('rsa', PEM);
const merchant = generateKeyPairSync('rsa', PEM);

/** Gives the test app a WeChat merchant of its own whose callbacks this run can sign. */
export async function saveAccount(databaseUrl: string): Promise<void> {
  const account = {
    channelAccountId: ACCOUNT_ID,
    channel: 'wechat' as const,
    schoolId: '10086',
    appId: KEYS.appId,
    settings: {
      merchantId: MERCHANT_ID,
      appId: APP_ID,
      merchantSerial: randomBytes(20).toString('hex').toUpperCase(),
      platformKeyId: KEY_ID,
      platformKeys: { [KEY_ID]: platform.publicKey },
    },
    secrets: { apiV3Key: API_V3_KEY, merchantPrivateKey: merchant.privateKey },
  };
  await withDatabase(databaseUrl, (db) => saveChannelAccount(db, openVault(MASTER_KEY), account, new Date()));
}

/** WeChat's word that a payment succeeded, encrypted and signed, as it goes on the wire. */
export function paidCallback(paymentNo: bigint): Buffer {
  const now = new Date();
  const transaction = {
    transaction_id: `42000${paymentNo}`,
    amount: { payer_total: PAID_AMOUNT, total: PAID_AMOUNT, currency: 'CNY', payer_currency: 'CNY' },
    mchid: MERCHANT_ID,
    trade_state: 'SUCCESS',
    bank_type: 'OTHERS',
    success_time: now.toISOString(),
    payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
    out_trade_no: String(paymentNo),
    appid: APP_ID,
    trade_state_desc: '支付成功',
    trade_type: 'NATIVE',
    attach: '',
  };
  const body = JSON.stringify({
    id: `EV-${paymentNo}`,
    create_time: now.toISOString(),
    resource_type: 'encrypt-resource',
    event_type: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    resource: {
      original_type: 'transaction',
      algorithm: 'AEAD_AES_256_GCM',
      ...seal(JSON.stringify(transaction)),
    },
  });
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const nonce = randomBytes(16).toString('hex');
  const signature = sign('RSA-SHA256', Buffer.from(`${timestamp}\n${nonce}\n${body}\n`), platform.privateKey);
  return httpPost(`/channel/wechat/${ACCOUNT_ID}`, body, {
    'content-type': 'application/json',
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': KEY_ID,
    'wechatpay-signature': signature.toString('base64'),
  });
}

function seal(text: string) {
  const nonce = randomBytes(6).toString('hex');
  const associatedData = 'transaction';
  const aes = createCipheriv('aes-256-gcm', API_V3_KEY, nonce).setAAD(Buffer.from(associatedData));
  const sealed = Buffer.concat([aes.update(text, 'utf8'), aes.final(), aes.getAuthTag()]);
  return { ciphertext: sealed.toString('base64'), nonce, associated_data: associatedData };
}

/** Amount of every payment that `paidCallback` reports, fen. */
export const PAID_AMOUNT = Number(ORDER_TERMS.total_fee);
