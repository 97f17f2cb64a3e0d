import {
  type CipherGCMTypes,
  createCipheriv,
  createDecipheriv,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { DecryptError } from './cipher.ts';
import { type Binding, bindingText, derivedKey, type SharedSecrets } from './profile.ts';

const GCM: CipherGCMTypes = 'aes-256-gcm';
const GCM_IV_BYTES = 12;
const GCM_TAG_BYTES = 16;
const SM4_BYTES = 16;
const SM3_BYTES = 32;

/**
 * Encrypts UTF-8 text under a fresh random IV, bound to the message it is part of. Base64 of the IV, what was encrypted,
 * and the tag (16 bytes with `v2`, 32 with `v2-sm`).
 */
export function encryptFor(secrets: SharedSecrets, binding: Binding, text: string): string {
  const sealed = binding.profile === 'v2' ? encryptGcm : encryptSm4;
  return sealed(secrets, binding, Buffer.from(text, 'utf8')).toString('base64');
}

/**
 * Decrypts what `encryptFor` made for the same message.
 * @throws DecryptError
 */
export function decryptFor(secrets: SharedSecrets, binding: Binding, base64: string): string {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw new DecryptError('ciphertext is not base64');
  const open = binding.profile === 'v2' ? decryptGcm : decryptSm4;
  try {
    const plain = open(secrets, binding, Buffer.from(base64, 'base64'));
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch (cause) {
    throw new DecryptError('ciphertext was not made for this message with these keys', { cause });
  }
}

function encryptGcm(secrets: SharedSecrets, binding: Binding, plain: Buffer): Buffer {
  const iv = randomBytes(GCM_IV_BYTES);
  const aes = createCipheriv(GCM, derivedKey('v2', secrets, 'encryption'), iv);
  aes.setAAD(Buffer.from(bindingText(binding)));
  return Buffer.concat([iv, aes.update(plain), aes.final(), aes.getAuthTag()]);
}

function decryptGcm(secrets: SharedSecrets, binding: Binding, bytes: Buffer): Buffer {
  const [iv, sealed, tag] = parts(bytes, GCM_IV_BYTES, GCM_TAG_BYTES);
  const aes = createDecipheriv(GCM, derivedKey('v2', secrets, 'encryption'), iv, {
    authTagLength: GCM_TAG_BYTES,
  });
  aes.setAAD(Buffer.from(bindingText(binding)));
  aes.setAuthTag(tag);
  return Buffer.concat([aes.update(sealed), aes.final()]);
}

function encryptSm4(secrets: SharedSecrets, binding: Binding, plain: Buffer): Buffer {
  const iv = randomBytes(SM4_BYTES);
  const sm4 = createCipheriv('sm4-cbc', derivedKey('v2-sm', secrets, 'encryption', SM4_BYTES), iv);
  const sealed = Buffer.concat([sm4.update(plain), sm4.final()]);
  return Buffer.concat([iv, sealed, sm3Tag(secrets, binding, iv, sealed)]);
}

function decryptSm4(secrets: SharedSecrets, binding: Binding, bytes: Buffer): Buffer {
  const [iv, sealed, tag] = parts(bytes, SM4_BYTES, SM3_BYTES);
  if (!timingSafeEqual(tag, sm3Tag(secrets, binding, iv, sealed))) throw new Error('tag does not hold');
  const sm4 = createDecipheriv('sm4-cbc', derivedKey('v2-sm', secrets, 'encryption', SM4_BYTES), iv);
  return Buffer.concat([sm4.update(sealed), sm4.final()]);
}

/** The binding holds no NUL, and so ends where the first one stands. */
function sm3Tag(secrets: SharedSecrets, binding: Binding, iv: Buffer, sealed: Buffer): Buffer {
  return createHmac('sm3', derivedKey('v2-sm', secrets, 'encryption-mac'))
    .update(`${bindingText(binding)}\0`)
    .update(iv)
    .update(sealed)
    .digest();
}

function parts(bytes: Buffer, ivBytes: number, tagBytes: number): [iv: Buffer, sealed: Buffer, tag: Buffer] {
  if (bytes.length < ivBytes + tagBytes) throw new Error('too short');
  const end = bytes.length - tagBytes;
  return [bytes.subarray(0, ivBytes), bytes.subarray(ivBytes, end), bytes.subarray(end)];
}
