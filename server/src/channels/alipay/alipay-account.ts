import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { Type } from 'typebox';
import { accountReader, entriesOf, parsedOnce, readKey, rsaKey } from '../../lib/account-reader.ts';
import { recordReader, recordText } from '../../lib/read-record.ts';
import { type ChannelAccount, InvalidChannelAccount } from '../channel.ts';
import { certificateSn, rootCertificateSn } from './certificate-sn.ts';

/** An Alipay application with its merchant, its keys ready to use. */
export interface AlipayAccount {
  readonly appId: string;
  /** The merchant's PID: callbacks and bills must name it. */
  readonly sellerId: string;
  /** The appid mini-program payments are made for: its own, or else the account's. */
  readonly miniProgramAppId: string;
  /** Undefined where the school has not signed for campus cards. */
  readonly campusContract: CampusContract | undefined;
  readonly privateKey: KeyObject;
  /** In certificate mode, the numbers every request carries. */
  readonly certificateSns: { readonly app: string; readonly root: string } | undefined;
  /** Alipay's own keys, by certificate number; in key mode the only one stands under `KEY_MODE`. */
  readonly alipayKeys: ReadonlyMap<string, KeyObject>;
}

/** What Alipay knows a school's contract for campus cards by. */
export interface CampusContract {
  readonly accountId: string;
  readonly agreementNo: string;
  /** Alipay's own number of the school. */
  readonly schoolId: string;
}

class InvalidAlipayAccount extends InvalidChannelAccount {
  override readonly name = 'InvalidAlipayAccount';
}

/** Where the key of an account in key mode stands among its keys. */
const KEY_MODE = 'key';

/**
 * Reads an account record: `settings` {appId, sellerId, miniProgramAppId?, campusCard?:
 * {accountId, agreementNo, schoolId}, mode: 'key' | 'certificate'} with {alipayPublicKey} or {appCertificate, alipayCertificates: {sn: PEM},
 * alipayRootCertificate}, and `secrets` {appPrivateKey}. Keys are PEM or its bare base64.
 * @throws InvalidAlipayAccount
 */
export function parseAlipayAccount(record: Pick<ChannelAccount, 'settings' | 'secrets'>): AlipayAccount {
  const { settings: texts, secrets } = read(record);
  const { appId, mode, sellerId, miniProgramAppId = appId } = texts;
  const { settings } = record;
  const privateKey = parsePrivateKey(secrets.appPrivateKey);
  return {
    appId,
    sellerId,
    miniProgramAppId,
    campusContract: parseCampusContract(settings.campusCard),
    privateKey,
    ...(mode === 'key' ? keyMode(settings) : certificateMode(settings, privateKey)),
  };
}

/** Remembers the parsed keys for as long as the account record itself is held. */
export function alipayAccounts(): (record: Pick<ChannelAccount, 'settings' | 'secrets'>) => AlipayAccount {
  return parsedOnce(parseAlipayAccount);
}

const APP_ID = /^\d{16}$/;
/** A private key would be read as well, and its public half is the application's, not Alipay's. */
const PUBLIC_KEY = /^(?:\s*-----BEGIN PUBLIC KEY-----|[\w+/=\s]+$)/;
const PEM_CERTIFICATE = /BEGIN CERTIFICATE/;

const SETTINGS = Type.Object({
  appId: recordText(APP_ID, '应为 16 位数字应用 ID'),
  mode: recordText(/^(key|certificate)$/, '应为 key 或 certificate'),
  sellerId: recordText(/^2088\d{12}$/, '应为 2088 开头的 16 位商户号'),
  miniProgramAppId: Type.Optional(recordText(APP_ID, '应为 16 位数字小程序应用 ID')),
});
const SECRETS = Type.Object({ appPrivateKey: recordText(/\S/, '应为应用私钥') });
const KEY_MODE_SETTINGS = Type.Object({
  alipayPublicKey: recordText(PUBLIC_KEY, '应为支付宝公钥（PEM 或 Base64）'),
});
const CERTIFICATE_MODE_SETTINGS = Type.Object({
  alipayRootCertificate: recordText(PEM_CERTIFICATE, '应为 PEM 格式的支付宝根证书'),
});
const read = accountReader({ settings: SETTINGS, secrets: SECRETS }, refuse);
const readKeyMode = recordReader(KEY_MODE_SETTINGS);
const readCertificateMode = recordReader(CERTIFICATE_MODE_SETTINGS);

