import { randomBytes } from 'node:crypto';
import {
  type Binding,
  isSame,
  isTimely,
  type SharedSecrets,
  type StrongProfile,
  signatureOf,
  unixSeconds,
} from './profile.ts';
import { decryptFor, encryptFor } from './profile-cipher.ts';

/** A message as it is sent: the body's text is what was signed, to the byte. */
export interface SignedMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a request's headers say of it, none of it believed until `isSignedBy`. */
export interface RequestClaim {
  readonly profile: StrongProfile;
  readonly appId: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly signature: string;
}

/** As Node gives them, in small letters. */
export type ReceivedHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export const HEADER = {
  appId: 'zhixiao-app',
  profile: 'zhixiao-profile',
  timestamp: 'zhixiao-timestamp',
  nonce: 'zhixiao-nonce',
  signature: 'zhixiao-signature',
} as const;

const HEADERS = Object.values(HEADER);

/** What each header must look like: nothing that could stand for two things, or be written in two ways. */
const FORM: Readonly<Record<keyof RequestClaim, RegExp>> = {
  appId: /^[0-9A-Za-z_-]{1,32}$/,
  profile: /^v2(-sm)?$/,
  timestamp: /^[1-9][0-9]{9}$/,
  nonce: /^[0-9A-Za-z_-]{16,64}$/,
  signature: /^[0-9A-Za-z+/]{43}=$/,
};

/** Whether a request wants to be one of the second version, and is answered as one, or not at all. */
export function isStrong(headers: ReceivedHeaders): boolean {
  return HEADERS.some((name) => headers[name] !== undefined);
}

/** Undefined when a header is missing, or does not have its form. */
export function claimOf(headers: ReceivedHeaders): RequestClaim | undefined {
  const names = Object.keys(HEADER) as (keyof typeof HEADER)[];
  const read = Object.fromEntries(names.map((name) => [name, headers[HEADER[name]]]));
  const isWhole = names.every((name) => typeof read[name] === 'string' && FORM[name].test(read[name]));
  return isWhole ? (read as unknown as RequestClaim) : undefined;
}

/** Encrypts and signs `content` for one sending: each has a nonce and a time of its own. */
export function sealStrongRequest(
  profile: StrongProfile,
  secrets: SharedSecrets,
  path: string,
  content: object,
  at: Date,
): SignedMessage & { readonly nonce: string } {
  const nonce = randomBytes(18).toString('base64url');
  const binding = {
    kind: 'request',
    profile,
    appId: secrets.appId,
    path,
    timestamp: unixSeconds(at),
    nonce,
  } as const;
  const body = JSON.stringify({ param: encryptFor(secrets, binding, JSON.stringify(content)) });
  return { nonce, body, headers: { ...headersOf(secrets, binding, body), [HEADER.appId]: secrets.appId } };
}

/** Whether these secrets signed the request, body to the byte. Check it, the time and the nonce before `openStrongRequest`. */
export function isStrongRequestSignedBy(
  secrets: SharedSecrets,
  claim: RequestClaim,
  path: string,
  body: Uint8Array,
): boolean {
  return isSame(signatureOf(secrets, requestBinding(claim, path), body), claim.signature);
}

/**
 * The decrypted text of a request whose signature holds.
 * @throws DecryptError
 */
export function openStrongRequest(
  secrets: SharedSecrets,
  claim: RequestClaim,
  path: string,
  param: string,
): string {
  return decryptFor(secrets, requestBinding(claim, path), param);
}

function requestBinding({ profile, appId, timestamp, nonce }: RequestClaim, path: string): Binding {
  return { kind: 'request', profile, appId, path, timestamp, nonce };
}

/** Which request is answered. */
export type Asked = Pick<RequestClaim, 'profile' | 'appId' | 'nonce'> & { readonly path: string };

/** Encrypts and signs an answer in the profile of its request. `text` is JSON, or words. */
export function sealStrongResponse(
  secrets: SharedSecrets,
  asked: Asked,
  retCode: number,
  text: string,
  at: Date,
): SignedMessage {
  const binding = responseBinding(asked, unixSeconds(at));
  const body = JSON.stringify({ ret_code: retCode, ret_content: encryptFor(secrets, binding, text) });
  return { body, headers: headersOf(secrets, binding, body) };
}

/**
 * An answer to this very request. Undefined when it is not, or its signature is wrong.
 * @throws DecryptError when what was signed does not decrypt
 */
export function openStrongResponse(
  secrets: SharedSecrets,
  asked: Asked,
  { headers, body }: { readonly headers: ReceivedHeaders; readonly body: string },
  now: Date,
): { readonly retCode: number; readonly text: string } | undefined {
  const { profile, nonce, timestamp, signature } = Object.fromEntries(
    Object.entries(HEADER).map(([name, header]) => [name, headers[header]]),
  );
  if (profile !== asked.profile || nonce !== asked.nonce) return undefined;
  if (typeof timestamp !== 'string' || !FORM.timestamp.test(timestamp) || !isTimely(timestamp, now))
    return undefined;
  const binding = responseBinding(asked, timestamp);
  if (typeof signature !== 'string' || !isSame(signatureOf(secrets, binding, body), signature))
    return undefined;
  const { ret_code, ret_content } = JSON.parse(body) as { ret_code: number; ret_content: string };
  return { retCode: ret_code, text: decryptFor(secrets, binding, ret_content) };
}

function responseBinding({ profile, appId, path, nonce }: Asked, timestamp: string): Binding {
  return { kind: 'response', profile, appId, path, timestamp, nonce };
}

function headersOf(secrets: SharedSecrets, binding: Binding, body: string): Record<string, string> {
  return {
    'content-type': 'application/json; charset=utf-8',
    [HEADER.profile]: binding.profile,
    [HEADER.timestamp]: binding.timestamp,
    [HEADER.nonce]: binding.nonce,
    [HEADER.signature]: signatureOf(secrets, binding, body),
  };
}
