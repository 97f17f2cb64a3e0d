import { crc32, deflateRawSync } from 'node:zlib';
import { shanghaiText } from './shanghai-time.ts';

/** A file in an archive. */
export interface ZipEntry {
  /** As bytes: which encoding they are in, the archive does not say. */
  readonly name: Buffer;
  readonly content: Buffer;
  readonly modifiedAt: number;
}

/**
 * A ZIP archive of compressed files (APPNOTE 6.3, 4.3). Names keep the bytes they are given, and none is
 * marked as UTF-8.
 */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, modifiedAt } of entries) {
    const packed = deflateRawSync(content);
    const header = headerOf(name, content, packed, modifiedAt);
    const file = Buffer.concat([uint32(LOCAL_FILE), header, uint16(0), name, packed]);
    const empty = Buffer.alloc(CENTRAL_EMPTY_BYTES);
    directory.push(
      Buffer.concat([uint32(CENTRAL_FILE), uint16(VERSION), header, empty, uint32(offset), name]),
    );
    files.push(file);
    offset += file.length;
  }
  const central = Buffer.concat(directory);
  const counts = [uint16(0), uint16(0), uint16(entries.length), uint16(entries.length)];
  const end = [uint32(END), ...counts, uint32(central.length), uint32(offset), uint16(0)];
  return Buffer.concat([...files, central, ...end]);
}

const LOCAL_FILE = 0x04034b50;
const CENTRAL_FILE = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const DEFLATED = 8;
/** Lengths of extra field and comment, disk, and two kinds of attributes: none of which there are. */
const CENTRAL_EMPTY_BYTES = 12;

/** What both headers of a file say, from the version needed to the length of the name. */
function headerOf(name: Buffer, content: Buffer, packed: Buffer, modifiedAt: number): Buffer {
  const { time, date } = dosTime(modifiedAt);
  return Buffer.concat([
    ...[VERSION, 0, DEFLATED, time, date].map(uint16),
    ...[crc32(content), packed.length, content.length].map(uint32),
    uint16(name.length),
  ]);
}

/** Two-second steps since 1980, in Shanghai. */
function dosTime(at: number): { readonly time: number; readonly date: number } {
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = shanghaiText(at)
    .split(/\D/)
    .map(Number);
  return {
    time: (hours << 11) | (minutes << 5) | (seconds >> 1),
    date: ((year - 1980) << 9) | (month << 5) | day,
  };
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
