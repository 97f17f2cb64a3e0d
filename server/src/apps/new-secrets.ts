import { randomBytes } from 'node:crypto';
import type { AppSecrets } from './app-store.ts';

/** Secrets in the document's form: both 32 hexadecimal digits, of 128 random bits each. */
export function newSecrets(): AppSecrets {
  const digits = () => randomBytes(16).toString('hex').toUpperCase();
  return { appSecret: digits(), aesKey: digits() };
}
