import { type SaxesAttributePlain, SaxesParser } from 'saxes';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { type RosterFile, type RosterLine, unreadable } from './roster-line.ts';

/** Unpacked, so that a small file cannot fill the memory. */
const SHEET_BYTES_MAX = 512 * 1024 * 1024;
const OTHER_BYTES_MAX = 128 * 1024 * 1024;
const COLUMNS_MAX = 256;
/** What the parser and we hold of a sheet at once has ends of its own: half a gigabyte may be a single cell. */
const MARKUP_MAX = 256 * 1024;
const DEPTH_MAX = 64;
/** Excel's own limit. */
const CELL_MAX = 32_767;
const STRINGS_MAX = 8_000_000;
const TOO_LARGE = '文件解压后过大，请拆分后分批导入';
/** Excel keeps no more digits of a number. */
const EXACT_NUMBER_MAX = 1e15;

/** Opens the first sheet of an XLSX workbook; its rows are parsed as they are unpacked. */
export async function openXlsx(path: string): Promise<RosterFile> {
  let bytesRead = 0;
  let sheetBytes = 1;
  async function* lines(): AsyncGenerator<RosterLine> {
    let zip: ZipFile | undefined;
    try {
      zip = await openPromise(path, { lazyEntries: true, autoClose: false });
      const entries = new Map<string, Entry>();
      for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
      const sheet = entries.get(await firstSheet(zip, entries));
      if (!sheet) throw unreadable('工作簿里没有工作表');
      sheetBytes = sheet.uncompressedSize;
      const strings = await sharedStrings(zip, entries.get('xl/sharedStrings.xml'));
      const rows = rowReader(strings);
      for await (const text of unpack(zip, sheet, SHEET_BYTES_MAX)) {
        bytesRead += text.length;
        yield* rows.read(text);
      }
    } catch (error) {
      throw isFileDefect(error) ? unreadable('不是有效的 XLSX 文件') : error;
    } finally {
      zip?.close();
    }
  }
  return {
    lines: lines(),
    progress: () => Math.min(1, bytesRead / sheetBytes),
    encodings: () => ['utf-8'],
  };
}

/** What yauzl, zlib and saxes say of a broken file are plain errors; ours are Refusals, a disk's name their call. */
function isFileDefect(error: unknown): boolean {
  return error instanceof Error && error.name === 'Error' && !('syscall' in error);
}

