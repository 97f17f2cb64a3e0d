import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { type Encoding, lineDecoder } from './roster-encoding.ts';
import type { RosterFile, RosterLine } from './roster-line.ts';

/** A line longer than this has a quotation mark that nothing closes. */
const RECORD_BYTES_MAX = 64 * 1024;
const SNIFFED_BYTES = 64 * 1024;
const DELIMITERS = [',', '\t', ';'];

/**
 * Opens a roster of comma, tab or semicolon separated values in UTF-8, GB18030 or both, or in UTF-16. It is
 * split as bytes (no byte of a longer character is a separator, a quotation mark or a line end in either)
 * and decoded field by field.
 */
export async function openCsv(path: string, forced?: Encoding): Promise<RosterFile> {
  const { size } = await stat(path);
  const { bomBytes, utf16, delimiter } = await sniff(path);
  const decoder = lineDecoder(utf16 ? 'utf-8' : forced);
  let bytesRead = 0;
  async function* chunks(): AsyncGenerator<Buffer> {
    const utf16Decoder = utf16 && new TextDecoder(utf16);
    for await (const chunk of createReadStream(path, { start: bomBytes }) as AsyncIterable<Buffer>) {
      bytesRead += chunk.length;
      yield utf16Decoder ? Buffer.from(utf16Decoder.decode(chunk, { stream: true })) : chunk;
    }
  }
  return {
    lines: readLines(chunks(), delimiter, decoder.decode),
    progress: () => (size === 0 ? 1 : Math.min(1, (bytesRead + bomBytes) / size)),
    encodings: () => (utf16 ? [utf16] : [...decoder.seen]),
  };
}

interface Sniffed {
  readonly bomBytes: number;
  readonly utf16: 'utf-16le' | 'utf-16be' | undefined;
  readonly delimiter: string;
}

async function sniff(path: string): Promise<Sniffed> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFFED_BYTES), 0, SNIFFED_BYTES, 0);
  const head = buffer.subarray(0, bytesRead);
  const startsWith = (...bytes: number[]) => head.subarray(0, bytes.length).equals(Buffer.from(bytes));
  const utf16 = startsWith(0xff, 0xfe) ? 'utf-16le' : startsWith(0xfe, 0xff) ? 'utf-16be' : undefined;
  const bomBytes = utf16 ? 2 : startsWith(0xef, 0xbb, 0xbf) ? 3 : 0;
  const text = utf16 ? new TextDecoder(utf16).decode(head) : head.toString('latin1');
  const [firstLine = ''] = text.split(/[\r\n]/, 1);
  const found = (delimiter: string) => firstLine.split(delimiter).length;
  const delimiter = DELIMITERS.reduce((best, other) => (found(other) > found(best) ? other : best));
  return { bomBytes, utf16, delimiter };
}

interface CsvRecord {
  readonly record: Buffer[];
  readonly info: { readonly lines: number };
}

async function* readLines(
  chunks: AsyncIterable<Buffer>,
  delimiter: string,
  decode: (fields: readonly Buffer[]) => (string | undefined)[],
): AsyncGenerator<RosterLine> {
  const parser = parse({
    encoding: null,
    info: true,
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: RECORD_BYTES_MAX,
  });
  // an error of the file ends the parser too, and is thrown where its records are read
  pipeline(Readable.from(chunks), parser, () => undefined);
  let lastLine = 0;
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      const line = info.lines - record.reduce((breaks, field) => breaks + lineBreaks(field), 0);
      lastLine = info.lines;
      const cells = decode(record);
      const isDecoded = (cell: string | undefined): cell is string => cell !== undefined;
      if (cells.every(isDecoded)) yield { line, cells };
      else yield { line, problem: '编码无法识别，应为 UTF-8 或 GB18030' };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield { line: lastLine + 1, problem: '引号没有闭合，从这一行起的内容没有读取' };
  }
}

function lineBreaks(field: Buffer): number {
  return field.includes(0x0a) ? field.toString('latin1').split('\n').length - 1 : 0;
}
