import { CIPHERS, isUsableAesKey } from '@zhixiao/protocol/cipher';
import type { AppKeys as CompleteKeys } from '@zhixiao/protocol/envelope';

/** What the school hands to a partner system (section 1.3). */
export interface AppKeys {
  /** `appid` */
  readonly appId: string;
  /** `appsecret` */
  readonly appSecret: string;
  /** `aes_key` as it stands, 32 characters */
  readonly aesKey: string;
  /** `aes-256-cbc` unless the school says otherwise. */
  readonly cipher?: 'aes-256-cbc' | 'aes-128-cbc' | undefined;
}

/**
 * The keys with their cipher.
 * @throws TypeError when they cannot be right
 */
export function completeKeys(keys: AppKeys): CompleteKeys {
  const { appId, appSecret, aesKey, cipher = 'aes-256-cbc' } = keys;
  if (!appId || !appSecret) throw new TypeError('appId 和 appSecret 不能为空');
  if (!CIPHERS.includes(cipher)) throw new TypeError(`cipher 只能是 ${CIPHERS.join(' 或 ')}`);
  if (!isUsableAesKey(cipher, aesKey)) throw new TypeError('aesKey 长度错误，应为 32 个字符');
  return { appId, appSecret, aesKey, cipher };
}
