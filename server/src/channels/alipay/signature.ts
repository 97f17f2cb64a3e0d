import { verify } from 'node:crypto';
import { reasonText } from '@zhixiao/contract/words/reasons';
import { signAside } from '../../lib/sign-aside.ts';
import type { AlipayAccount } from './alipay-account.ts';

export type Parameters = Readonly<Record<string, string>>;

/** What is signed: the parameters that have a value, in ASCII order of their names, nothing escaped. */
export function signedText(parameters: Parameters): string {
  return Object.entries(parameters)
    .filter(([, value]) => value !== '')
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** A request of `method` with the parameters every request carries, signed. `timestamp` is Beijing time. */
export async function signedParameters(
  account: AlipayAccount,
  method: string,
  timestamp: string,
  own: Parameters,
): Promise<Record<string, string>> {
  const { appId, certificateSns, privateKey } = account;
  const parameters = {
    app_id: appId,
    method,
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp,
    version: '1.0',
    ...(certificateSns && { app_cert_sn: certificateSns.app, alipay_root_cert_sn: certificateSns.root }),
    ...own,
  };
  return { ...parameters, sign: await signAside(privateKey, signedText(parameters)) };
}

/**
 * What is wrong with Alipay's signature over `text`, or undefined when it holds. The algorithm is
 * never the sender's choice. A certificate number picks the key; where none is named, every key on
 * record is Alipay's own and any of them may have signed.
 */
export function signatureDefect(
  account: Pick<AlipayAccount, 'certificateSns' | 'alipayKeys'>,
  text: string,
  signature: string,
  certificateSn: string | undefined,
): string | undefined {
  const { certificateSns, alipayKeys } = account;
  const isNamed = certificateSns !== undefined && certificateSn !== undefined;
  const keys = [...alipayKeys].filter(([sn]) => !isNamed || sn === certificateSn);
  if (keys.length === 0) return reasonText('signature_certificate', { who: '支付宝' });
  const message = Buffer.from(text, 'utf8');
  const bytes = Buffer.from(signature, 'base64');
  return keys.some(([, key]) => verify(RSA2, message, key, bytes))
    ? undefined
    : reasonText('signature_false');
}

/** SHA256 with RSA (PKCS#1 v1.5), which Alipay calls RSA2. */
const RSA2 = 'RSA-SHA256';