type Values = Readonly<Record<string, unknown>>;
type Verification = Pick<AlipayAccount, 'certificateSns' | 'alipayKeys'>;

function parseCampusContract(value: unknown): CampusContract | undefined {
  if (value === undefined || value === null) return undefined;
  const field = 'settings.campusCard';
  if (typeof value !== 'object' || Array.isArray(value)) {
    refuse(field, '应为 {accountId, agreementNo, schoolId}');
  }
  const part = (name: keyof CampusContract) => {
    const text = (value as Values)[name];
    return typeof text === 'string' && /^[\x21-\x7e]{1,64}$/.test(text)
      ? text
      : refuse(`${field}.${name}`, '应为支付宝给出的编号');
  };
  return { accountId: part('accountId'), agreementNo: part('agreementNo'), schoolId: part('schoolId') };
}

function keyMode(settings: Values): Verification {
  const field = 'settings.alipayPublicKey';
  const { alipayPublicKey: text } = readKeyMode(settings, inSettings);
  const key = readKey(field, refuse, () =>
    createPublicKey(text.includes('-----') ? text : pemOf('PUBLIC KEY', text)),
  );
  return { certificateSns: undefined, alipayKeys: new Map([[KEY_MODE, rsaKey(field, refuse, key)]]) };
}

function certificateMode(settings: Values, privateKey: KeyObject): Verification {
  const rootField = 'settings.alipayRootCertificate';
  const { alipayRootCertificate: bundle } = readCertificateMode(settings, inSettings);
  const root = readKey(rootField, refuse, () => rootCertificateSn(bundle));
  if (root === '') refuse(rootField, '没有 RSA 证书');
  const certificate = parseCertificate('settings.appCertificate', settings.appCertificate);
  if (!certificate.checkPrivateKey(privateKey)) refuse('settings.appCertificate', '与应用私钥不配对');
  return {
    certificateSns: { app: certificateSn(certificate), root },
    alipayKeys: parseAlipayCertificates(settings.alipayCertificates),
  };
}

function parseAlipayCertificates(value: unknown): ReadonlyMap<string, KeyObject> {
  const field = 'settings.alipayCertificates';
  const keys = new Map<string, KeyObject>();
  for (const [sn, pem] of entriesOf(field, value, '应为“序列号: PEM 证书”的对象', refuse)) {
    const certificate = parseCertificate(`${field}.${sn}`, pem);
    if (certificateSn(certificate) !== sn) refuse(`${field}.${sn}`, '与证书自身的序列号不一致');
    keys.set(sn, rsaKey(`${field}.${sn}`, refuse, certificate.publicKey));
  }
  return keys.size > 0 ? keys : refuse(field, '不能为空');
}

function parseCertificate(field: string, pem: unknown): X509Certificate {
  if (typeof pem !== 'string' || !PEM_CERTIFICATE.test(pem)) refuse(field, '应为 PEM 格式的证书');
  return readKey(field, refuse, () => new X509Certificate(pem));
}

function parsePrivateKey(text: string): KeyObject {
  const field = 'secrets.appPrivateKey';
  const pems = text.includes('-----')
    ? [text]
    : ['PRIVATE KEY', 'RSA PRIVATE KEY'].map((label) => pemOf(label, text));
  for (const pem of pems) {
    try {
      return rsaKey(field, refuse, createPrivateKey(pem));
    } catch (error) {
      if (error instanceof InvalidAlipayAccount) throw error;
    }
  }
  return refuse(field, '无法解析，应为 PKCS#8 或 PKCS#1 格式的应用私钥');
}

function pemOf(label: string, base64: string): string {
  return `-----BEGIN ${label}-----\n${base64.replace(/\s+/g, '')}\n-----END ${label}-----`;
}

function inSettings(field: string, why: string): never {
  return refuse(`settings.${field}`, why);
}

function refuse(field: string, rule: string): never {
  throw new InvalidAlipayAccount(`支付宝账户的 ${field} ${rule}`, field);
}
