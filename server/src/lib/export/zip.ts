import assert from 'node:assert/strict';
import { pipeline, Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** A file inside an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly content: AsyncIterable<Buffer>;
}

const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
/** Sizes follow the data, which is not known beforehand; names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATE = 8;
/** 1980-01-01, the oldest a ZIP can say: the same content makes the same archive. */
const DATE = 0x0021;
const MAX_BYTES = 0xffff_ffff;

interface Written {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

/**
 * A ZIP archive, entry by entry as they come (APPNOTE 6.3, without ZIP64: under 4 GiB). Nothing is held but
 * what zlib is working on.
 */
export async function* zipOf(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let offset = 0;
  for await (const { name, content } of entries) {
    const start = offset;
    const entry = { name: Buffer.from(name, 'utf8'), crc: 0, packed: 0, size: 0 };
    const header = localHeader(entry.name);
    offset += header.length;
    yield header;
    const count = (chunk: Buffer) => {
      entry.crc = crc32(chunk, entry.crc);
      entry.size += chunk.length;
    };
    for await (const chunk of deflated(content, count)) {
      entry.packed += chunk.length;
      offset += chunk.length;
      yield chunk;
    }
    assert(entry.size <= MAX_BYTES && offset <= MAX_BYTES, 'an archive this large would need ZIP64');
    const descriptor = words([4, DESCRIPTOR], [4, entry.crc], [4, entry.packed], [4, entry.size]);
    offset += descriptor.length;
    yield descriptor;
    written.push({ ...entry, offset: start });
  }
  const directory = Buffer.concat(written.map(centralHeader));
  yield directory;
  const { length } = written;
  yield words([4, END], [4, 0], [2, length], [2, length], [4, directory.length], [4, offset], [2, 0]);
}

function deflated(content: AsyncIterable<Buffer>, count: (chunk: Buffer) => void): AsyncIterable<Buffer> {
  async function* counted() {
    for await (const chunk of content) {
      count(chunk);
      yield chunk;
    }
  }
  const deflate = createDeflateRaw();
  // the reader of the deflated side gets the error
  pipeline(Readable.from(counted()), deflate, () => undefined);
  return deflate;
}

function localHeader(name: Buffer): Buffer {
  const fixed = words([4, LOCAL], [2, VERSION], [2, FLAGS], [2, DEFLATE], [2, 0], [2, DATE]);
  return Buffer.concat([fixed, words([4, 0], [4, 0], [4, 0], [2, name.length], [2, 0]), name]);
}

function centralHeader({ name, offset, crc, packed, size }: Written): Buffer {
  return Buffer.concat([
    words([4, CENTRAL], [2, VERSION], [2, VERSION], [2, FLAGS], [2, DEFLATE], [2, 0], [2, DATE]),
    words([4, crc], [4, packed], [4, size], [2, name.length], [2, 0], [2, 0], [2, 0], [2, 0], [4, 0]),
    words([4, offset]),
    name,
  ]);
}

/** Little-endian numbers of two or four bytes. */
function words(...parts: readonly (readonly [bytes: 2 | 4, value: number])[]): Buffer {
  return Buffer.concat(
    parts.map(([bytes, value]) => {
      const word = Buffer.alloc(bytes);
      word.writeUIntLE(value, 0, bytes);
      return word;
    }),
  );
}
