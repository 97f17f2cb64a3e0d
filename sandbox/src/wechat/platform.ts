import { createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';
import { type MakeKeyPair, newKeyPair } from '../key-pair.ts';
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
  /** Oldest first; the last one signs. */
  readonly certificates: readonly PlatformCertificate[];
  readonly certificate: PlatformCertificate;
  /** Makes another certificate, which signs from now on; those before it stay valid. */
  rotate(now: number): PlatformCertificate;
}

type PlatformCertificate = PlatformKey & { readonly validFrom: number; readonly validTo: number };

/** The platform's keys, made on the first start and the same ever after. */
export function loadPlatform(store: Store, now: number, makeKeyPair: MakeKeyPair = newKeyPair): Platform {
  const saved = readSetting(store, SETTING);
  const keys: SavedPlatform =
    saved === undefined
      ? { publicKey: newPublicKey(makeKeyPair()), certificate: newCertificate(makeKeyPair(), now) }
      : (JSON.parse(saved) as SavedPlatform);
  const publicKey = opened(keys.publicKey);
  const certificates = [...(keys.older ?? []), keys.certificate].map((one) => ({
    saved: one,
    key: opened(one),
  }));
  const save = () => {
    const [certificate, ...older] = certificates.map((one) => one.saved).reverse();
    writeSetting(store, SETTING, JSON.stringify({ ...keys, certificate, older: older.reverse() }));
  };
  if (saved === undefined) save();
  const latest = () => certificates.at(-1)?.key ?? opened(keys.certificate);
  return {
    publicKey,
    get certificates() {
      return certificates.map(({ key }) => key);
    },
    get certificate() {
      return latest();
    },
    rotate(at) {
      const made = newCertificate(makeKeyPair(), at);
      certificates.push({ saved: made, key: opened(made) });
      save();
      return latest();
    },
  };
}

function opened<Key extends { readonly privateKey: string }>(
  key: Key,
): Omit<Key, 'privateKey'> & { privateKey: KeyObject } {
  return { ...key, privateKey: createPrivateKey(key.privateKey) };
}

const SETTING = 'wechat_platform';
const DAY_MS = 86_400_000;
const CERTIFICATE_LIFE_MS = 5 * 365 * DAY_MS;

type KeyPair = ReturnType<MakeKeyPair>;
type Saved<Key> = Omit<Key, 'privateKey'> & { readonly privateKey: string };

interface SavedPlatform {
  readonly publicKey: Saved<Platform['publicKey']>;
  readonly certificate: Saved<PlatformCertificate>;
  /** Those it replaced, oldest first. */
  readonly older?: Saved<PlatformCertificate>[];
}

function newPublicKey({ publicKey, privateKey }: KeyPair): SavedPlatform['publicKey'] {
  return {
    serial: `PUB_KEY_ID_0${randomDigits(27)}`,
    privateKey: pemOf(privateKey),
    pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

function newCertificate({ publicKey, privateKey }: KeyPair, now: number): SavedPlatform['certificate'] {
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
