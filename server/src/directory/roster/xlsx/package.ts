import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { DAMAGED, PASSWORD, TOO_LARGE, unreadable } from '../sentence.ts';
import { type XmlHandlers, xmlParser } from './xml.ts';

/** Far more parts than any workbook has. */
const ENTRIES_MAX = 10_000;

/** A relationship of a part: what kind of part it leads to, and where that lies. */
export interface Relationship {
  readonly id: string;
  /** The last word of its type, which is the same in both editions of OOXML: `worksheet`. */
  readonly kind: string;
  readonly part: string;
}

/** The parts of an Open Packaging file, by names that know no case. */
export interface Package extends Disposable {
  readonly names: readonly string[];
  has(part: string): boolean;
  /** Bytes of a part once unpacked; 0 where there is none. */
  sizeOf(part: string): number;
  /** The text of a part, unpacked piece by piece. @throws Refusal when it is not there, damaged or too large */
  unpack(part: string, maxBytes: number): AsyncGenerator<string>;
  /** Reads a part as XML to its end. @throws Refusal */
  readXml(part: string, maxBytes: number, handlers: XmlHandlers): Promise<void>;
  /** The relationships of a part, `''` for those of the package; none where it has no file of them. */
  relationships(part: string): Promise<readonly Relationship[]>;
}

const RELATIONSHIPS_BYTES_MAX = 8 * 1024 * 1024;

/** @throws Refusal for what is no ZIP, or holds a part twice */
export async function openPackage(path: string): Promise<Package> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false });
  try {
    return packageOf(zip, await entriesOf(zip));
  } catch (error) {
    zip.close();
    throw error;
  }
}

function packageOf(zip: ZipFile, entries: ReadonlyMap<string, Entry>): Package {
  const find = (part: string) => entries.get(part) ?? entries.get(folded(part));
  async function* unpack(part: string, maxBytes: number): AsyncGenerator<string> {
    const entry = find(part);
    if (!entry) throw unreadable(DAMAGED);
    if (entry.isEncrypted()) throw unreadable(PASSWORD);
    if (entry.uncompressedSize > maxBytes) throw unreadable(TOO_LARGE);
    // yauzl itself holds the stream to the size the archive declares
    const stream: AsyncIterable<Buffer> = await zip.openReadStreamPromise(entry);
    let decoder: TextDecoder | undefined;
    let crc = 0;
    for await (const chunk of stream) {
      crc = crc32(chunk, crc);
      decoder ??= decoderOf(chunk);
      yield decoder.decode(chunk, { stream: true });
    }
    if (crc !== entry.crc32) throw unreadable(DAMAGED);
  }
  const readXml: Package['readXml'] = async (part, maxBytes, handlers) => {
    const parser = xmlParser(handlers);
    for await (const text of unpack(part, maxBytes)) parser.write(text);
    parser.close();
  };
  return {
    names: [...entries.values()].map(({ fileName }) => fileName),
    has: (part) => find(part) !== undefined,
    sizeOf: (part) => find(part)?.uncompressedSize ?? 0,
    unpack,
    readXml,
    async relationships(part) {
      const [folder, name] = split(part);
      const file = `${folder}_rels/${name}.rels`;
      if (!find(file)) return [];
      const found: Relationship[] = [];
      await readXml(file, RELATIONSHIPS_BYTES_MAX, {
        opened(element, { Id, Type, Target, TargetMode }) {
          if (element !== 'Relationship' || TargetMode === 'External') return;
          const kind = (Type ?? '').split('/').at(-1) ?? '';
          found.push({ id: Id ?? '', kind, part: resolved(folder, Target ?? '') });
        },
      });
      return found;
    },
    [Symbol.dispose]: () => zip.close(),
  };
}

/** Under their names and under their folded names, where those are not another part's. */
async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    if (entries.has(entry.fileName)) throw unreadable(DAMAGED);
    entries.set(entry.fileName, entry);
    if (entries.size > ENTRIES_MAX) throw unreadable(TOO_LARGE);
  }
  for (const [name, entry] of [...entries]) {
    if (!entries.has(folded(name))) entries.set(folded(name), entry);
  }
  return entries;
}

/** Part names know no case, and may hold what a URL does not only in escapes. */
function folded(name: string): string {
  return unescapedUrl(name).toLowerCase();
}

function unescapedUrl(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** XML is UTF-8 unless it begins with the mark of UTF-16. */
function decoderOf(start: Buffer): TextDecoder {
  if (start[0] === 0xff && start[1] === 0xfe) return new TextDecoder('utf-16le');
  if (start[0] === 0xfe && start[1] === 0xff) return new TextDecoder('utf-16be');
  return new TextDecoder();
}

function split(part: string): [folder: string, name: string] {
  const at = part.lastIndexOf('/') + 1;
  return [part.slice(0, at), part.slice(at)];
}

/** Where a target lies: absolute, or seen from the folder of its part. */
function resolved(folder: string, target: string): string {
  const pathname = URL.parse(target.replaceAll('\\', '/'), `http://package/${folder}`)?.pathname ?? '/';
  return unescapedUrl(pathname).slice(1);
}
