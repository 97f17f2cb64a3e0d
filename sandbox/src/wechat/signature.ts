import { randomBytes, sign, verify } from 'node:crypto';
import { publicKeyOf } from '../public-key.ts';
import type { Answer, Distortion } from '../wire.ts';
import type { PlatformKey } from './platform.ts';

/** What the header `Authorization` of a request says. */
export interface Authorization {
  readonly mchid: string;
  readonly nonce_str: string;
  readonly signature: string;
  readonly timestamp: string;
  readonly serial_no: string;
}

const SCHEME = 'WECHATPAY2-SHA256-RSA2048';
const FIELDS = ['mchid', 'nonce_str', 'signature', 'timestamp', 'serial_no'] as const;

/** Reads `WECHATPAY2-SHA256-RSA2048 mchid="…",…`: the five fields in any order, nothing else. */
export function parseAuthorization(header: string): Authorization | undefined {
  if (!header.startsWith(`${SCHEME} `)) return undefined;
  const fields = new Map<string, string>();
  for (const part of header.slice(SCHEME.length + 1).split(',')) {
    const [, name = '', value = ''] = /^([a-z_]+)="([^"]+)"$/.exec(part) ?? [];
    fields.set(name, value);
  }
  if (fields.size !== FIELDS.length || FIELDS.some((name) => !fields.has(name))) return undefined;
  return Object.fromEntries(fields) as unknown as Authorization;
}

/** Whether a merchant's key signed this request. */
export function requestVerifies(
  publicKeyPem: string,
  request: { readonly method: string; readonly target: string; readonly body: string },
  authorization: Authorization,
): boolean {
  const { timestamp, nonce_str, signature } = authorization;
  const lines = [request.method, request.target, timestamp, nonce_str, request.body];
  return verifiesLines(publicKeyPem, lines, signature);
}

/** Whether `signature` (base64) covers these lines, each with its line feed. */
export function verifiesLines(publicKeyPem: string, lines: readonly string[], signature: string): boolean {
  const message = Buffer.from(joined(lines));
  return verify('RSA-SHA256', message, publicKeyOf(publicKeyPem), Buffer.from(signature, 'base64'));
}

/** The headers that prove a body comes from the platform. `now` in milliseconds. */
export function signatureHeaders(key: PlatformKey, body: string, now: number): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000));
  const nonce = randomBytes(16).toString('hex');
  const message = Buffer.from(joined([timestamp, nonce, body]));
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-signature': sign('RSA-SHA256', message, key.privateKey).toString('base64'),
    'wechatpay-serial': key.serial,
    'wechatpay-signature-type': SCHEME,
  };
}

/** The answer with the platform's signature, right or spoiled. */
export function signedAnswer(
  answer: Answer,
  key: PlatformKey,
  now: number,
  distortion: Distortion | undefined,
): Answer {
  const spoil = distortion === undefined ? undefined : SPOILED[distortion];
  const { headers, body = answer.body } = spoil?.(key, answer.body, now) ?? {
    headers: signatureHeaders(key, answer.body, now),
  };
  return { ...answer, headers: { ...answer.headers, ...headers }, body };
}

type Spoil = (
  key: PlatformKey,
  body: string,
  now: number,
) => { headers: Record<string, string>; body?: string };

const SKEW_MS = 301_000;

const SPOILED: Readonly<Record<Distortion, Spoil>> = {
  bad_signature: (key, body, now) => ({ headers: signatureHeaders(key, `${body} `, now) }),
  no_signature: () => ({ headers: {} }),
  unknown_serial: (key, body, now) => ({
    headers: { ...signatureHeaders(key, body, now), 'wechatpay-serial': `PUB_KEY_ID_0${'9'.repeat(27)}` },
  }),
  tampered_body: (key, body, now) => ({
    headers: signatureHeaders(key, body, now),
    // A 204 has no body to tamper with: there the signature is of another one.
    ...(body === '' ? { headers: signatureHeaders(key, ' ', now) } : { body: tampered(body) }),
  }),
  signtest: (key, body, now) => {
    const headers = signatureHeaders(key, body, now);
    return {
      headers: {
        ...headers,
        'wechatpay-signature': `WECHATPAY/SIGNTEST/${headers['wechatpay-signature']}`,
      },
    };
  },
  skewed_time: (key, body, now) => ({ headers: signatureHeaders(key, body, now - SKEW_MS) }),
};

function tampered(body: string): string {
  return body.replace(/}\s*$/, ',"tampered":true}');
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}
