import { createCipheriv, createDecipheriv } from 'node:crypto';

/** The two ciphers of partners (protocol, "Envelope"); an app's record names its own. */
export const CIPHERS = ['aes-256-cbc', 'aes-128-cbc'] as const;
export type CipherName = (typeof CIPHERS)[number];

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const BLOCK_BYTES = 16;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Thrown when a ciphertext is not base64, not whole blocks, wrongly padded or not UTF-8. */
export class DecryptError extends Error {
  override readonly name: string = 'DecryptError';
}

/** Thrown when what was decrypted is JSON in another charset, such as GBK. */
export class NotUtf8Error extends DecryptError {
  override readonly name = 'NotUtf8Error';
}

/**
 * The key is the text of `aes_key` as it stands, never hex-decoded; the IV is its first 16
 * characters. AES-128 partners use those 16 characters as the key too.
 */
function keyAndIv(cipher: CipherName, aesKey: string): { key: Buffer; iv: Buffer } {
  const whole = Buffer.from(aesKey, 'utf8');
  const iv = whole.subarray(0, BLOCK_BYTES);
  return { key: cipher === 'aes-256-cbc' ? whole : iv, iv };
}

/** Whether `aesKey` has the length its cipher needs: 32 ASCII characters (16 suffice for AES-128). */
export function isUsableAesKey(cipher: CipherName, aesKey: string): boolean {
  const length = Buffer.byteLength(aesKey, 'utf8');
  return cipher === 'aes-256-cbc' ? length === 32 : length >= BLOCK_BYTES;
}

/** Encrypts UTF-8 text with PKCS#7 padding; returns padded base64 on one line. */
export function encrypt(cipher: CipherName, aesKey: string, text: string): string {
  const { key, iv } = keyAndIv(cipher, aesKey);
  const aes = createCipheriv(cipher, key, iv);
  // in one piece: base64 of each part by itself takes half as long again
  return Buffer.concat([aes.update(text, 'utf8'), aes.final()]).toString('base64');
}

/**
 * Decrypts what `encrypt` produced; line breaks inside the base64 are allowed.
 * Call it only after the signature over the ciphertext holds, or it is a padding oracle.
 * @throws DecryptError, of which NotUtf8Error is one
 */
export function decrypt(cipher: CipherName, aesKey: string, base64: string): string {
  const compact = base64.replace(/[\r\n]/g, '');
  const bytes = Buffer.from(compact, 'base64');
  if (!BASE64.test(compact) || bytes.length === 0 || bytes.length % BLOCK_BYTES !== 0) {
    throw new DecryptError('ciphertext is not base64 of whole AES blocks');
  }
  const { key, iv } = keyAndIv(cipher, aesKey);
  let plain: Buffer | undefined;
  try {
    const aes = createDecipheriv(cipher, key, iv);
    plain = Buffer.concat([aes.update(bytes), aes.final()]);
    return UTF8.decode(plain);
  } catch (cause) {
    if (plain && isOtherText(plain)) throw new NotUtf8Error('what was encrypted is not UTF-8', { cause });
    throw new DecryptError('ciphertext does not decrypt with this key', { cause });
  }
}

/** In whatever charset, JSON begins and ends with braces, and UTF-16 with its mark. A wrong key gives neither. */
function isOtherText(plain: Buffer): boolean {
  const text = plain.toString('latin1').replaceAll('\0', '').trim();
  return (text.startsWith('{') && text.endsWith('}')) || /^(\xff\xfe|\xfe\xff)/.test(text);
}
