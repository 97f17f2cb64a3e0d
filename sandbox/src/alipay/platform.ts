import { createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';
import { type MakeKeyPair, newKeyPair } from '../key-pair.ts';
import { readSetting, type Store, writeSetting } from '../store.ts';
import { issuedCertificate, selfSignedCertificate } from '../wechat/x509.ts';
import type { AlipayApp } from './app-store.ts';
import { certificateNumber } from './signature.ts';

/** A key of the emulated Alipay with the certificate that shows it in certificate mode. */
export interface AlipayKey {
  readonly privateKey: KeyObject;
  readonly publicKeyPem: string;
  readonly certificatePem: string;
  /** The certificate's number. */
  readonly sn: string;
}

/** Alipay's root certificate, and two keys: the one in use, and the one it is replaced by. */
export interface AlipayPlatform {
  readonly rootPem: string;
  readonly rootSn: string;
  readonly keys: readonly [AlipayKey, AlipayKey];
}

/** Made on the first start and the same ever after. */
export function loadAlipayPlatform(
  store: Store,
  now: number,
  makeKeyPair: MakeKeyPair = newKeyPair,
): AlipayPlatform {
  let saved = readSetting(store, SETTING);
  if (saved === undefined) {
    saved = JSON.stringify(newPlatform(now, makeKeyPair));
    writeSetting(store, SETTING, saved);
  }
  const { rootPem, keys } = JSON.parse(saved) as SavedPlatform;
  return { rootPem, rootSn: certificateNumber(rootPem), keys: [loadKey(keys[0]), loadKey(keys[1])] };
}

/** The key that signs for an app. */
export function keyFor({ keys }: AlipayPlatform, app: AlipayApp | undefined): AlipayKey {
  return keys[app?.rotated ? 1 : 0];
}

const SETTING = 'alipay_platform';
const DAY_MS = 86_400_000;
const CERTIFICATE_LIFE_MS = 5 * 365 * DAY_MS;
const COMMON_NAME = 'Zhixiao sandbox: emulated Alipay';
const ROOT_NAME = 'Zhixiao sandbox: emulated Alipay root';

type SavedKey = Omit<AlipayKey, 'privateKey' | 'sn'> & { readonly privateKey: string };

interface SavedPlatform {
  readonly rootPem: string;
  readonly keys: readonly [SavedKey, SavedKey];
}

function loadKey({ privateKey, ...shown }: SavedKey): AlipayKey {
  return { ...shown, privateKey: createPrivateKey(privateKey), sn: certificateNumber(shown.certificatePem) };
}

function newPlatform(now: number, makeKeyPair: MakeKeyPair): SavedPlatform {
  const root = makeKeyPair();
  const life = { validFrom: now - DAY_MS, validTo: now + CERTIFICATE_LIFE_MS };
  const rootPem = selfSignedCertificate({ serial: newSerial(), commonName: ROOT_NAME, ...life, ...root });
  const newKey = (): SavedKey => {
    const { publicKey, privateKey } = makeKeyPair();
    return {
      privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      certificatePem: issuedCertificate(
        { serial: newSerial(), commonName: COMMON_NAME, ...life, publicKey, privateKey: root.privateKey },
        ROOT_NAME,
      ),
    };
  };
  return { rootPem, keys: [newKey(), newKey()] };
}

function newSerial(): string {
  return `7${randomBytes(20).toString('hex').slice(1).toUpperCase()}`;
}
