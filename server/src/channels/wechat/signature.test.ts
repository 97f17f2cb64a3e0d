import { verify } from 'node:crypto';
import { expect, test } from 'vitest';
import official from '../../../test/helpers/channels/wechat/official-vectors.json' with { type: 'json' };
import {
  account,
  CERTIFICATE_SERIAL,
  certificate,
  NOW,
  PLATFORM_KEY_ID,
  platform,
  signatureHeaders,
  signedByMerchant,
  stranger,
} from '../../../test/helpers/channels/wechat/signing-server.ts';
import { authorization, paySignMessage, requestMessage, signatureDefect } from './signature.ts';
import { parseWechatAccount } from './wechat-account.ts';

const TIMESTAMP = '1554208460';
const NONCE = '593BEC0C930BF1AFEB40B4A08C8FB242';
const PREPAY_ID = 'wx201410272009395522657a690389285100';
const ORDER_BODY =
  '{"appid":"wxd678efh567hg6787","mchid":"1900007291","description":"Image形象店-深圳腾大-QQ公仔",' +
  '"out_trade_no":"1217752501201407033233368018","notify_url":"https://www.weixin.qq.com/wxpay/pay.php",' +
  '"amount":{"total":100,"currency":"CNY"},"payer":{"openid":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}}';

const { platformKeys } = parseWechatAccount(account);

test.each([
  ['jsapi-order-auth', requestMessage('POST', '/v3/pay/transactions/jsapi', TIMESTAMP, NONCE, ORDER_BODY)],
  ['jsapi-paySign', paySignMessage('wx2421b1c4370ec43b', TIMESTAMP, NONCE, `prepay_id=${PREPAY_ID}`)],
  ['app-sign', paySignMessage('wx2421b1c4370ec43b', TIMESTAMP, NONCE, PREPAY_ID)],
])('the message of the official vector %s is built byte for byte', (name, message) => {
  const signature = official.vectors.find((vector) => vector.name === name)?.signature ?? '';
  const holds = (text: string) =>
    verify('sha256', Buffer.from(text), official.publicKeyPem, Buffer.from(signature, 'base64'));
  expect(holds(message)).toBe(true);
  expect(holds(`${message} `)).toBe(false);
});

test('the Authorization header carries five fields and a signature of the merchant', async () => {
  const header = await authorization(parseWechatAccount(account), {
    method: 'GET',
    target: '/v3/x?mchid=1',
    timestamp: TIMESTAMP,
    nonce: NONCE,
    body: '',
  });
  const [, signature = ''] =
    header.match(
      /^WECHATPAY2-SHA256-RSA2048 mchid="1900007291",nonce_str="593BEC0C930BF1AFEB40B4A08C8FB242",signature="([^"]+)",timestamp="1554208460",serial_no="408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB"$/,
    ) ?? [];
  expect(signedByMerchant(`GET\n/v3/x?mchid=1\n${TIMESTAMP}\n${NONCE}\n\n`, signature)).toBe(true);
});

const BODY = '{"trade_state":"SUCCESS","说明":"成功"}';

function defectOf(headers: Record<string, string | string[]>, body = BODY): string | undefined {
  return signatureDefect(platformKeys, headers, Buffer.from(body), NOW);
}

test('both keys verify while one replaces the other, whatever the case of a hex serial', () => {
  const byCertificate = { key: certificate.privateKey, serial: CERTIFICATE_SERIAL };
  expect(defectOf(signatureHeaders(BODY))).toBeUndefined();
  expect(defectOf(signatureHeaders(BODY, byCertificate))).toBeUndefined();
  expect(
    defectOf(signatureHeaders(BODY, { ...byCertificate, serial: CERTIFICATE_SERIAL.toLowerCase() })),
  ).toBeUndefined();
});

test('an empty body is signed too', () => {
  expect(defectOf(signatureHeaders(''), '')).toBeUndefined();
  expect(defectOf(signatureHeaders(BODY), '')).toBe('验签不通过');
});

test.each([300, -300])('%i seconds apart still holds, one more does not', (skewSeconds) => {
  expect(defectOf(signatureHeaders(BODY, { skewSeconds }))).toBeUndefined();
  const over = skewSeconds + Math.sign(skewSeconds);
  expect(defectOf(signatureHeaders(BODY, { skewSeconds: over }))).toBe('签名时间戳相差超过 5 分钟');
});

const good = signatureHeaders(BODY);
const without = (name: string) => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));

test.each([
  ['no timestamp', without('wechatpay-timestamp'), '缺少签名头'],
  ['no nonce', without('wechatpay-nonce'), '缺少签名头'],
  ['no signature', without('wechatpay-signature'), '缺少签名头'],
  ['no serial', without('wechatpay-serial'), '缺少签名头'],
  ['two signatures', { ...good, 'wechatpay-signature': ['a', 'b'] }, '缺少签名头'],
  ['odd timestamp', { ...good, 'wechatpay-timestamp': '1e9' }, '签名时间戳格式不对'],
  ['moved timestamp', { ...good, 'wechatpay-timestamp': `${NOW.getTime() / 1000 + 1}` }, '验签不通过'],
  ['other nonce', { ...good, 'wechatpay-nonce': 'x' }, '验签不通过'],
  ['unknown serial', { ...good, 'wechatpay-serial': 'AB' }, '签名所用的平台公钥或证书未配置'],
  [
    'key id in another case',
    { ...good, 'wechatpay-serial': PLATFORM_KEY_ID.toLowerCase() },
    '签名所用的平台公钥或证书未配置',
  ],
  ['right key under the other serial', { ...good, 'wechatpay-serial': CERTIFICATE_SERIAL }, '验签不通过'],
  ['wrong key', signatureHeaders(BODY, { key: stranger.privateKey }), '验签不通过'],
  [
    'signature probe',
    { ...good, 'wechatpay-signature': `WECHATPAY/SIGNTEST/${good['wechatpay-signature']}` },
    '收到微信支付的验签探测',
  ],
  ['not a signature', { ...good, 'wechatpay-signature': '!' }, '验签不通过'],
])('refuses: %s', (_name, headers, defect) => {
  expect(defectOf(headers)).toBe(defect);
});

test('refuses a body changed by one byte', () => {
  const signed = signatureHeaders(BODY, { key: platform.privateKey });
  expect(defectOf(signed, BODY.replace('成功', '成劝'))).toBe('验签不通过');
  expect(defectOf(signed, `${BODY}\n`)).toBe('验签不通过');
});
