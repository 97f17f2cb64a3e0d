import type { KeyObject } from 'node:crypto';

/** Says what is wrong with a field of an account. */
export type RefuseField = (field: string, why: string) => never;

/** What a key or certificate of an account is read to. */
export function readKey<T>(field: string, refuse: RefuseField, read: () => T): T {
  try {
    return read();
  } catch {
    return refuse(field, '无法解析');
  }
}

/** The key, where it is one that the channels sign with. */
export function rsaKey(field: string, refuse: RefuseField, key: KeyObject): KeyObject {
  return key.asymmetricKeyType === 'rsa' ? key : refuse(field, '应为 RSA 密钥');
}
