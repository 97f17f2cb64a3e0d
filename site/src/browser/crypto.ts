/**
 * What the protocol takes of `node:crypto`, in a browser: web crypto has neither MD5 nor ECB, and nothing at all on a
 * plain http address. The build puts this in its place.
 */
import { cbc, ecb } from '@noble/ciphers/aes.js';
import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';

const HASHES = { md5, sha1, sha256 };
type HashName = keyof typeof HASHES;
type Encoding = 'hex' | 'base64';

class Digest {
  readonly #hash: { update(bytes: Uint8Array): unknown; digest(): Uint8Array };
  constructor(hash: { update(bytes: Uint8Array): unknown; digest(): Uint8Array }) {
    this.#hash = hash;
  }
  update(text: string | Uint8Array, _encoding?: string): this {
    this.#hash.update(bytesOf(text));
    return this;
  }
  digest(): Buffer;
  digest(encoding: Encoding): string;
  digest(encoding?: Encoding): Buffer | string {
    const bytes = Buffer.from(this.#hash.digest());
    return encoding === undefined ? bytes : bytes.toString(encoding);
  }
}

export function createHash(name: string): Digest {
  return new Digest(HASHES[name as HashName].create());
}

export function createHmac(name: string, key: string | Uint8Array): Digest {
  return new Digest(hmac.create(HASHES[name as HashName], bytesOf(key)));
}

export function hash(name: string, text: string, encoding: Encoding): string {
  return createHash(name).update(text).digest(encoding);
}

/** There is nobody here to measure the time. */
export function timingSafeEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.every((byte, index) => byte === other[index]);
}

/** Takes all in, and gives all out at its end. */
class Aes {
  readonly #run: (bytes: Uint8Array, isPadded: boolean) => Uint8Array;
  #parts: Uint8Array[] = [];
  #isPadded = true;
  constructor(run: (bytes: Uint8Array, isPadded: boolean) => Uint8Array) {
    this.#run = run;
  }
  setAutoPadding(isPadded: boolean): this {
    this.#isPadded = isPadded;
    return this;
  }
  update(text: string | Uint8Array, _encoding?: string): Buffer {
    this.#parts.push(bytesOf(text));
    return Buffer.alloc(0);
  }
  final(): Buffer {
    return Buffer.from(this.#run(Buffer.concat(this.#parts), this.#isPadded));
  }
}

export function createCipheriv(name: string, key: Uint8Array, iv: Uint8Array | null): Aes {
  return new Aes((bytes, isPadded) => cipherOf(name, key, iv, isPadded).encrypt(bytes));
}

export function createDecipheriv(name: string, key: Uint8Array, iv: Uint8Array | null): Aes {
  return new Aes((bytes, isPadded) => cipherOf(name, key, iv, isPadded).decrypt(bytes));
}

function cipherOf(name: string, key: Uint8Array, iv: Uint8Array | null, isPadded: boolean) {
  const [, bits, mode] = /^aes-(128|256)-(cbc|ecb)$/.exec(name) ?? [];
  if (key.length * 8 !== Number(bits)) throw new RangeError('Invalid key length');
  const options = { disablePadding: !isPadded };
  // plain arrays: the library looks at what kind they are
  return mode === 'cbc' ? cbc(plain(key), plain(iv ?? new Uint8Array()), options) : ecb(plain(key), options);
}

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? new TextEncoder().encode(text) : plain(text);
}

function plain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