/** The path of the first sheet inside the workbook. */
async function firstSheet(zip: ZipFile, entries: ReadonlyMap<string, Entry>): Promise<string> {
  let relation: string | undefined;
  await readXml(zip, entries.get('xl/workbook.xml'), {
    opened: (name, attributes) => {
      if (name === 'sheet') relation ??= attributeOf(attributes, 'id');
    },
  });
  let target = 'worksheets/sheet1.xml';
  await readXml(zip, entries.get('xl/_rels/workbook.xml.rels'), {
    opened: (name, attributes) => {
      if (name === 'Relationship' && attributes.Id === relation) target = attributes.Target ?? target;
    },
  });
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

async function sharedStrings(zip: ZipFile, entry: Entry | undefined): Promise<string[]> {
  const strings: string[] = [];
  if (!entry) return strings;
  const text = textCollector();
  await readXml(zip, entry, {
    opened: (name) => {
      if (name === 'si') text.begin();
      else text.opened(name);
    },
    text: (piece) => text.add(piece),
    closed: (name) => {
      if (name === 'si') strings.push(text.taken());
      else text.closed(name);
      if (strings.length > STRINGS_MAX) throw unreadable(TOO_LARGE);
    },
  });
  return strings;
}

/** Collects what stands in `t` elements, without the pronunciations (`rPh`) beside them. */
function textCollector() {
  let collected = '';
  let isText = false;
  let isPhonetic = false;
  return {
    begin() {
      collected = '';
    },
    opened(name: string) {
      if (name === 't') isText = true;
      if (name === 'rPh') isPhonetic = true;
    },
    add(piece: string) {
      if (isText && !isPhonetic) collected = joined(collected, piece);
    },
    closed(name: string) {
      if (name === 't') isText = false;
      if (name === 'rPh') isPhonetic = false;
    },
    taken: () => collected,
  };
}

/** @throws Refusal for more than a cell can hold */
function joined(text: string, piece: string): string {
  if (text.length + piece.length > CELL_MAX) throw unreadable(TOO_LARGE);
  return text + piece;
}

/** Turns the text of a sheet into lines, however it is cut into pieces. */
function rowReader(strings: readonly string[]) {
  let done: RosterLine[] = [];
  let line = 0;
  let cells: string[] = [];
  let column = 0;
  let type = 'n';
  let value = '';
  let isValue = false;
  const inline = textCollector();
  const parser = xmlParser({
    opened(name, attributes) {
      if (name === 'row') {
        line = Number(attributes.r ?? line + 1);
        cells = [];
        column = -1;
      } else if (name === 'c') {
        column = columnOf(attributes.r) ?? column + 1;
        type = attributes.t ?? 'n';
        value = '';
        inline.begin();
      } else if (name === 'v') isValue = true;
      else inline.opened(name);
    },
    text(piece) {
      if (isValue) value = joined(value, piece);
      inline.add(piece);
    },
    closed(name) {
      if (name === 'v') isValue = false;
      else if (name === 'c') {
        const text = type === 'inlineStr' ? inline.taken() : cellText(type, value, strings);
        if (column < COLUMNS_MAX && text !== '') {
          while (cells.length < column) cells.push('');
          cells[column] = text;
        }
      } else if (name === 'row') {
        if (cells.some((cell) => cell !== '')) done.push({ line, cells });
      } else inline.closed(name);
    },
  });
  return {
    read(text: string): RosterLine[] {
      parser.write(text);
      const lines = done;
      done = [];
      return lines;
    },
  };
}

/** `B7` → 1. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return undefined;
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** A number that has lost digits stays in scientific notation, which no field accepts. */
function cellText(type: string, value: string, strings: readonly string[]): string {
  if (type === 's') return strings[Number(value)] ?? '';
  if (type !== 'n' || value === '') return value;
  const number = Number(value);
  return Math.abs(number) < EXACT_NUMBER_MAX ? String(number) : number.toExponential();
}

interface XmlHandlers {
  readonly opened: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly text?: (piece: string) => void;
  readonly closed?: (name: string) => void;
}

/** Reads XML in pieces, and refuses what would have to be held whole and is too large or too deep for that. */
function xmlParser({ opened, text, closed }: XmlHandlers): { write(piece: string): void } {
  const parser = new SaxesParser();
  let depth = 0;
  let held = 0;
  const texted = (piece: string) => {
    held = 0;
    text?.(piece);
  };
  parser.on('opentag', (tag) => {
    held = 0;
    depth += 1;
    if (depth > DEPTH_MAX) throw unreadable(TOO_LARGE);
    opened(localName(tag.name), tag.attributes as SaxesAttributesPlain);
  });
  parser.on('text', texted);
  parser.on('cdata', texted);
  parser.on('closetag', (tag) => {
    held = 0;
    depth -= 1;
    closed?.(localName(tag.name));
  });
  return {
    write(piece) {
      held += piece.length;
      parser.write(piece);
      if (held > MARKUP_MAX) throw unreadable(TOO_LARGE);
    },
  };
}

type SaxesAttributesPlain = Readonly<Record<string, SaxesAttributePlain['value']>>;

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function attributeOf(attributes: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.entries(attributes).find(([key]) => key.includes(':') && localName(key) === name)?.[1];
}

async function readXml(zip: ZipFile, entry: Entry | undefined, handlers: XmlHandlers): Promise<void> {
  if (!entry) throw unreadable('不是有效的 XLSX 文件');
  const parser = xmlParser(handlers);
  for await (const text of unpack(zip, entry, OTHER_BYTES_MAX)) parser.write(text);
}

async function* unpack(zip: ZipFile, entry: Entry, maxBytes: number): AsyncGenerator<string> {
  if (entry.uncompressedSize > maxBytes) throw unreadable(TOO_LARGE);
  const decoder = new TextDecoder();
  // yauzl itself holds the stream to the size the archive declares
  const stream = await zip.openReadStreamPromise(entry);
  for await (const chunk of stream as AsyncIterable<Buffer>) yield decoder.decode(chunk, { stream: true });
}
