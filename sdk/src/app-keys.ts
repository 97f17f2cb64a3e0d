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
