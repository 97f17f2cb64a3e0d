import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { randomDigits } from '../random-text.ts';
import { readSetting, type Store, writeSetting } from '../store.ts';
import { selfSignedCertificate } from './x509.ts';

/** A key of the emulated WeChat Pay and the id it goes by in `Wechatpay-Serial`. */
export interface PlatformKey {
  readonly serial: string;
  readonly privateKey: KeyObject;
  /** Public key or certificate in PEM, as a merchant gets it. */
  readonly pem: string;
}

/** Both kinds of key, as merchants in the middle of a migration have them. */
export interface Platform {
  readonly publicKey: PlatformKey;
  readonly certificate: PlatformKey & { readonly validFrom: number; readonly validTo: number };
}

/** The platform's keys, made on the first start and the same ever after. */
export function loadPlatform(store: Store, now: number): Platform {
  let saved = readSetting(store, SETTING);
  if (saved === undefined) {
    saved = JSON.stringify({ publicKey: newPublicKey(), certificate: newCertificate(now) });
    writeSetting(store, SETTING, saved);
  }
  const { publicKey, certificate } = JSON.parse(saved) as SavedPlatform;
  return {
    publicKey: { ...publicKey, privateKey: createPrivateKey(publicKey.privateKey) },
    certificate: { ...certificate, privateKey: createPrivateKey(certificate.privateKey) },
  };
}

const SETTING = 'wechat_platform';
const DAY_MS = 86_400_000;
const CERTIFICATE_LIFE_MS = 5 * 365 * DAY_MS;

type Saved<Key> = Omit<Key, 'privateKey'> & { readonly privateKey: string };

interface SavedPlatform {
  readonly publicKey: Saved<Platform['publicKey']>;
  readonly certificate: Saved<Platform['certificate']>;
}

function newPublicKey(): SavedPlatform['publicKey'] {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    serial: `PUB_KEY_ID_0${randomDigits(27)}`,
    privateKey: pemOf(privateKey),
    pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

function newCertificate(now: number): SavedPlatform['certificate'] {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const serial = `7${randomBytes(20).toString('hex').slice(1).toUpperCase()}`;
  const validFrom = now - DAY_MS;
  const validTo = now + CERTIFICATE_LIFE_MS;
  const commonName = 'Zhixiao sandbox: emulated WeChat Pay';
  return {
    serial,
    privateKey: pemOf(privateKey),
    pem: selfSignedCertificate({ serial, commonName, validFrom, validTo, publicKey, privateKey }),
    validFrom,
    validTo,
  };
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
