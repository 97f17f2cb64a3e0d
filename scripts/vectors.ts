/**
 * `node scripts/vectors.ts` writes `docs/vectors.json`: messages of the published interface with what each step gives, and
 * beside them what common mistakes give in their place. A test holds the file against this.
 */
import { createCipheriv, createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CIPHERS, type CipherName } from '../protocol/src/cipher.ts';
import { sealRequest, sealResponse } from '../protocol/src/envelope.ts';
import type { RetCode } from '../protocol/src/ret-codes.ts';
import strong from '../protocol/test/profile-vectors.json' with { type: 'json' };

const APP = { appId: 'partner1', appSecret: 'weiweixiao', aesKey: 'AD42F6697B035B7580E4FEF93BE20B4D' };

const CREATE = {
  body: '宿舍电费 5号楼',
  out_trade_no: '29152154523069546710',
  total_fee: '3000',
  notify_url: 'https://dorm.example.edu.cn/notify?a=1&b=2',
};
const PAID = {
  out_trade_no: '29152154523069546710',
  order_id: '1790000000000123456',
  time_end: '2026-09-21 22:13:20',
  uid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  pay_type: '1',
};
const CREATED = {
  out_trade_no: '29152154523069546710',
  order_id: '1790000000000123456',
  url: 'https://pay.example.edu.cn/pay/orderId/1790000000000123456.html',
};

/** What `docs/vectors.json` holds. */
export function vectors() {
  return {
    about:
      '知校聚合支付接口的对照向量：请求、应答、通知各一步一步的结果，以及常见错误得到的结果。说明见 docs/interfaces.md。',
    app: { id: APP.appId, appsecret: APP.appSecret, aes_key: APP.aesKey },
    requests: CIPHERS.map((cipher) => request(cipher, CREATE)),
    responses: CIPHERS.flatMap((cipher) => [
      response(cipher, 0, JSON.stringify(CREATED)),
      response(cipher, -1, '订单已支付'),
    ]),
    notifications: CIPHERS.map((cipher) => notification(cipher)),
    v2: strong,
  };
}

function request(cipher: CipherName, content: object) {
  const text = JSON.stringify(content);
  const { param, sign } = sealRequest({ ...APP, cipher }, content);
  return {
    cipher,
    text,
    param,
    sign,
    form: formOf({ id: APP.appId, param, sign }),
    mistakes: mistakes(cipher, text, param),
  };
}

function response(cipher: CipherName, retCode: RetCode, text: string) {
  const sealed = sealResponse({ ...APP, cipher }, retCode, text);
  return { cipher, text, body: JSON.stringify(sealed), ...sealed };
}

function notification(cipher: CipherName) {
  const sealed = sealRequest({ ...APP, cipher }, PAID);
  return {
    cipher,
    text: JSON.stringify(PAID),
    form: formOf(sealed),
    ...sealed,
    answers: {
      received: ['success', 'SUCCESS\n', '{"ret_code":0}', '{"ret_code":"0","ret_content":"接收处理成功"}'],
      sent_again: ['', 'ok', 'fail', '{"ret_code":-1}', '<html>success</html>'],
    },
  };
}

/** Names are those of the signature debugger. Only `sign` or `param` is wrong, as `wrong` says. */
function mistakes(cipher: CipherName, text: string, param: string) {
  const key = Buffer.from(APP.aesKey, 'ascii');
  const iv = key.subarray(0, 16);
  const keyFor = (name: string, whole: Buffer) => (name.includes('256') ? whole : whole.subarray(0, 16));
  const hex = Buffer.from(APP.aesKey, 'hex');
  const other = cipher === 'aes-256-cbc' ? 'aes-128-cbc' : 'aes-256-cbc';
  const own = keyFor(cipher, key);
  return [
    signed('secret_missing', APP.appId + param),
    signed('secret_not_last', APP.appSecret + APP.appId + param),
    signed('secret_is_aes_key', APP.appId + param + APP.aesKey),
    signed('signed_as_query', `id=${APP.appId}&param=${param}&key=${APP.appSecret}`),
    signed('signed_plain_text', APP.appId + text + APP.appSecret),
    signed('signed_url_encoded', APP.appId + encodeURIComponent(param) + APP.appSecret),
    sealed('key_hex_decoded', aes('aes-128-cbc', hex, iv, text)),
    sealed('key_hashed', aes('aes-128-cbc', createHash('md5').update(APP.aesKey).digest(), iv, text)),
    sealed('other_cipher', aes(other, keyFor(other, key), iv, text)),
    sealed('mode_ecb', aes(cipher.replace('cbc', 'ecb'), own, null, text)),
    sealed('iv_wrong', aes(cipher, own, Buffer.alloc(16), text)),
    sealed('padding_zero', zeroPadded(cipher, own, iv, text)),
    sealed('base64_url_safe', Buffer.from(param, 'base64').toString('base64url')),
    sealed('ciphertext_hex', Buffer.from(param, 'base64').toString('hex')),
  ];
}

function signed(mistake: string, text: string) {
  return { mistake, wrong: 'sign', sign: md5(text) } as const;
}

function sealed(mistake: string, param: string) {
  return { mistake, wrong: 'param', param, sign: md5(APP.appId + param + APP.appSecret) } as const;
}

function aes(cipher: string, key: Buffer, iv: Buffer | null, text: string | Buffer, padding = true): string {
  const made = createCipheriv(cipher, key, iv).setAutoPadding(padding);
  return Buffer.concat([made.update(text), made.final()]).toString('base64');
}

function zeroPadded(cipher: string, key: Buffer, iv: Buffer, text: string): string {
  const plain = Buffer.from(text, 'utf8');
  return aes(cipher, key, iv, Buffer.concat([plain, Buffer.alloc(16 - (plain.length % 16))]), false);
}

function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}

function formOf(fields: { id: string; param: string; sign: string }): string {
  return new URLSearchParams(fields).toString();
}

if (import.meta.main) {
  const file = join(import.meta.dirname, '../docs/vectors.json');
  await writeFile(file, `${JSON.stringify(vectors(), null, 2)}\n`);
}
