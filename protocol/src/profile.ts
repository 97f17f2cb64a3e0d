import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { AppKeys } from './envelope.ts';

/**
 * The protocol between an app and the gateway. `v1` is the published interface (`envelope.ts`). `v2`: HMAC-SHA256 and
 * AES-256-GCM. `v2-sm`, the national suite: HMAC-SM3, and SM4-CBC with an HMAC-SM3 over what was encrypted. Node 18
 * has no SM4-GCM, and no Node can give SM2 a signer's id, so that no signature of other software (GB/T 32918.5) would
 * hold.
 */
export const PROFILES = ['v1', 'v2', 'v2-sm'] as const;
export type Profile = (typeof PROFILES)[number];
export type StrongProfile = Exclude<Profile, 'v1'>;

/** What both sides of one app share, as the second version needs it. */
export type SharedSecrets = Pick<AppKeys, 'appId' | 'appSecret' | 'aesKey'>;

/** What a message belongs to. All of it is signed, and is additional data of the encryption. */
export interface Binding {
  readonly kind: 'request' | 'response' | 'notification';
  readonly profile: StrongProfile;
  readonly appId: string;
  /** `/pay_api/` and the interface's name, whatever the address in front of it; `-` of a notification. */
  readonly path: string;
  /** Unix seconds, decimal. */
  readonly timestamp: string;
  /** Of a response: its request's. Of a notification: its id. */
  readonly nonce: string;
}

/** Either side's clock may be wrong by so much. */
export const CLOCK_SKEW_MS = 5 * 60_000;

export function isTimely(timestamp: string, now: Date): boolean {
  return Math.abs(Number(timestamp) * 1000 - now.getTime()) <= CLOCK_SKEW_MS;
}

export function unixSeconds(at: Date): string {
  return String(Math.floor(at.getTime() / 1000));
}

/** One line for each part; none of them can hold a line break. */
export function bindingText({ kind, profile, appId, path, timestamp, nonce }: Binding): string {
  return ['ZHIXIAO-V2', kind, profile, appId, 'POST', path, timestamp, nonce].join('\n');
}

export const HASH = { v2: 'sha256', 'v2-sm': 'sm3' } as const;

/** Each use has a key of its own, derived (RFC 5869) from what the app was given: there is nothing new to hand out. */
type Use = 'signature' | 'notification' | 'encryption' | 'encryption-mac';

/** Derivation costs more than the rest of a message: what was derived is kept as long as the secrets' own record. */
const derived = new WeakMap<SharedSecrets, Map<string, Buffer>>();

export function derivedKey(profile: StrongProfile, secrets: SharedSecrets, use: Use, bytes = 32): Buffer {
  const keys = derived.get(secrets) ?? new Map<string, Buffer>();
  derived.set(secrets, keys);
  const info = `${profile}\n${secrets.appId}\n${use}`;
  const name = `${info}\n${bytes}`;
  const known = keys.get(name);
  if (known) return known;
  const given = `${secrets.appSecret}\n${secrets.aesKey}`;
  const key = Buffer.from(hkdfSync(HASH[profile], given, 'ZHIXIAO-V2', info, bytes));
  keys.set(name, key);
  return key;
}

/** Base64 of the HMAC over the binding and the digest of the body's bytes. */
export function signatureOf(secrets: SharedSecrets, binding: Binding, body: string | Uint8Array): string {
  const { profile } = binding;
  const digest = createHash(HASH[profile]).update(body).digest('hex');
  return createHmac(HASH[profile], derivedKey(profile, secrets, 'signature'))
    .update(`${bindingText(binding)}\n${digest}`)
    .digest('base64');
}

/** In constant time. */
export function isSame(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
