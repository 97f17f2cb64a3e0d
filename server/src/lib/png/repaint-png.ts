import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { type PngParts, readPngParts, SIGNATURE, UnfitPng } from './png-parts.ts';

/** Columns and rows between the pixels of each pass of an interlaced picture, and where it begins. PNG 8.1. */
const PASSES = [
  [8, 8, 0, 0],
  [8, 8, 4, 0],
  [4, 8, 0, 4],
  [4, 4, 2, 0],
  [2, 4, 0, 2],
  [2, 2, 1, 0],
  [1, 2, 0, 1],
] as const;
const FILTER_MAX = 4;

/**
 * The same picture as a file that was made here alone: eight bits of red, green, blue and alpha, and nothing else.
 * Takes tens of milliseconds and several times the picture's pixels of memory: for a thread of its own.
 * @throws UnfitPng
 */
export function repaintPng(file: Buffer, sideMax: number): Buffer {
  const picture = checkedPng(file, sideMax);
  try {
    return PNG.sync.write(PNG.sync.read(picture), { colorType: 6, deflateLevel: 9 });
  } catch {
    // a pixel of a colour that the palette has not
    throw new UnfitPng('damaged');
  }
}

/**
 * A PNG without anything that is not its picture, and whose pixels unpack to just what its header says. Whatever
 * reads it need not know how to protect itself.
 * @throws UnfitPng
 */
export function checkedPng(file: Buffer, sideMax: number): Buffer {
  const parts = readPngParts(file, sideMax);
  const rows = rowsOf(parts);
  const pixels = unpacked(parts.pixels, rows);
  let at = 0;
  for (const { count, bytes } of rows) {
    for (let row = 0; row < count; row += 1, at += bytes) {
      if ((pixels[at] ?? 0) > FILTER_MAX) throw new UnfitPng('damaged');
    }
  }
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', parts.header),
    ...(parts.palette ? [chunk('PLTE', parts.palette)] : []),
    ...(parts.transparency ? [chunk('tRNS', parts.transparency)] : []),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** How many rows there are of how many bytes, the filter's included: one group, or one a pass. */
function rowsOf({ width, height, depth, samples, isInterlaced }: PngParts) {
  const group = (columns: number, count: number) => ({
    count: columns > 0 ? count : 0,
    bytes: 1 + Math.ceil((columns * depth * samples) / 8),
  });
  if (!isInterlaced) return [group(width, height)];
  return PASSES.map(([stepX, stepY, fromX, fromY]) =>
    group(Math.ceil((width - fromX) / stepX), Math.max(0, Math.ceil((height - fromY) / stepY))),
  );
}

function unpacked(deflated: Buffer, rows: readonly { readonly count: number; readonly bytes: number }[]) {
  const length = rows.reduce((sum, { count, bytes }) => sum + count * bytes, 0);
  try {
    const pixels = inflateSync(deflated, { maxOutputLength: length });
    if (pixels.length === length) return pixels;
  } catch {
    // truncated, no zlib at all, or more than there are pixels
  }
  throw new UnfitPng('damaged');
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), framed.length - 4);
  return framed;
}
