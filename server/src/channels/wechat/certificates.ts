import { X509Certificate } from 'node:crypto';
import { reasonText } from '@zhixiao/contract/words/reasons';
import { done, type Outcome } from '../../lib/outcome.ts';
import { decryptResource } from './callbacks.ts';
import { type Content, isContent, objectOf, outcomeOf, textOf, UnexpectedContent } from './content.ts';
import { refusalOutcome } from './refusal-codes.ts';
import { normalSerial, type WechatAccount } from './wechat-account.ts';
import type { WechatApi } from './wechat-api.ts';

/**
 * The platform keys an account should know from now on, and which of them to ask for: the public keys it
 * has, the certificates WeChat has now, and those of its own that are not over yet. Undefined when that is
 * what it has, or when it uses no certificates, of which there are none for newer merchants.
 */
export async function renewedKeys(
  api: WechatApi,
  account: WechatAccount,
  known: Readonly<Record<string, string>>,
  now: Date,
): Promise<Outcome<Readonly<Record<string, unknown>> | undefined>> {
  const mine = Object.entries(known).filter(([, pem]) => pem.includes('BEGIN CERTIFICATE'));
  if (mine.length === 0) return done(undefined);
  const answer = await api.call(account, { method: 'GET', target: '/v3/certificates', expected: 200 });
  if (answer.kind === 'unknown') return answer;
  if (answer.kind === 'refused') return refusalOutcome('query_payment', answer);
  return outcomeOf(() => {
    const fetched = certificatesIn(answer.content, account.apiV3Key);
    const kept = mine.filter(([, pem]) => new X509Certificate(pem).validToDate > now);
    const publicKeys = Object.entries(known).filter(([, pem]) => !pem.includes('BEGIN CERTIFICATE'));
    const platformKeys = Object.fromEntries([...publicKeys, ...kept, ...fetched]);
    const serials = new Set(Object.keys(known).map(normalSerial));
    const isNew = fetched.some(([serial]) => !serials.has(serial)) || kept.length < mine.length;
    if (!isNew) return undefined;
    const newest = fetched.at(-1)?.[0];
    const usesCertificate = !account.platformKeyId.startsWith('PUB_KEY_ID_');
    return {
      platformKeys,
      ...(usesCertificate && newest !== undefined ? { platformKeyId: newest } : {}),
    };
  });
}

/** Oldest first. @throws UnexpectedContent */
function certificatesIn({ data }: Content, apiV3Key: Buffer): [string, string][] {
  if (!Array.isArray(data)) throw new UnexpectedContent(reasonText('field_missing', { field: 'data' }));
  const found = data.map((entry: unknown) => {
    if (!isContent(entry)) throw new UnexpectedContent(reasonText('data_not_object'));
    const serial = normalSerial(textOf(entry, 'serial_no'));
    const pem = decryptResource(apiV3Key, objectOf(entry, 'encrypt_certificate'));
    if (normalSerial(new X509Certificate(pem).serialNumber) !== serial) {
      throw new UnexpectedContent(reasonText('certificate_differs'));
    }
    return { serial, pem, from: textOf(entry, 'effective_time') };
  });
  return found.sort((one, other) => (one.from < other.from ? -1 : 1)).map(({ serial, pem }) => [serial, pem]);
}
