import { createHmac, randomInt, randomUUID } from 'node:crypto';

/** What a call is signed over besides its body. */
export interface CallStamp {
  /** 32 random characters, 8 random digits, seconds since the epoch. */
  readonly senid: string;
  readonly nonce: string;
  readonly timestamp: string;
}

export function newStamp(now: Date): CallStamp {
  return {
    senid: randomUUID().replaceAll('-', ''),
    nonce: String(randomInt(10_000_000, 100_000_000)),
    timestamp: String(Math.floor(now.getTime() / 1000)),
  };
}

/** `X-Nuonuo-Sign`: HMAC-SHA1 over the path's parts, the stamp and the body byte for byte, in base64. */
export function nuonuoSign(
  { appKey, appSecret }: { readonly appKey: string; readonly appSecret: string },
  { senid, nonce, timestamp }: CallStamp,
  body: string,
): string {
  const text = `a=services&l=v1&p=open&k=${appKey}&i=${senid}&n=${nonce}&t=${timestamp}&f=${body}`;
  return createHmac('sha1', appSecret).update(text, 'utf8').digest('base64');
}
