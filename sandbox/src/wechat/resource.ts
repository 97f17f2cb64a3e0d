import { createCipheriv } from 'node:crypto';
import { randomLetters } from '../random-text.ts';

/** Something encrypted for a merchant: only the holder of the APIv3 key reads it. */
export interface Resource {
  readonly algorithm: 'AEAD_AES_256_GCM';
  readonly nonce: string;
  readonly associated_data: string;
  /** Base64 of the encrypted text with the 16-byte tag behind it. */
  readonly ciphertext: string;
}

export function encryptResource(apiV3Key: string, text: string, associatedData: string): Resource {
  const nonce = randomLetters(12);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(apiV3Key), Buffer.from(nonce));
  cipher.setAAD(Buffer.from(associatedData));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    algorithm: 'AEAD_AES_256_GCM',
    nonce,
    associated_data: associatedData,
    ciphertext: sealed.toString('base64'),
  };
}
