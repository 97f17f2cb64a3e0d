import { createHash, generateKeyPairSync, sign, verify, X509Certificate } from 'node:crypto';
import { patience } from '../../../test/helpers/patience.ts';

/** A merchant of Alipay's that signs by hand: written against the documents, not against the emulator. */
export const APP_ID = '2021000000000001';
export const SELLER_ID = '2088000000000011';
export const BUYER_ID = '2088612279536603';

export const appKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const APP_PRIVATE_KEY = appKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
export const APP_PUBLIC_KEY = appKeys.publicKey.export({ type: 'spki', format: 'pem' }).toString();

export type Form = Readonly<Record<string, string>>;

/** An answer of the gateway, taken apart without believing it. */
export interface GatewayAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
  /** The response object exactly as it was written. */
  readonly response: string;
  readonly name: string;
  readonly content: Record<string, string>;
  readonly sign: string | undefined;
  readonly certificateSn: string | undefined;
}

/** The parameters of a request, signed; `changes` come before the signature, undefined takes one out. */
export function signedRequest(
  method: string,
  content: unknown,
  changes: Readonly<Record<string, string | undefined>> = {},
  key = appKeys.privateKey,
): Form {
  const parameters = Object.entries({
    app_id: APP_ID,
    method,
    format: 'JSON',
    charset: 'utf-8',
    sign_type: 'RSA2',
    timestamp: new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' '),
    version: '1.0',
    ...(content === undefined
      ? {}
      : { biz_content: typeof content === 'string' ? content : JSON.stringify(content) }),
    ...changes,
  }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const text = sorted(parameters);
  const signature = sign('RSA-SHA256', Buffer.from(text), key).toString('base64');
  return { ...Object.fromEntries(parameters), sign: signature };
}

/** Sends parameters the way most SDKs do: `biz_content` in the form, all others in the address. */
export async function send(url: string, { biz_content: content, ...query }: Form): Promise<GatewayAnswer> {
  const answer = await fetch(`${url}/gateway.do?${new URLSearchParams(query)}`, {
    method: 'POST',
    ...(content === undefined ? {} : { body: new URLSearchParams({ biz_content: content }) }),
    redirect: 'manual',
    signal: AbortSignal.timeout(patience(2_000)),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const text = bytes.toString();
  const [, name = '', response = ''] =
    /^\{"(\w+)":(\{.*?\})(?=,"alipay_cert_sn":|,"sign":|\}$)/s.exec(text) ?? [];
  const outer = text.startsWith('{"') && text.endsWith('}') ? (JSON.parse(text) as Form) : {};
  return {
    status: answer.status,
    headers: answer.headers,
    bytes,
    text,
    name,
    response,
    content: response === '' ? {} : (JSON.parse(response) as Record<string, string>),
    sign: outer.sign,
    certificateSn: outer.alipay_cert_sn,
  };
}

/** Whether the response object is covered by Alipay's signature. */
export function isProven({ response, sign: signature = '' }: GatewayAnswer, alipayKey: string): boolean {
  return verify('RSA-SHA256', Buffer.from(response), alipayKey, Buffer.from(signature, 'base64'));
}

/** Whether a notice is: without `sign` and `sign_type`, the others decoded once and sorted. */
export function isProvenNotice(body: string, alipayKey: string): boolean {
  const { sign: signature = '', sign_type: _, ...rest } = Object.fromEntries(new URLSearchParams(body));
  return verify(
    'RSA-SHA256',
    Buffer.from(sorted(Object.entries(rest))),
    alipayKey,
    Buffer.from(signature, 'base64'),
  );
}

export function certificateSn(pem: string): string {
  const { issuer, serialNumber } = new X509Certificate(pem);
  const text = issuer.split('\n').reverse().join(',') + BigInt(`0x${serialNumber}`).toString(10);
  return createHash('md5').update(text).digest('hex');
}

function sorted(parameters: readonly (readonly [string, string])[]): string {
  return parameters
    .filter(([, value]) => value !== '')
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}
