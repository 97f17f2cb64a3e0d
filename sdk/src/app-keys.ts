import { CIPHERS, isUsableAesKey } from '@zhixiao/protocol/cipher';
import type { AppKeys as SharedKeys } from '@zhixiao/protocol/envelope';
import { PROFILES, type Profile } from '@zhixiao/protocol/profile';

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
  /**
   * `v1`, the interface document's, by default. `v2`: HMAC-SHA256 and AES-256-GCM, with time and nonce. `v2-sm`: the same
   * with SM3 and SM4. What comes in another one is not believed.
   */
  readonly profile?: 'v1' | 'v2' | 'v2-sm' | undefined;
}

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
  return { appId, appSecret, aesKey, cipher, profile };
}
