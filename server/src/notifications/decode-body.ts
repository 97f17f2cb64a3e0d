import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';

/** What a few kilobytes may come to; more is no acknowledgement. */
const INFLATED_LIMIT_BYTES = 64 * 1024;

const ZLIB = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: INFLATED_LIMIT_BYTES };
const BROTLI = { finishFlush: constants.BROTLI_OPERATION_FLUSH, maxOutputLength: INFLATED_LIMIT_BYTES };
const ZSTD = { finishFlush: constants.ZSTD_e_flush, maxOutputLength: INFLATED_LIMIT_BYTES };

const DECODERS: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  gzip: (body) => gunzipSync(body, ZLIB),
  'x-gzip': (body) => gunzipSync(body, ZLIB),
  // some servers mean the format without a header
  deflate: (body) => ((body[0] ?? 0) % 16 === 8 ? inflateSync(body, ZLIB) : inflateRawSync(body, ZLIB)),
  br: (body) => brotliDecompressSync(body, BROTLI),
  zstd: (body) => zstdDecompressSync(body, ZSTD),
};

/** As deep as anybody would ever encode. */
const CODINGS_MAX = 4;

/**
 * Takes the codings off a body, though none was asked for; what is cut off gives what has come. A body that is
 * not what its header says is left as it is: it may be plain text under a wrong name.
 */
export function decodeBody(body: Buffer, codings: readonly string[]): Buffer {
  if (body.length === 0 || codings.length > CODINGS_MAX) return body;
  const known = codings.flatMap((coding) => DECODERS[coding] ?? []);
  try {
    return known.reduceRight((encoded, decode) => decode(encoded), body);
  } catch {
    return body;
  }
}
