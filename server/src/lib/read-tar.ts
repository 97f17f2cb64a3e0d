/** One member of a tar. Its content must be read to its end before the next member is asked for. */
export interface TarEntry {
  readonly path: string;
  readonly isFolder: boolean;
  readonly size: number;
  readonly content: AsyncIterable<Buffer>;
}

const BLOCK = 512;
const ZERO = 0x30;
const FOLDER = 0x35;

/**
 * Reads a tar as PostgreSQL writes one: ustar, files and folders with paths of a hundred bytes at most, sizes in octal.
 * @throws when it is anything else, or ends too early
 */
export async function* readTar(source: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const reader = blockReader(source);
  for (;;) {
    const header = await reader.take(BLOCK);
    // two blocks of zeros end it
    if (header.every((byte) => byte === 0)) return;
    const entry = entryOf(header);
    yield { ...entry, content: reader.stream(entry.size) };
    await reader.take((BLOCK - (entry.size % BLOCK)) % BLOCK);
  }
}

function entryOf(header: Buffer): Omit<TarEntry, 'content'> {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0);
  if (sum !== octal(header, 148, 8)) throw new Error('a header of the tar is damaged');
  const [kind] = header.subarray(156);
  if (kind !== ZERO && kind !== FOLDER && kind !== 0) throw new Error(`the tar has a member of kind ${kind}`);
  if (text(header, 345, 155) !== '') throw new Error('the tar has a path of more than 100 bytes');
  const path = text(header, 0, 100).replace(/\/$/, '');
  if (path.startsWith('/') || path.split('/').includes('..')) throw new Error(`the tar leads out: ${path}`);
  const isFolder = kind === FOLDER;
  return { path, isFolder, size: isFolder ? 0 : octal(header, 124, 12) };
}

function text(header: Buffer, from: number, length: number): string {
  const field = header.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? length : end);
}

function octal(header: Buffer, from: number, length: number): number {
  const digits = text(header, from, length).trim();
  if (!/^[0-7]+$/.test(digits)) throw new Error('a number in the tar cannot be read');
  return Number.parseInt(digits, 8);
}

interface BlockReader {
  take(size: number): Promise<Buffer>;
  stream(size: number): AsyncIterable<Buffer>;
}

function blockReader(source: AsyncIterable<Buffer>): BlockReader {
  const chunks = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  async function* stream(size: number): AsyncGenerator<Buffer> {
    for (let left = size; left > 0; ) {
      if (rest.length === 0) {
        const { done, value } = await chunks.next();
        if (done) throw new Error('the tar ends too early');
        rest = value;
      }
      const part = rest.subarray(0, left);
      rest = rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }
  return {
    stream,
    async take(size) {
      const parts: Buffer[] = [];
      for await (const part of stream(size)) parts.push(part);
      return Buffer.concat(parts);
    },
  };
}
