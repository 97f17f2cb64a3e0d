import { crc32, deflateSync } from 'node:zlib';

/** A picture as its maker wants it, right or wrong. */
export interface PngOptions {
  readonly width?: number;
  readonly height?: number;
  readonly depth?: number;
  readonly colour?: number;
  readonly interlace?: number;
  /** Colours of the palette, three bytes each. */
  readonly palette?: Buffer;
  readonly transparency?: Buffer;
  /** The rows with their filters; as many random bytes as the header needs when left out. */
  readonly rows?: Buffer;
  /** The pixels as they stand in the file, deflated. */
  readonly pixels?: Buffer;
  /** Stands before the pixels. */
  readonly extra?: Buffer;
  /** Stands behind the end. */
  readonly behind?: Buffer;
}

export const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const PASSES = [
  [8, 8, 0, 0],
  [8, 8, 4, 0],
  [4, 8, 0, 4],
  [4, 4, 2, 0],
  [2, 4, 0, 2],
  [2, 2, 1, 0],
  [1, 2, 0, 1],
] as const;

/** Writes a PNG by the standard, without the server's code. */
export function pngOf(input: PngOptions = {}): Buffer {
  const { width = 5, height = 7, depth = 8, colour = 6, interlace = 0 } = input;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, interlace], 8);
  return Buffer.concat([
    PNG_SIGNATURE,
    chunkOf('IHDR', header),
    ...(input.palette ? [chunkOf('PLTE', input.palette)] : []),
    ...(input.transparency ? [chunkOf('tRNS', input.transparency)] : []),
    input.extra ?? Buffer.alloc(0),
    chunkOf(
      'IDAT',
      input.pixels ?? deflateSync(input.rows ?? someRows(width, height, depth, colour, interlace)),
    ),
    chunkOf('IEND'),
    input.behind ?? Buffer.alloc(0),
  ]);
}

export function chunkOf(
  type: string,
  data: Buffer = Buffer.alloc(0),
  wrong: { length?: number; crc?: number } = {},
) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [before, after] = [Buffer.alloc(4), Buffer.alloc(4)];
  before.writeInt32BE(wrong.length ?? data.length);
  after.writeUInt32BE(wrong.crc ?? crc32(named));
  return Buffer.concat([before, named, after]);
}

/** Rows of bytes without pattern, every filter used in turn. */
function someRows(width: number, height: number, depth: number, colour: number, interlace: number): Buffer {
  const groups = interlace === 1 ? PASSES : ([[1, 1, 0, 0]] as const);
  let seed = width * 31 + height * 7 + depth * 3 + colour;
  const next = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return (seed >> 16) & 0xff;
  };
  const rows = groups.flatMap(([stepX, stepY, fromX, fromY]) => {
    const columns = Math.max(0, Math.ceil((width - fromX) / stepX));
    const count = columns === 0 ? 0 : Math.max(0, Math.ceil((height - fromY) / stepY));
    const bytes = Math.ceil((columns * depth * (SAMPLES[colour] ?? 1)) / 8);
    return Array.from({ length: count }, (_, row) =>
      Buffer.from([row % 5, ...Array.from({ length: bytes }, next)]),
    );
  });
  return Buffer.concat(rows);
}
