import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { type Encoding, lineDecoder } from './encoding.ts';
import { headingLine } from './headings.ts';
import type { Sentence } from './sentence.ts';
import type { Sheet, SheetLine } from './sheet.ts';
import { type TextStart, textStart } from './text-start.ts';

/** A line longer than this has a quotation mark that nothing closes. */
const RECORD_BYTES_MAX = 64 * 1024;
const SNIFFED_BYTES = 64 * 1024;
const SEPARATORS = [',', '\t', ';', '|'];
/** Titles stand above the headings, but not more of them than this. */
const SNIFFED_LINES = 30;

/**
 * Opens a roster of separated values in UTF-8, GB18030 or both, or in UTF-16. It is split as bytes (no byte of
 * a longer character is a separator, a quotation mark or a line end in either) and decoded field by field.
 */
export async function openCsv(path: string, forced?: Encoding): Promise<Sheet> {
  const { size } = await stat(path);
  const { start, separator } = await sniff(path, forced);
  const { bomBytes, utf16 } = start;
  const decoder = lineDecoder(utf16 ? 'utf-8' : forced);
  let bytesRead = 0;
  async function* chunks(): AsyncGenerator<Buffer> {
    const utf16Decoder = utf16 && new TextDecoder(utf16);
    const read: AsyncIterable<Buffer> = createReadStream(path, { start: bomBytes });
    for await (const chunk of read) {
      bytesRead += chunk.length;
      yield utf16Decoder ? Buffer.from(utf16Decoder.decode(chunk, { stream: true })) : chunk;
    }
  }
  return {
    lines: readLines(chunks(), separator, decoder.decode),
    progress: () => (size === 0 ? 1 : Math.min(1, (bytesRead + bomBytes) / size)),
    about: () => ({
      otherSheets: [],
      hiddenColumns: new Set(),
      hiddenLines: { count: 0, first: [] },
      separator,
      encodings: utf16 ? [utf16] : [...decoder.seen],
    }),
  };
}

/** How the text begins, and what separates its cells: what `sep=` says, or what makes headings of a line. */
async function sniff(path: string, forced?: Encoding): Promise<{ start: TextStart; separator: string }> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFFED_BYTES), 0, SNIFFED_BYTES, 0);
  const start = textStart(buffer.subarray(0, bytesRead));
  const head = buffer.subarray(start.bomBytes, bytesRead);
  const text = start.utf16 ? Buffer.from(new TextDecoder(start.utf16).decode(head)) : head;
  const said = SEP_LINE.exec(text.subarray(0, 16).toString('latin1'))?.[1];
  if (said !== undefined) return { start, separator: said };
  const encoding = start.utf16 ? 'utf-8' : forced;
  const heading = SEPARATORS.find((separator) => hasHeadings(text, separator, encoding));
  return { start, separator: heading ?? mostFrequent(text) };
}

/** The line (`sep=;`) that declares the separator to Excel. */
const SEP_LINE = /^"?sep=([^\r\n"])"?[\r\n]/i;

function hasHeadings(text: Buffer, separator: string, encoding: Encoding | undefined): boolean {
  const decoder = lineDecoder(encoding);
  const end = text.length < SNIFFED_BYTES / 2 ? text.length : text.lastIndexOf('\n');
  try {
    const records: unknown = parseAtOnce(text.subarray(0, end), {
      ...parsing(separator),
      to: SNIFFED_LINES,
    });
    return (records as Buffer[][]).some((record) => {
      const found = headingLine(
        decoder.decode(record).map((cell) => cell ?? ''),
        new Set(),
      );
      return found !== undefined && 'columns' in found;
    });
  } catch {
    // an unclosed quotation mark, or duplicate headings: reported when the file is read
    return false;
  }
}

function mostFrequent(text: Buffer): string {
  const [firstLine = ''] = text
    .toString('latin1')
    .trimStart()
    .split(/[\r\n]/, 1);
  const found = (separator: string) => firstLine.split(separator).length;
  return SEPARATORS.reduce((best, other) => (found(other) > found(best) ? other : best));
}

function parsing(separator: string) {
  return {
    encoding: null,
    delimiter: separator,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: RECORD_BYTES_MAX,
  };
}

interface CsvRecord {
  readonly record: Buffer[];
  readonly info: { readonly lines: number };
}

async function* readLines(
  chunks: AsyncIterable<Buffer>,
  separator: string,
  decode: (fields: readonly Buffer[]) => (string | undefined)[],
): AsyncGenerator<SheetLine> {
  const parser = parse({ ...parsing(separator), info: true });
  const records: AsyncIterable<CsvRecord> = parser;
  // an error of the file ends the parser too, and is thrown where its records are read
  pipeline(Readable.from(chunks), parser, () => undefined);
  let lastLine = 0;
  try {
    for await (const { record, info } of records) {
      const line = info.lines - record.reduce((breaks, field) => breaks + lineBreaks(field), 0);
      const isFirst = lastLine === 0;
      lastLine = info.lines;
      const cells = decode(record);
      if (isFirst && isSepLine(cells, separator)) continue;
      const isDecoded = (cell: string | undefined): cell is string => cell !== undefined;
      if (!cells.every(isDecoded)) yield { line, problem: UNDECODED };
      else if (cells.some((cell) => cell.trim() !== '')) yield { line, cells };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield { line: lastLine + 1, problem: OPEN_QUOTE };
  }
}

function isSepLine(cells: readonly (string | undefined)[], separator: string): boolean {
  return cells.join(separator).toLowerCase() === `sep=${separator}`;
}

function lineBreaks(field: Buffer): number {
  return field.includes(0x0a) ? field.toString('latin1').split('\n').length - 1 : 0;
}

const UNDECODED: Sentence = {
  zh: '编码无法识别，应为 UTF-8 或 GB18030',
  en: 'Its encoding is not known: it is neither UTF-8 nor GB18030.',
};
const OPEN_QUOTE: Sentence = {
  zh: '引号没有闭合，从这一行起的内容没有读取',
  en: 'A quotation mark is not closed: nothing was read from this line on.',
};
