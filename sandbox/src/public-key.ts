import { createPublicKey, type KeyObject } from 'node:crypto';

const opened = new Map<string, KeyObject>();

/** A public key in PEM, read once: reading it takes as long as verifying with it. @throws Error when it is none */
export function publicKeyOf(pem: string): KeyObject {
  const key = opened.get(pem) ?? createPublicKey(pem);
  opened.set(pem, key);
  return key;
}
