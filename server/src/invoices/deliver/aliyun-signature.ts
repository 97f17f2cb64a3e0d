import { createHash, createHmac } from 'node:crypto';

/** A call of Alibaba Cloud's OpenAPI in RPC style: all parameters in the query, an empty body. */
export interface AliyunCall {
  readonly host: string;
  readonly action: string;
  readonly version: string;
  readonly query: Readonly<Record<string, string>>;
  readonly nonce: string;
  readonly at: Date;
}

const ALGORITHM = 'ACS3-HMAC-SHA256';
const EMPTY_HASH = createHash('sha256').digest('hex');

/** The query and headers of a signed call, by signature version 3 (help.aliyun.com, "V3版本请求体&签名机制"). */
export function signedAliyunCall(
  { host, action, version, query, nonce, at }: AliyunCall,
  key: { readonly id: string; readonly secret: string },
): { readonly query: string; readonly headers: Record<string, string> } {
  const canonicalQuery = Object.entries(query)
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .sort()
    .join('&');
  const headers: Record<string, string> = {
    host,
    'x-acs-action': action,
    'x-acs-content-sha256': EMPTY_HASH,
    'x-acs-date': `${at.toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': nonce,
    'x-acs-version': version,
  };
  const names = Object.keys(headers).sort();
  const canonicalHeaders = names.map((name) => `${name}:${headers[name]}\n`).join('');
  const signedHeaders = names.join(';');
  const canonical = ['POST', '/', canonicalQuery, canonicalHeaders, signedHeaders, EMPTY_HASH].join('\n');
  const text = `${ALGORITHM}\n${createHash('sha256').update(canonical).digest('hex')}`;
  const signature = createHmac('sha256', key.secret).update(text).digest('hex');
  return {
    query: canonicalQuery,
    headers: {
      ...headers,
      authorization: `${ALGORITHM} Credential=${key.id},SignedHeaders=${signedHeaders},Signature=${signature}`,
    },
  };
}

/** RFC 3986, where `encodeURIComponent` leaves five characters as they are. */
function escaped(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
