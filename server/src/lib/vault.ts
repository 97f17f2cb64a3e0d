import { createHmac, hkdfSync } from 'node:crypto';
import { KEY_BYTES, openBytes, sealBytes } from './sealing.ts';

/**
 * Seals secrets and personal data for storage. `aadContext` names where the value lives, such as
 * `apps.keys_sealed|partner1`: a sealed value moved to another row or column does not open.
 */
export interface Vault {
  seal(aadContext: string, value: unknown): Buffer;
  /** @throws when the value was sealed for another context, with another key, or was altered */
  open(aadContext: string, sealed: Buffer): unknown;
  /**
   * A keyed hash, 32 bytes, to find a sealed value by: the same for the same text at the same place, and
   * worth nothing to who has the database without the master key.
   */
  index(aadContext: string, text: string): Buffer;
  /**
   * A blind index of 64 bits, where 32 bytes would be too long for an index of orders: a signed 64-bit
   * integer in decimal. `aadContext` names the column, so that equal values of two columns have different ones.
   */
  shortIndex(aadContext: string, value: string): string;
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
  const index = (aadContext: string, text: string) =>
    createHmac('sha256', keys().index)
      .update(JSON.stringify([aadContext, text]), 'utf8')
      .digest();
  return {
    seal: (aadContext, value) =>
      sealBytes(sealingKey(keys()), aadContext, Buffer.from(JSON.stringify(value), 'utf8')),
    open: (aadContext, sealed) => JSON.parse(openBytes(keys().seal, aadContext, sealed).toString('utf8')),
    index,
    shortIndex: (aadContext, value) => index(aadContext, value).readBigInt64BE().toString(),
    sign(use, ...parts) {
      const hmac = createHmac('sha256', keys().sign).update(`${use}\0`, 'utf8');
      for (const part of parts) hmac.update(part);
      return hmac.digest();
    },
  };
}

/** Seals a value of any version anew, for the same place, with the key that seals. */
export function resealed(keys: DataKeys, aadContext: string, sealed: Buffer): Buffer {
  return sealBytes(sealingKey(keys), aadContext, openBytes(keys.seal, aadContext, sealed));
}

function sealingKey({ seal, sealVersion }: DataKeys): { version: number; key: Buffer } {
  const key = seal.get(sealVersion);
  if (!key) throw new Error(`there is no key of version ${sealVersion}`);
  return { version: sealVersion, key };
}
