import { createHash, createHmac } from 'node:crypto';
import type { AppKeys, SealedRequest } from './envelope.ts';
import { type Finding, finding, type Mistake } from './mistakes.ts';

/**
 * Which common mistake made this signature, found by making each of them.
 * @param param as it came, before a "+" that had become a space was restored
 * @param plain what `param` decrypts to, if it does
 */
export function explainSignature(
  keys: AppKeys,
  request: SealedRequest,
  param: string,
  plain: string | undefined,
): Finding {
  const given = request.sign.trim();
  for (const [mistake, texts] of signedTexts(keys, request, param, plain)) {
    for (const text of texts) {
      const digest = md5(text);
      if (digest === given.toLowerCase()) return finding(mistake);
      if (digest.slice(8, 24) !== given.toLowerCase()) continue;
      // a missing secret is reported first: anyone could have made such a signature, even a truncated one
      return finding(mistake === 'secret_missing' ? mistake : 'sign_shortened');
    }
  }
  const right = request.id + request.param + keys.appSecret;
  for (const [name, digest] of otherDigests(request, keys, right)) {
    if (digest.toLowerCase() === given.toLowerCase()) return finding('digest_wrong', name);
  }
  if (md5(right).slice(8, 24) === given.toLowerCase()) return finding('sign_shortened');
  return /^[0-9a-f]{32}$/i.test(given)
    ? finding('sign_unexplained')
    : finding('sign_not_hex', `${given.length}`);
}

/** What each mistake signs in place of `id + param + appsecret`. */
function signedTexts(
  { appSecret, aesKey }: AppKeys,
  { id, param: restored }: SealedRequest,
  param: string,
  plain: string | undefined,
): [Mistake, string[]][] {
  const compact = restored.replace(/[\r\n]/g, '');
  const plains = plain === undefined ? [] : [plain, ...reserialized(plain)];
  return [
    ['secret_missing', [id + restored, restored]],
    ['signed_with_spaces', [id + param + appSecret]],
    [
      'secret_not_last',
      [restored + id + appSecret, appSecret + id + restored, id + appSecret + restored, restored + appSecret],
    ],
    ['secret_is_aes_key', [id + restored + aesKey]],
    [
      'secret_letter_case',
      [
        appSecret.toUpperCase(),
        appSecret.toLowerCase(),
        `${appSecret}\n`,
        ` ${appSecret}`,
        `${appSecret} `,
      ].map((secret) => id + restored + secret),
    ],
    [
      'signed_as_query',
      ['', '&', ','].flatMap((separator) => [
        [`id=${id}`, `param=${restored}`, appSecret].join(separator),
        [`id=${id}`, `param=${restored}`, `key=${appSecret}`].join(separator),
        [`id=${id}`, `param=${restored}`, `appsecret=${appSecret}`].join(separator),
        ...(separator === '' ? [] : [[id, restored, appSecret].join(separator)]),
      ]),
    ],
    ['signed_plain_text', plains.flatMap((text) => [id + text + appSecret, text + appSecret])],
    [
      'signed_url_encoded',
      [encodeURIComponent(restored), new URLSearchParams({ p: restored }).toString().slice(2)].map(
        (encoded) => id + encoded + appSecret,
      ),
    ],
    [
      'signed_other_line_breaks',
      [compact, ...['\n', '\r\n'].flatMap((end) => [broken(compact, end), broken(compact, end) + end])].map(
        (text) => id + text + appSecret,
      ),
    ],
  ];
}

/** The same JSON as other languages write it: with or without escapes of slashes and of Chinese. */
function reserialized(plain: string): string[] {
  try {
    const text = JSON.stringify(JSON.parse(plain));
    const slashes = text.replaceAll('/', '\\/');
    const ascii = (json: string) =>
      json.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
    return [text, slashes, ascii(text), ascii(slashes)];
  } catch {
    return [];
  }
}

/** Base64 in lines of 76 characters, as some libraries make it. */
function broken(base64: string, end: string): string {
  return (base64.match(/.{1,76}/g) ?? []).join(end);
}

function otherDigests(
  { id, param }: SealedRequest,
  { appSecret }: AppKeys,
  right: string,
): [string, string][] {
  const hash = (name: string, encoding: 'hex' | 'base64') =>
    createHash(name).update(right, 'utf8').digest(encoding);
  const hmac = (name: string) =>
    createHmac(name, appSecret)
      .update(id + param, 'utf8')
      .digest('hex');
  return [
    ['MD5 base64', hash('md5', 'base64')],
    ['MD5 × 2', md5(md5(right))],
    ['SHA-1', hash('sha1', 'hex')],
    ['SHA-256', hash('sha256', 'hex')],
    ['HMAC-MD5', hmac('md5')],
    ['HMAC-SHA256', hmac('sha256')],
  ];
}

function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}
