import { createHash, type KeyObject, sign, verify, X509Certificate } from 'node:crypto';
import { publicKeyOf } from '../public-key.ts';

export type Parameters = Readonly<Record<string, string>>;

/** What a signature over parameters covers: those with a value, sorted by name, nothing escaped. */
export function contentToSign(parameters: Parameters): string {
  return Object.keys(parameters)
    .filter((name) => name !== 'sign' && parameters[name] !== '')
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&');
}

/** RSA2: SHA-256 with RSA, in base64. */
export function rsa2(text: string, key: KeyObject): string {
  return sign('RSA-SHA256', Buffer.from(text), key).toString('base64');
}

export function verifiesRsa2(publicKeyPem: string, text: string, signature: string): boolean {
  const key = publicKeyOf(publicKeyPem);
  return verify('RSA-SHA256', Buffer.from(text), key, Buffer.from(signature, 'base64'));
}

/** Form parameters that go out from Alipay: `sign_type` is not part of what is signed. */
export function signedForm(
  { sign_type: signType = 'RSA2', ...rest }: Parameters,
  key: KeyObject,
): Parameters {
  return { ...rest, sign_type: signType, sign: rsa2(contentToSign(rest), key) };
}

/** What Alipay numbers a certificate by: md5 of the issuer, innermost name first, and the serial in decimal. */
export function certificateNumber(pem: string): string {
  const { issuer, serialNumber } = new X509Certificate(pem);
  const names = issuer.split('\n').toReversed().join(',');
  return createHash('md5')
    .update(names)
    .update(BigInt(`0x${serialNumber}`).toString())
    .digest('hex');
}
