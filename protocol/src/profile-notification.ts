import { createHmac } from 'node:crypto';
import {
  type Binding,
  derivedKey,
  HASH,
  isSame,
  isTimely,
  type SharedSecrets,
  type StrongProfile,
  unixSeconds,
} from './profile.ts';
import { decryptFor, encryptFor } from './profile-cipher.ts';
import type { ReceivedHeaders, SignedMessage } from './profile-message.ts';

/** The headers of Standard Webhooks; a version before the comma names how it was signed. */
export const WEBHOOK = {
  id: 'webhook-id',
  timestamp: 'webhook-timestamp',
  signature: 'webhook-signature',
} as const;
const VERSION = { v2: 'v1', 'v2-sm': 'v1sm3' } as const;

/**
 * Encrypts and signs a notification for one attempt (Standard Webhooks: the HMAC is over `id.timestamp.body`).
 * @param id the same on every attempt
 */
export function sealStrongNotification(
  profile: StrongProfile,
  secrets: SharedSecrets,
  id: string,
  content: object,
  at: Date,
): SignedMessage {
  const binding = bindingOf(profile, secrets, id, unixSeconds(at));
  const param = encryptFor(secrets, binding, JSON.stringify(content));
  const body = JSON.stringify({ id: secrets.appId, param });
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    [WEBHOOK.id]: id,
    [WEBHOOK.timestamp]: binding.timestamp,
    [WEBHOOK.signature]: signatureOf(secrets, binding, body),
  };
  return { headers, body };
}

/**
 * The decrypted text of a notification. Undefined when it was not signed with these secrets in this profile, or is not of
 * now. A header may hold several signatures, separated by spaces.
 * @throws DecryptError when what was signed does not decrypt
 */
export function openStrongNotification(
  profile: StrongProfile,
  secrets: SharedSecrets,
  { headers, body }: { readonly headers: ReceivedHeaders; readonly body: string },
  now: Date,
): string | undefined {
  const [id, timestamp, given] = [WEBHOOK.id, WEBHOOK.timestamp, WEBHOOK.signature].map(
    (name) => headers[name],
  );
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof given !== 'string') return undefined;
  if (!/^[0-9A-Za-z_-]{1,64}$/.test(id) || !/^[1-9][0-9]{9}$/.test(timestamp)) return undefined;
  const binding = bindingOf(profile, secrets, id, timestamp);
  const expected = signatureOf(secrets, binding, body);
  const holds = given.split(' ').some((each) => isSame(expected, each));
  if (!holds || !isTimely(timestamp, now)) return undefined;
  const { param } = JSON.parse(body) as { param: string };
  return decryptFor(secrets, binding, param);
}

function bindingOf(profile: StrongProfile, { appId }: SharedSecrets, id: string, timestamp: string): Binding {
  return { kind: 'notification', profile, appId, path: '-', timestamp, nonce: id };
}

function signatureOf(secrets: SharedSecrets, { profile, nonce, timestamp }: Binding, body: string): string {
  const mac = createHmac(HASH[profile], derivedKey(profile, secrets, 'notification'))
    .update(`${nonce}.${timestamp}.${body}`)
    .digest('base64');
  return `${VERSION[profile]},${mac}`;
}
