import { crc32 } from 'node:zlib';

/** Why a file is no picture that we use. */
export type PngProblem = 'not_png' | 'damaged' | 'animated' | 'too_many_pixels';

/** A file that is not used as a picture; nothing of it was unpacked. */
export class UnfitPng extends Error {
  readonly problem: PngProblem;
  constructor(problem: PngProblem) {
    super(`the PNG is not used: ${problem}`);
    this.problem = problem;
  }
}

/** A PNG's header, and the chunks that decide how it looks; what else was in the file is left out. */
export interface PngParts {
  readonly width: number;
  readonly height: number;
  /** Bits a sample. */
  readonly depth: number;
  readonly samples: number;
  readonly isInterlaced: boolean;
  readonly header: Buffer;
  readonly palette: Buffer | undefined;
  readonly transparency: Buffer | undefined;
  /** Deflated. */
  readonly pixels: Buffer;
}

export const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const FRAME_BYTES = 12;
const HEADER_BYTES = 13;
/** By colour type: samples a pixel, and the depths that there are. PNG, third edition, 11.2.1. */
const COLOURS: Readonly<Record<number, { readonly samples: number; readonly depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};
const PALETTE = 3;

/**
 * Takes a PNG apart without unpacking anything: one pass over its bytes, every length and checksum looked at.
 * @throws UnfitPng
 */
export function readPngParts(file: Buffer, sideMax: number): PngParts {
  if (!file.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new UnfitPng('not_png');
  const chunks = [...chunksOf(file)];
  const header = chunks.shift();
  if (header?.type !== 'IHDR' || header.data.length !== HEADER_BYTES) throw new UnfitPng('damaged');
  const shape = shapeOf(header.data, sideMax);
  if (chunks.some(({ type }) => type === 'acTL' || type === 'fdAT')) throw new UnfitPng('animated');
  const palette = onlyOne(chunks, 'PLTE');
  const transparency = onlyOne(chunks, 'tRNS');
  checkColours(shape, palette, transparency);
  return { ...shape, header: header.data, palette, transparency, pixels: pixelsOf(chunks) };
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** The chunks up to the end mark; what follows that is no part of the picture. */
function* chunksOf(file: Buffer): Generator<Chunk> {
  let at = SIGNATURE.length;
  while (at + FRAME_BYTES <= file.length) {
    const length = file.readUInt32BE(at);
    const end = at + FRAME_BYTES + length;
    if (end > file.length) break;
    const named = file.subarray(at + 4, end - 4);
    if (crc32(named) !== file.readUInt32BE(end - 4)) break;
    const type = named.toString('latin1', 0, 4);
    if (type === 'IEND') return;
    yield { type, data: named.subarray(4) };
    at = end;
  }
  throw new UnfitPng('damaged');
}

function shapeOf(header: Buffer, sideMax: number) {
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth = 0, colour = -1, compression, filter, interlace = -1] = header.subarray(8);
  const known = COLOURS[colour];
  const isKnown = known?.depths.includes(depth) && compression === 0 && filter === 0 && interlace <= 1;
  if (!known || !isKnown || width === 0 || height === 0) throw new UnfitPng('damaged');
  if (width > sideMax || height > sideMax) throw new UnfitPng('too_many_pixels');
  return { width, height, depth, colour, samples: known.samples, isInterlaced: interlace === 1 };
}

function onlyOne(chunks: readonly Chunk[], wanted: string): Buffer | undefined {
  const [at, ...more] = chunks.flatMap(({ type }, index) => (type === wanted ? [index] : []));
  const firstPixels = chunks.findIndex(({ type }) => type === 'IDAT');
  if (more.length > 0 || (at !== undefined && at > firstPixels)) throw new UnfitPng('damaged');
  return at === undefined ? undefined : chunks[at]?.data;
}

function checkColours(
  { colour, depth }: { readonly colour: number; readonly depth: number },
  palette: Buffer | undefined,
  transparency: Buffer | undefined,
): void {
  const colours = (palette?.length ?? 0) / 3;
  const isPaletteFit =
    palette === undefined
      ? colour !== PALETTE
      : Number.isInteger(colours) && colours >= 1 && colours <= (colour === PALETTE ? 2 ** depth : 256);
  const alphas = transparency?.length;
  const isTransparencyFit =
    alphas === undefined ||
    (colour === 0 && alphas === 2) ||
    (colour === 2 && alphas === 6) ||
    (colour === PALETTE && alphas <= colours);
  if (!isPaletteFit || !isTransparencyFit) throw new UnfitPng('damaged');
}

/** The pixels stand in chunks that follow each other; what must be understood and is not makes another picture. */
function pixelsOf(chunks: readonly Chunk[]): Buffer {
  const isPixels = ({ type }: Chunk) => type === 'IDAT';
  const pixels = chunks.slice(chunks.findIndex(isPixels), chunks.findLastIndex(isPixels) + 1);
  const isOneRun = pixels.length > 0 && pixels.every(isPixels);
  const isUnderstood = ({ type }: Chunk) =>
    type === 'IDAT' || type === 'PLTE' || /^[a-z][A-Za-z]{3}$/.test(type);
  if (!isOneRun || !chunks.every(isUnderstood)) throw new UnfitPng('damaged');
  return Buffer.concat(pixels.map(({ data }) => data));
}
