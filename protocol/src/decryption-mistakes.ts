import { createDecipheriv, createHash } from 'node:crypto';
import { CIPHERS, type CipherName } from './cipher.ts';
import type { AppKeys } from './envelope.ts';
import { type Finding, finding, type Mistake } from './mistakes.ts';

/** Why `param` is not base64 of whole blocks; undefined when it is. */
export function explainEncoding(param: string): Finding | undefined {
  const text = param.replace(/[\r\n]/g, '');
  if (/^\s*[{[]/.test(text)) return finding('not_encrypted');
  if (/%[0-9a-f]{2}/i.test(text)) return finding('encoded_twice');
  if (/^([0-9a-f]{32})+$/i.test(text)) return finding('ciphertext_hex');
  if (/^[\w-]+={0,2}$/.test(text) && /[-_]/.test(text)) return finding('base64_url_safe');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return finding('not_base64');
  const { length } = Buffer.from(text, 'base64');
  if (length === 0 || length % 16 !== 0) return finding('ciphertext_cut', `${length}`);
  return undefined;
}

/** Which common mistake was made in encrypting, found by undoing each of them until JSON comes out. */
export function explainDecryption(keys: readonly AppKeys[], param: string): Finding {
  const bytes = Buffer.from(param, 'base64');
  for (const one of keys) {
    for (const { mistake, detail, cipher, key, iv, padded = true } of attempts(one)) {
      const plain = tryDecrypt(cipher, key, iv, bytes, padded);
      if (plain === undefined) continue;
      if (looksLikeJson(plain, 'utf-8')) return finding(mistake ?? 'other_keys', detail);
      if (looksLikeJson(plain, 'gbk')) return finding(mistake ?? 'charset_gbk', detail);
    }
  }
  return finding('decryption_unexplained');
}

interface DecryptionAttempt {
  /** Undefined: the right way, with one or the other set of keys. */
  readonly mistake?: Mistake;
  readonly detail?: string;
  readonly cipher: string;
  readonly key: Buffer;
  readonly iv: Buffer | null;
  readonly padded?: boolean;
}

const BLOCK = 16;
const NO_IV = Buffer.alloc(BLOCK);

function attempts({ cipher, aesKey, appSecret }: AppKeys): DecryptionAttempt[] {
  const key = Buffer.from(aesKey, 'utf8');
  const iv = key.subarray(0, BLOCK);
  const keyFor = (name: CipherName, whole: Buffer) =>
    name === 'aes-256-cbc' ? whole : whole.subarray(0, BLOCK);
  const right = { cipher, key: keyFor(cipher, key), iv };
  const others = CIPHERS.filter((name) => name !== cipher).map((name) => ({
    mistake: 'other_cipher' as const,
    detail: name,
    cipher: name,
    key: keyFor(name, key),
    iv,
  }));
  const hex = Buffer.from(aesKey, 'hex');
  const hashed = createHash('md5').update(aesKey).digest();
  const hashedHex = Buffer.from(hashed.toString('hex'));
  const secret = Buffer.from(appSecret);
  const wrongKeys = [
    ['key_hex_decoded', hex],
    ['key_hashed', hashed],
    ['key_hashed', hashedHex],
    ['key_is_secret', secret],
  ] as const;
  return [
    right,
    { ...right, mistake: 'padding_zero', padded: false },
    { ...right, mistake: 'iv_wrong', iv: NO_IV },
    { ...right, mistake: 'iv_wrong', iv: key.subarray(-BLOCK) },
    ...others,
    ...CIPHERS.map((name) => ({
      mistake: 'mode_ecb' as const,
      cipher: name.replace('cbc', 'ecb'),
      key: keyFor(name, key),
      iv: null,
    })),
    ...wrongKeys.flatMap(([mistake, wrong]) =>
      CIPHERS.flatMap((name) =>
        [wrong.subarray(0, BLOCK), iv, NO_IV].map((ivOf) => ({
          mistake,
          cipher: name,
          key: keyFor(name, wrong),
          iv: ivOf,
        })),
      ),
    ),
  ];
}

function tryDecrypt(
  cipher: string,
  key: Buffer,
  iv: Buffer | null,
  bytes: Buffer,
  padded: boolean,
): Buffer | undefined {
  try {
    const aes = createDecipheriv(cipher, key, iv).setAutoPadding(padded);
    return Buffer.concat([aes.update(bytes), aes.final()]);
  } catch {
    return undefined;
  }
}

/** Without the zeros that fill up the last block. */
function unpadded(plain: Buffer): Buffer {
  let end = plain.length;
  while (end > 0 && plain[end - 1] === 0) end -= 1;
  return plain.subarray(0, end);
}

function looksLikeJson(plain: Buffer, charset: 'utf-8' | 'gbk'): boolean {
  try {
    const text = new TextDecoder(charset, { fatal: true }).decode(unpadded(plain)).trim();
    return /^[{"[]/.test(text) && /[}"\]]$/.test(text);
  } catch {
    return false;
  }
}
