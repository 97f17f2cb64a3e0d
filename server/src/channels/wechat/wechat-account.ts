import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { Type } from 'typebox';
import { accountReader, entriesOf, parsedOnce, readKey, rsaKey } from '../../lib/account-reader.ts';
import { recordText } from '../../lib/read-record.ts';
import { type ChannelAccount, InvalidChannelAccount } from '../channel.ts';
import { directMerchant, type Merchant, subMerchant } from './merchant.ts';

/** A WeChat Pay merchant account, its keys ready to use. */
export interface WechatAccount {
  /** Whoever signs: the merchant, or the service provider of a sub-merchant. */
  readonly merchantId: string;
  /** Who takes the money. */
  readonly merchant: Merchant;
  /** Its number, that of a sub-merchant after its service provider's. */
  readonly merchantNo: string;
  /** The appid that payers on web pages are known by. */
  readonly appId: string;
  /** The appid mini-program payments are made with: its own, or else the account's. */
  readonly miniProgramAppId: string;
  /** Serial of the merchant's API certificate. */
  readonly merchantSerial: string;
  readonly merchantPrivateKey: KeyObject;
  /** The serial WeChat is asked to sign its answers with. */
  readonly platformKeyId: string;
  /** Every key WeChat may sign with, by `normalSerial`: during a change of keys two are live at once. */
  readonly platformKeys: ReadonlyMap<string, KeyObject>;
  readonly apiV3Key: Buffer;
  readonly appSecret: string | undefined;
}

class InvalidWechatAccount extends InvalidChannelAccount {
  override readonly name = 'InvalidWechatAccount';
}

/**
 * Reads an account record: `settings` {merchantId, appId, miniProgramAppId?, merchantSerial,
 * platformKeyId, platformKeys: {serial: PEM public key or certificate}} and `secrets` {apiV3Key,
 * merchantPrivateKey, appSecret?}. Of a sub-merchant also `subMerchantId` and, where its payers use
 * appids of its own, `subAppId`; all the rest is then its service provider's, but for `appSecret`,
 * which belongs to the appid that payers use.
 * @throws InvalidWechatAccount
 */
export function parseWechatAccount(record: Pick<ChannelAccount, 'settings' | 'secrets'>): WechatAccount {
  const { settings, secrets } = read(record);
  const { appId: ownAppId, merchantId, subMerchantId, subAppId, ...own } = settings;
  if (subAppId !== undefined && subMerchantId === undefined) refuse('settings.subMerchantId', '不能为空');
  const appId = subAppId ?? ownAppId;
  const platformKeys = parsePlatformKeys(record.settings.platformKeys);
  const platformKeyId = normalSerial(own.platformKeyId);
  if (!platformKeys.has(platformKeyId)) refuse('settings.platformKeyId', '在 platformKeys 中没有对应的公钥');
  const { merchantPrivateKey, apiV3Key, appSecret } = secrets;
  return {
    merchantId,
    merchantNo: subMerchantId === undefined ? merchantId : `${merchantId}/${subMerchantId}`,
    merchant:
      subMerchantId === undefined
        ? directMerchant(merchantId)
        : subMerchant({ merchantId, appId: ownAppId, subMerchantId, hasSubAppId: subAppId !== undefined }),
    appId,
    miniProgramAppId: own.miniProgramAppId ?? appId,
    merchantSerial: own.merchantSerial,
    merchantPrivateKey: parsePrivateKey(merchantPrivateKey),
    platformKeyId,
    platformKeys,
    apiV3Key: Buffer.from(apiV3Key),
    appSecret,
  };
}

/** Remembers the parsed keys for as long as the account record itself is held. */
export function wechatAccounts(): (record: Pick<ChannelAccount, 'settings' | 'secrets'>) => WechatAccount {
  return parsedOnce(parseWechatAccount);
}

/** Certificate serials are hex in either case; `PUB_KEY_ID_…` is exact. */
export function normalSerial(serial: string): string {
  return /^[0-9a-f]+$/i.test(serial) ? serial.toUpperCase() : serial;
}

const APP_ID = /^[0-9A-Za-z_-]{1,32}$/;
const MERCHANT_ID = /^\d{1,32}$/;

const SETTINGS = Type.Object({
  appId: recordText(APP_ID, '应为微信 appid'),
  merchantId: recordText(MERCHANT_ID, '应为数字商户号'),
  subMerchantId: Type.Optional(recordText(MERCHANT_ID, '应为数字特约商户号')),
  subAppId: Type.Optional(recordText(APP_ID, '应为特约商户的 appid')),
  platformKeyId: recordText(/^\S+$/, '应为平台公钥 ID 或平台证书序列号'),
  miniProgramAppId: Type.Optional(recordText(APP_ID, '应为小程序 appid')),
  merchantSerial: recordText(/^[0-9A-Fa-f]{40}$/, '应为 40 位十六进制商户证书序列号'),
});
const SECRETS = Type.Object({
  merchantPrivateKey: recordText(/PRIVATE KEY/, '应为 PEM 格式的商户 API 私钥'),
  apiV3Key: recordText(/^[\x21-\x7e]{32}$/, '应为 32 个 ASCII 字符'),
  appSecret: Type.Optional(recordText(/^\S+$/, '应为不含空白的文本')),
});
const read = accountReader({ settings: SETTINGS, secrets: SECRETS }, refuse);

function parsePlatformKeys(value: unknown): ReadonlyMap<string, KeyObject> {
  const rule = '应为“序列号: PEM 公钥或证书”的对象';
  const entries = entriesOf('settings.platformKeys', value, rule, refuse);
  return new Map(entries.map(([serial, pem]) => [normalSerial(serial), parsePlatformKey(serial, pem)]));
}

function parsePlatformKey(serial: string, pem: unknown): KeyObject {
  const field = `settings.platformKeys.${serial}`;
  if (typeof pem !== 'string' || !/BEGIN (PUBLIC KEY|CERTIFICATE)/.test(pem)) {
    refuse(field, '应为 PEM 格式的公钥或证书');
  }
  const certificate = pem.includes('BEGIN CERTIFICATE')
    ? readKey(field, refuse, () => new X509Certificate(pem))
    : undefined;
  if (certificate && normalSerial(certificate.serialNumber) !== normalSerial(serial)) {
    refuse(field, '与证书自身的序列号不一致');
  }
  return rsaKey(
    field,
    refuse,
    readKey(field, refuse, () => certificate?.publicKey ?? createPublicKey(pem)),
  );
}

function parsePrivateKey(pem: string): KeyObject {
  const field = 'secrets.merchantPrivateKey';
  return rsaKey(
    field,
    refuse,
    readKey(field, refuse, () => createPrivateKey(pem)),
  );
}

function refuse(field: string, rule: string): never {
  throw new InvalidWechatAccount(`微信支付账户的 ${field} ${rule}`, field);
}
