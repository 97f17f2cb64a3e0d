import { createCipheriv, createHash } from 'node:crypto';
import { CIPHERS, isUsableAesKey } from '@zhixiao/protocol/cipher';
import type { AppKeys as SharedKeys } from '@zhixiao/protocol/envelope';
import { PROFILES, type Profile } from '@zhixiao/protocol/profile';
import type { AppKeys } from './app-keys.ts';

/** The keys with nothing left open. */
export interface CompleteKeys extends SharedKeys {
  readonly profile: Profile;
}

/**
 * The keys with their cipher and profile.
 * @throws TypeError when they cannot be right
 */
export function completeKeys(keys: AppKeys): CompleteKeys {
  const { appId, appSecret, aesKey, cipher = 'aes-256-cbc', profile = 'v1' } = keys;
  if (!appId || !appSecret) throw new TypeError('appId 和 appSecret 不能为空');
  if (!CIPHERS.includes(cipher)) throw new TypeError(`cipher 只能是 ${CIPHERS.join(' 或 ')}`);
  if (!PROFILES.includes(profile)) throw new TypeError(`profile 只能是 ${PROFILES.join('、')} 之一`);
  if (!isUsableAesKey(cipher, aesKey)) throw new TypeError('aesKey 长度错误，应为 32 个字符');
  if (profile === 'v2-sm' && !hasSm()) throw new TypeError('本机的加密库没有 SM3、SM4，请改用 profile: v2');
  return { appId, appSecret, aesKey, cipher, profile };
}

/** Bun, Deno and workers have not all of the national algorithms. */
export function hasSm(): boolean {
  try {
    createHash('sm3');
    createCipheriv('sm4-cbc', Buffer.alloc(16), Buffer.alloc(16));
    return true;
  } catch {
    return false;
  }
}
