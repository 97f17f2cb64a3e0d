import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  ALIPAY_1_SN,
  ALIPAY_2_SN,
  APP_SN,
  certificateAccount,
  testFile,
} from '../../../test/helpers/channels/alipay/certificate-account.ts';
import {
  account,
  alipay,
  application,
  stranger,
} from '../../../test/helpers/channels/alipay/signing-server.ts';
import { alipayAccounts, parseAlipayAccount } from './alipay-account.ts';
import { certificateSn } from './certificate-sn.ts';

test('a record in key mode parses; what is optional may be left out', () => {
  const parsed = parseAlipayAccount(account);
  expect(parsed).toMatchObject({ miniProgramAppId: '2021004100000002', sellerId: '2088000000000001' });
  expect(parsed.certificateSns).toBeUndefined();
  const { miniProgramAppId: _, ...settings } = account.settings;
  expect(parseAlipayAccount({ ...account, settings }).miniProgramAppId).toBe(settings.appId);
});

test('a record in certificate mode knows the numbers of its certificates', () => {
  const parsed = parseAlipayAccount(certificateAccount);
  expect(parsed.certificateSns?.app).toBe(APP_SN);
  expect([...parsed.alipayKeys.keys()]).toEqual([ALIPAY_1_SN, ALIPAY_2_SN]);
});

const der = (type: 'pkcs1' | 'pkcs8') => application.privateKey.export({ type, format: 'der' });
test.each([
  ['PKCS#8 PEM', application.privatePem],
  ['PKCS#1 PEM', application.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()],
  ['bare PKCS#8', der('pkcs8').toString('base64')],
  ['bare PKCS#1', der('pkcs1').toString('base64')],
  ['bare PKCS#8 in lines', der('pkcs8').toString('base64').replace(/.{64}/g, '$&\r\n')],
])('the private key may be %s', (_name, appPrivateKey) => {
  const { privateKey } = parseAlipayAccount({ ...account, secrets: { appPrivateKey } });
  expect(privateKey.equals(application.privateKey)).toBe(true);
});

test("Alipay's public key may be bare base64, as its console shows it", () => {
  const bare = alipay.publicPem.replace(/-----.*-----|\s/g, '');
  const settings = { ...account.settings, alipayPublicKey: bare };
  const [key] = parseAlipayAccount({ ...account, settings }).alipayKeys.values();
  expect(key?.equals(createPublicKey(alipay.publicPem))).toBe(true);
});

test('the keys of one record are parsed once', () => {
  const open = alipayAccounts();
  expect(open(account)).toBe(open(account));
  expect(open({ ...account })).not.toBe(open(account));
});

const ellipticPem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const ellipticPublicPem = createPublicKey(ellipticPem).export({ type: 'spki', format: 'pem' });

test.each([
  ['appId', '不能为空', undefined],
  ['appId', '应为 16 位数字应用 ID', 2021004100000001],
  ['appId', '应为 16 位数字应用 ID', '20210041'],
  ['sellerId', '应为 2088 开头的 16 位商户号', '1088000000000001'],
  ['miniProgramAppId', '应为 16 位数字小程序应用 ID', 'wx1'],
  ['mode', '不能为空', undefined],
  ['mode', '应为 key 或 certificate', 'cert'],
  ['alipayPublicKey', '不能为空', ''],
  ['alipayPublicKey', '应为支付宝公钥（PEM 或 Base64）', stranger.privatePem],
  ['alipayPublicKey', '无法解析', 'AAAA'],
  ['alipayPublicKey', '应为 RSA 密钥', ellipticPublicPem],
])('key mode: settings.%s is refused: %s', (name, rule, value) => {
  const settings = { ...account.settings, [name]: value };
  expect(() => parseAlipayAccount({ ...account, settings })).toThrow(`支付宝账户的 settings.${name} ${rule}`);
});

const [, ellipticRoot = ''] =
  testFile('root.crt').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
const ellipticSn = certificateSn(new X509Certificate(ellipticRoot));
const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
test.each([
  ['appCertificate', 'appCertificate 应为 PEM 格式的证书', undefined],
  ['appCertificate', 'appCertificate 无法解析', broken],
  ['appCertificate', 'appCertificate 与应用私钥不配对', testFile('alipay-1.crt')],
  ['alipayRootCertificate', 'alipayRootCertificate 不能为空', undefined],
  ['alipayRootCertificate', 'alipayRootCertificate 应为 PEM 格式的支付宝根证书', 'root'],
  ['alipayRootCertificate', 'alipayRootCertificate 无法解析', broken],
  ['alipayRootCertificate', 'alipayRootCertificate 没有 RSA 证书', ellipticRoot],
  ['alipayCertificates', 'alipayCertificates 应为“序列号: PEM 证书”的对象', testFile('alipay-1.crt')],
  ['alipayCertificates', 'alipayCertificates 不能为空', {}],
  ['alipayCertificates', 'alipayCertificates.ab 应为 PEM 格式的证书', { ab: 1 }],
  [
    'alipayCertificates',
    `alipayCertificates.${ALIPAY_1_SN} 与证书自身的序列号不一致`,
    { [ALIPAY_1_SN]: testFile('alipay-2.crt') },
  ],
  ['alipayCertificates', `alipayCertificates.${ellipticSn} 应为 RSA 密钥`, { [ellipticSn]: ellipticRoot }],
])('certificate mode: settings.%s is refused: %s', (name, message, value) => {
  const settings = { ...certificateAccount.settings, [name]: value };
  expect(() => parseAlipayAccount({ ...certificateAccount, settings })).toThrow(
    `支付宝账户的 settings.${message}`,
  );
});

test.each([
  ['不能为空', undefined],
  ['无法解析，应为 PKCS#8 或 PKCS#1 格式的应用私钥', stranger.publicPem],
  ['无法解析，应为 PKCS#8 或 PKCS#1 格式的应用私钥', 'c2VjcmV0'],
  ['应为 RSA 密钥', ellipticPem],
])('secrets.appPrivateKey is refused without its value: %s', (rule, appPrivateKey) => {
  const parse = () => parseAlipayAccount({ ...account, secrets: { appPrivateKey } });
  expect(parse).toThrow(`支付宝账户的 secrets.appPrivateKey ${rule}`);
  if (appPrivateKey) expect(parse).not.toThrow(appPrivateKey);
});
