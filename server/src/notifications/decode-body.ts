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
  gzip: gunzipped,
  'x-gzip': gunzipped,
  // some servers mean the format without a header
  deflate: (body) => ((body[0] ?? 0) % 16 === 8 ? inflateSync(body, ZLIB) : inflateRawSync(body, ZLIB)),
  br: (body) => brotliDecompressSync(body, BROTLI),
  zstd: (body) => zstdDecompressSync(body, ZSTD),
};

const GZIP_HEADER_BYTES = 10;
const FLAGS_AT = 3;

/** What was sent before a wrong checksum, or text behind the end: scripts append their notices to what is packed. */
function gunzipped(body: Buffer): Buffer {
  try {
    return gunzipSync(body, ZLIB);
  } catch (error) {
    // flags make the header longer; servers do not set them for an answer
    if (body[FLAGS_AT] !== 0) throw error;
    return inflateRawSync(body.subarray(GZIP_HEADER_BYTES), ZLIB);
  }
}

/** More nested encodings than any server uses. */
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
