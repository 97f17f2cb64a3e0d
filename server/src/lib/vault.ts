import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

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

export const MASTER_KEY_BYTES = 32;

const FORMAT = 1;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A vault over one 32-byte master key: AES-256-GCM, one format byte, IV, tag, ciphertext. */
export function openVault(masterKey: Buffer): Vault {
  const derived = (use: string) => Buffer.from(hkdfSync('sha256', masterKey, '', use, MASTER_KEY_BYTES));
  const key = derived('zhixiao-pay vault 1');
  const indexKey = derived('zhixiao-pay blind index 1');
  const signingKey = derived('zhixiao-pay signing 1');
  const index = (place: string, text: string) =>
    createHmac('sha256', indexKey)
      .update(JSON.stringify([place, text]), 'utf8')
      .digest();
  return {
    seal(place, value) {
      const iv = randomBytes(IV_BYTES);
      const aes = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(place, 'utf8'));
      const sealed = Buffer.concat([aes.update(JSON.stringify(value), 'utf8'), aes.final()]);
      return Buffer.concat([Buffer.of(FORMAT), iv, aes.getAuthTag(), sealed]);
    },
    open(place, sealed) {
      if (sealed[0] !== FORMAT) throw new Error(`sealed value at ${place} has an unknown format`);
      const ivEnd = 1 + IV_BYTES;
      const tagEnd = ivEnd + TAG_BYTES;
      const aes = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, ivEnd), {
        authTagLength: TAG_BYTES,
      });
      aes.setAAD(Buffer.from(place, 'utf8')).setAuthTag(sealed.subarray(ivEnd, tagEnd));
      const text = Buffer.concat([aes.update(sealed.subarray(tagEnd)), aes.final()]);
      return JSON.parse(text.toString('utf8'));
    },
    index,
    mark: (place, value) => index(place, value).readBigInt64BE().toString(),
    sign(use, ...parts) {
      const hmac = createHmac('sha256', signingKey).update(`${use}\0`, 'utf8');
      for (const part of parts) hmac.update(part);
      return hmac.digest();
    },
  };
}
