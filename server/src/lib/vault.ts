import { createHmac, hkdfSync } from 'node:crypto';
import { KEY_BYTES, openBytes, sealBytes } from './sealing.ts';

/**
 * Seals secrets and personal data for storage. `place` names where the value lives, such as
 * `apps.keys_sealed|partner1`: a sealed value moved to another row or column does not open.
 */
export interface Vault {
  seal(place: string, value: unknown): Buffer;
  /** @throws when the value was sealed for another place, with another key, or was altered */
  open(place: string, sealed: Buffer): unknown;
  /**
   * A keyed hash, 32 bytes, to find a sealed value by: the same for the same text at the same place, and
   * worth nothing to who has the database without the master key.
   */
  index(place: string, text: string): Buffer;
  /**
   * A keyed fingerprint, by which what is stored sealed can be found by its exact value: a signed 64-bit
   * integer in decimal. `place` names the column, so that equal values of two columns have different ones.
   */
  mark(place: string, value: string): string;
  /** An HMAC, 32 bytes, that proves that who has the master key wrote these bytes for this use. */
  sign(use: string, ...parts: readonly Uint8Array[]): Buffer;
}

export const MASTER_KEY_BYTES = KEY_BYTES;

/** What a vault works with, 32 bytes each. */
export interface DataKeys {
  /** All that open, by their versions. */
  readonly seal: ReadonlyMap<number, Buffer>;
  /** The one that seals. */
  readonly sealVersion: number;
  readonly index: Buffer;
  readonly sign: Buffer;
}

/** The keys of the first version: derived from the master key that a database was started with first. */
export function firstKeys(masterKey: Buffer): DataKeys {
  return {
    seal: new Map([[1, derivedKey(masterKey, 'zhixiao-pay vault 1')]]),
    sealVersion: 1,
    index: derivedKey(masterKey, 'zhixiao-pay blind index 1'),
    sign: derivedKey(masterKey, 'zhixiao-pay signing 1'),
  };
}

/** A key for one use (HKDF, RFC 5869). */
export function derivedKey(masterKey: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', use, KEY_BYTES));
}

/** A vault over the keys of the first version. */
export function openVault(masterKey: Buffer): Vault {
  const keys = firstKeys(masterKey);
  return vaultOf(() => keys);
}

/** A vault over whichever keys are known at the time. */
export function vaultOf(keys: () => DataKeys): Vault {
  const index = (place: string, text: string) =>
    createHmac('sha256', keys().index)
      .update(JSON.stringify([place, text]), 'utf8')
      .digest();
  return {
    seal: (place, value) => sealBytes(sealingKey(keys()), place, Buffer.from(JSON.stringify(value), 'utf8')),
    open: (place, sealed) => JSON.parse(openBytes(keys().seal, place, sealed).toString('utf8')),
    index,
    mark: (place, value) => index(place, value).readBigInt64BE().toString(),
    sign(use, ...parts) {
      const hmac = createHmac('sha256', keys().sign).update(`${use}\0`, 'utf8');
      for (const part of parts) hmac.update(part);
      return hmac.digest();
    },
  };
}

/** Seals a value of any version anew, for the same place, with the key that seals. */
export function resealed(keys: DataKeys, place: string, sealed: Buffer): Buffer {
  return sealBytes(sealingKey(keys), place, openBytes(keys.seal, place, sealed));
}

function sealingKey({ seal, sealVersion }: DataKeys): { version: number; key: Buffer } {
  const key = seal.get(sealVersion);
  if (!key) throw new Error(`there is no key of version ${sealVersion}`);
  return { version: sealVersion, key };
}
