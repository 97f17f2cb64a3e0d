import { createHash, createHmac } from 'node:crypto';
import type { AppKeys } from '@zhixiao/protocol/envelope';
import { type Finding, finding, type Mistake } from '@zhixiao/protocol/mistakes';
import { type Binding, bindingText, derivedKey, HASH, type StrongProfile } from '@zhixiao/protocol/profile';
import type { RequestClaim } from '@zhixiao/protocol/profile-message';
import { PARTNER_INTERFACES } from './interfaces.ts';
import { PARTNER_PREFIX } from './partner-path.ts';

/** A request whose signature does not hold. */
interface Sent {
  readonly claim: RequestClaim;
  /** Those of the interfaces that it may have been for. */
  readonly paths: readonly string[];
  readonly address: string | undefined;
  readonly body: string;
}

/** What one client signed: with which key, by which hash, which text. */
interface Signing {
  readonly profile: StrongProfile;
  readonly key: string | Buffer;
  readonly text: string;
}

/** Which common mistake made this signature, found by making each of them. */
export function explainStrongSignature(keys: readonly AppKeys[], sent: Sent): Finding {
  for (const path of sent.paths) {
    for (const one of keys) {
      for (const [mistake, signings] of signingsOf(one, sent, path)) {
        if (signings.some((signing) => signatureBy(signing) === sent.claim.signature))
          return finding(mistake);
      }
    }
  }
  return finding('strong_unexplained');
}

function signatureBy({ profile, key, text }: Signing): string {
  return createHmac(HASH[profile], key).update(text).digest('base64');
}

/** What each mistake signs in place of the binding and the digest of the body. */
function signingsOf(keys: AppKeys, { claim, address, body }: Sent, path: string): [Mistake, Signing[]][] {
  const { profile, appId, timestamp, nonce } = claim;
  const binding: Binding = { kind: 'request', profile, appId, path, timestamp, nonce };
  const key = derivedKey(profile, keys, 'signature');
  const digest = digestOf(profile, body);
  const bound = bindingText(binding);
  const of = (change: Partial<Binding>, ofBody = digest): Signing => ({
    profile,
    key,
    text: `${bindingText({ ...binding, ...change })}\n${ofBody}`,
  });
  const keyed = (other: string | Buffer): Signing => ({ ...of({}), key: other });
  return [
    ['key_underived', [keys.appSecret, keys.aesKey, `${keys.appSecret}\n${keys.aesKey}`].map(keyed)],
    [
      'key_of_other_use',
      (['encryption', 'encryption-mac', 'notification'] as const).flatMap((use) =>
        [16, 32].map((bytes) => keyed(derivedKey(profile, keys, use, bytes))),
      ),
    ],
    ['profile_other', otherProfiles(keys, binding, body)],
    ['kind_other', (['response', 'notification'] as const).map((kind) => of({ kind }))],
    [
      'signed_for_other_path',
      Object.keys(PARTNER_INTERFACES).map((name) => of({ path: `${PARTNER_PREFIX}/${name}` })),
    ],
    ['path_form', pathsLike(path, address).map((other) => of({ path: other }))],
    ['body_digest_form', digestsLike(profile, body).map((other) => of({}, other))],
    [
      'text_joined_wrong',
      [`${bound}\n${digest}\n`, bound + digest, `${bound}\r\n${digest}`, `${bound}\n\n${digest}`].map(
        (text) => ({ profile, key, text }),
      ),
    ],
    ['body_changed', bodiesLike(body).map((other) => of({}, digestOf(profile, other)))],
  ];
}

/** The hash, the key and the binding of one profile, or a mixture of both. */
function otherProfiles(keys: AppKeys, binding: Binding, body: string): Signing[] {
  const profiles = ['v2', 'v2-sm'] as const;
  return profiles.flatMap((profile) =>
    profiles.flatMap((named) =>
      profiles.map((bound) => ({
        profile,
        key: derivedKey(named, keys, 'signature'),
        text: `${bindingText({ ...binding, profile: bound })}\n${digestOf(profile, body)}`,
      })),
    ),
  );
}

function pathsLike(path: string, address: string | undefined): string[] {
  const name = path.slice(PARTNER_PREFIX.length + 1);
  const [plain = ''] = (address ?? '').split('?');
  const others = [name, `/${name}`, `${path}/`, `${path}.html`, path.slice(1), address ?? '', plain, '-'];
  return others.filter((other) => other !== '' && other !== path);
}

function digestsLike(profile: StrongProfile, body: string): string[] {
  const digest = digestOf(profile, body);
  const { param } = JSON.parse(body) as { param: string };
  const base64 = createHash(HASH[profile]).update(body).digest('base64');
  return [digest.toUpperCase(), base64, body, digestOf(profile, param), param];
}

/** The same body as other software writes it. */
function bodiesLike(body: string): string[] {
  const content: unknown = JSON.parse(body);
  const compact = JSON.stringify(content);
  const spaced = compact.replace('":"', '": "');
  const texts = [compact, spaced, JSON.stringify(content, null, 2), JSON.stringify(content, null, 4)];
  const escaped = texts.map((text) => text.replaceAll('/', '\\/'));
  const all = [body, ...texts, ...escaped].flatMap((text) => [text, `${text}\n`, `${text}\r\n`]);
  return all.filter((text) => text !== body);
}

function digestOf(profile: StrongProfile, body: string): string {
  return createHash(HASH[profile]).update(body).digest('hex');
}
