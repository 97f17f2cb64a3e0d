import * as crypto from 'node:crypto';
import { createHash, timingSafeEqual } from 'node:crypto';

// MD5 is the published interface's signature and cannot be changed without breaking every client
// in the wild. The secret stands last in the input, so length extension does not apply.
// Node before 20.12, which partners may have, lacks `crypto.hash`: it takes half the time of a hash object.
const md5Hex: (text: string) => string = crypto.hash
  ? (text) => crypto.hash('md5', text, 'hex')
  : (text) => createHash('md5').update(text, 'utf8').digest('hex');

/** Signature of a request or notification: md5 over `id + param + appsecret`, lower-case hex. */
export function requestSign(id: string, param: string, appSecret: string): string {
  return md5Hex(id + param + appSecret);
}

/** Signature of a response: md5 over decimal `ret_code` + `ret_content` + appsecret, lower-case hex. */
export function responseSign(retCode: number, retContent: string, appSecret: string): string {
  return md5Hex(String(retCode) + retContent + appSecret);
}

/** Compares two hex signatures in constant time, ignoring letter case. */
export function signatureMatches(expected: string, given: string): boolean {
  const a = Buffer.from(expected.toLowerCase(), 'utf8');
  const b = Buffer.from(given.toLowerCase(), 'utf8');
  return a.length === b.length && timingSafeEqual(a, b);
}
