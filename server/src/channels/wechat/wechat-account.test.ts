import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  account,
  CERTIFICATE_SERIAL,
  PLATFORM_KEY_ID,
  stranger,
} from '../../../test/helpers/channels/wechat/signing-server.ts';
import { parseWechatAccount, wechatAccounts } from './wechat-account.ts';

test('a complete record parses; what is optional may be left out', () => {
  const parsed = parseWechatAccount(account);
  expect([...parsed.platformKeys.keys()]).toEqual([PLATFORM_KEY_ID, CERTIFICATE_SERIAL]);
  expect(parsed.miniProgramAppId).toBe('wx2421b1c4370ec43b');
  const plain = parseWechatAccount({
    ...account,
    settings: { ...account.settings, miniProgramAppId: '' },
    secrets: { ...account.secrets, appSecret: undefined },
  });
  expect(plain.miniProgramAppId).toBe(plain.appId);
  expect(plain.appSecret).toBeUndefined();
});

test('a certificate is accepted under its own serial only', () => {
  const pem = readFileSync(
    new URL('../../../test/helpers/channels/wechat/platform-certificate.pem', import.meta.url),
    'utf8',
  );
  const serial = '5157f09efdc096de15ebe81a47057a7232f1b8e1';
  const withKeys = (platformKeys: Record<string, string>) =>
    parseWechatAccount({
      ...account,
      settings: { ...account.settings, platformKeyId: serial, platformKeys },
    });
  expect(withKeys({ [serial]: pem }).platformKeyId).toBe(serial.toUpperCase());
  expect(() => withKeys({ [CERTIFICATE_SERIAL]: pem })).toThrow('与证书自身的序列号不一致');
});

test('the keys of one record are parsed once', () => {
  const open = wechatAccounts();
  expect(open(account)).toBe(open(account));
  expect(open({ ...account })).not.toBe(open(account));
});

const ellipticPem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();

test.each([
  ['merchantId', undefined, 'settings.merchantId 不能为空'],
  ['merchantId', 1900007291, 'settings.merchantId 应为数字商户号'],
  ['appId', 'wx 1', 'settings.appId 应为微信 appid'],
  ['merchantSerial', '40:8B', 'settings.merchantSerial 应为 40 位十六进制商户证书序列号'],
  ['subMerchantId', '19000001O9', 'settings.subMerchantId 应为数字特约商户号'],
  ['subAppId', 'wx00000000000000ab', 'settings.subMerchantId 不能为空'],
  ['platformKeyId', 'PUB_KEY_ID_9', 'settings.platformKeyId 在 platformKeys 中没有对应的公钥'],
  ['platformKeys', 'pem', 'settings.platformKeys 应为“序列号: PEM 公钥或证书”的对象'],
  ['platformKeys', { A1: stranger.privatePem }, 'settings.platformKeys.A1 应为 PEM 格式的公钥或证书'],
  [
    'platformKeys',
    { A1: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
    'settings.platformKeys.A1 无法解析',
  ],
])('settings.%s = %j is refused by name', (name, value, message) => {
  const settings = { ...account.settings, [name]: value };
  expect(() => parseWechatAccount({ ...account, settings })).toThrow(`微信支付账户的 ${message}`);
});

test.each([
  ['apiV3Key', 'tooShortKey', 'secrets.apiV3Key 应为 32 个 ASCII 字符'],
  ['apiV3Key', '三'.repeat(32), 'secrets.apiV3Key 应为 32 个 ASCII 字符'],
  ['merchantPrivateKey', stranger.publicPem, 'secrets.merchantPrivateKey 应为 PEM 格式的商户 API 私钥'],
  ['merchantPrivateKey', '-----BEGIN PRIVATE KEY-----', 'secrets.merchantPrivateKey 无法解析'],
  ['merchantPrivateKey', ellipticPem, 'secrets.merchantPrivateKey 应为 RSA 密钥'],
])('secrets.%s is refused by name, without its value', (name, value, message) => {
  const secrets = { ...account.secrets, [name]: value };
  const parse = () => parseWechatAccount({ ...account, secrets });
  expect(parse).toThrow(`微信支付账户的 ${message}`);
  expect(parse).not.toThrow(value);
});
