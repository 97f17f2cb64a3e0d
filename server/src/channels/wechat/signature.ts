import { verify } from 'node:crypto';
import { reasonText } from '@zhixiao/contract/words/reasons';
import { SECOND_MS } from '../../lib/clock.ts';
import { signAside } from '../../lib/sign-aside.ts';
import { normalSerial, type WechatAccount } from './wechat-account.ts';

/** Headers with lower-case names, of an answer or of a callback. */
export type SignedHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** What a merchant signs for a request. `target` is the path and query exactly as put on the wire. */
export function requestMessage(
  method: string,
  target: string,
  timestamp: string,
  nonce: string,
  body: string,
): string {
  return `${method}\n${target}\n${timestamp}\n${nonce}\n${body}\n`;
}

/** What a merchant signs for the payer's device. `pack` is the parameter WeChat calls `package`. */
export function paySignMessage(appId: string, timestamp: string, nonce: string, pack: string): string {
  return `${appId}\n${timestamp}\n${nonce}\n${pack}\n`;
}

/** The value of the `Authorization` header. */
export async function authorization(
  account: WechatAccount,
  request: {
    readonly method: string;
    readonly target: string;
    readonly timestamp: string;
    readonly nonce: string;
    readonly body: string;
  },
): Promise<string> {
  const { method, target, timestamp, nonce, body } = request;
  const signature = await signAside(
    account.merchantPrivateKey,
    requestMessage(method, target, timestamp, nonce, body),
  );
  return (
    `WECHATPAY2-SHA256-RSA2048 mchid="${account.merchantId}",nonce_str="${nonce}",` +
    `signature="${signature}",timestamp="${timestamp}",serial_no="${account.merchantSerial}"`
  );
}

/** Seconds since the epoch in decimal, as every WeChat signature carries them. */
export function epochSeconds(instant: Date): string {
  return Math.floor(instant.getTime() / SECOND_MS).toString();
}

/**
 * What is wrong with the signature over the raw `body`, or undefined when it holds. The key is the
 * one its serial names, never another one tried in its place.
 */
export function signatureDefect(
  platformKeys: WechatAccount['platformKeys'],
  headers: SignedHeaders,
  body: Buffer,
  now: Date,
): string | undefined {
  const [timestamp, nonce, signature, serial] = SIGNATURE_HEADERS.map((name) => headers[name]);
  if (
    typeof timestamp !== 'string' ||
    typeof nonce !== 'string' ||
    typeof signature !== 'string' ||
    typeof serial !== 'string'
  ) {
    return reasonText('signature_headers');
  }
  if (!/^\d{1,12}$/.test(timestamp)) return reasonText('signature_time');
  if (Math.abs(now.getTime() - Number(timestamp) * SECOND_MS) > MAX_SKEW_MS)
    return reasonText('signature_old');
  const key = platformKeys.get(normalSerial(serial));
  if (!key) return UNKNOWN_KEY;
  // WeChat sends these now and then to see whether anyone lets them through (doc 4013053249).
  if (signature.startsWith('WECHATPAY/SIGNTEST/')) return reasonText('signature_probe', { who: '微信支付' });
  const message = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`, 'utf8'), body, Buffer.from('\n')]);
  return verify('RSA-SHA256', message, key, Buffer.from(signature, 'base64'))
    ? undefined
    : reasonText('signature_false');
}

/** The defect of what may well be signed, by a key that is not known. */
export const UNKNOWN_KEY = reasonText('signature_key');

/** Whether anything claims to be a signature. */
export function hasSignature(headers: SignedHeaders): boolean {
  return SIGNATURE_HEADERS.some((name) => headers[name] !== undefined);
}

const SIGNATURE_HEADERS = [
  'wechatpay-timestamp',
  'wechatpay-nonce',
  'wechatpay-signature',
  'wechatpay-serial',
] as const;

const MAX_SKEW_MS = 300 * SECOND_MS;
