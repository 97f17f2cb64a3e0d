import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** A key and the version that what is sealed with it names: 1 to 65,535. */
export interface VersionedKey {
  readonly version: number;
  readonly key: Buffer;
}

export const KEY_BYTES = 32;
export const LATEST_KEY_VERSION = 65_535;

/** The one without a version: sealed with the keys of the first version. */
const UNVERSIONED = 1;
const VERSIONED = 2;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * AES-256-GCM with the context as additional authenticated data. Format byte, key version (two bytes, from version 2 on),
 * IV, tag, ciphertext.
 */
export function sealBytes({ version, key }: VersionedKey, aadContext: string, content: Buffer): Buffer {
  const iv = nextIv();
  const aes = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(aadContext, 'utf8'));
  const sealed = [aes.update(content), aes.final()];
  return Buffer.concat([sealedHead(version), iv, aes.getAuthTag(), ...sealed]);
}

const IVS_AT_ONCE = 256;
let ivs = Buffer.alloc(0);

/** A random IV. They are drawn many at once, because a draw costs a quarter of what sealing an order does. */
function nextIv(): Buffer {
  if (ivs.length === 0) ivs = randomBytes(IV_BYTES * IVS_AT_ONCE);
  const iv = ivs.subarray(0, IV_BYTES);
  ivs = ivs.subarray(IV_BYTES);
  return iv;
}

/** @throws when the value was sealed for another context, with a key that is not among these, or was altered */
export function openBytes(keys: ReadonlyMap<number, Buffer>, aadContext: string, sealed: Buffer): Buffer {
  const version = versionOf(sealed);
  if (version === undefined) throw new Error(`sealed value at ${aadContext} has an unknown format`);
  const key = keys.get(version);
  if (!key) throw new Error(`sealed value at ${aadContext} has key version ${version}, which is not in use`);
  const start = sealedHead(version).length;
  const ivEnd = start + IV_BYTES;
  const tagEnd = ivEnd + TAG_BYTES;
  const aes = createDecipheriv('aes-256-gcm', key, sealed.subarray(start, ivEnd), {
    authTagLength: TAG_BYTES,
  });
  aes.setAAD(Buffer.from(aadContext, 'utf8')).setAuthTag(sealed.subarray(ivEnd, tagEnd));
  return Buffer.concat([aes.update(sealed.subarray(tagEnd)), aes.final()]);
}

/** What everything begins with that is sealed with a key of this version. */
export function sealedHead(version: number): Buffer {
  return version === 1 ? Buffer.of(UNVERSIONED) : Buffer.of(VERSIONED, version >> 8, version & 0xff);
}

/** Whether a value names this version. */
export function isSealedWith(version: number, sealed: Buffer): boolean {
  return versionOf(sealed) === version;
}

/** Undefined: it was not sealed here. */
function versionOf(sealed: Buffer): number | undefined {
  if (sealed[0] === UNVERSIONED) return 1;
  return sealed[0] === VERSIONED && sealed.length > 2 ? sealed.readUInt16BE(1) : undefined;
}
