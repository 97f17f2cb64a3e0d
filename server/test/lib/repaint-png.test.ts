import { deflateSync, inflateSync } from 'node:zlib';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { expect, test } from 'vitest';
import { readPngParts, UnfitPng } from '../../src/lib/png/png-parts.ts';
import { checkedPng, repaintPng } from '../../src/lib/png/repaint-png.ts';
import { chunkOf, PNG_SIGNATURE, pngOf } from '../helpers/files/png.ts';

const SIDE_MAX = 2048;
const problemOf = (read: () => unknown) => {
  try {
    read();
  } catch (error) {
    if (error instanceof UnfitPng) return error.problem;
    throw error;
  }
  return 'none';
};
const types = (file: Buffer) => {
  const found: string[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at) + 12) {
    found.push(file.toString('latin1', at + 4, at + 8));
  }
  return found;
};
/** What another decoder sees. */
async function seen(file: Buffer) {
  const picture = await loadImage(file);
  const context = createCanvas(picture.width, picture.height).getContext('2d');
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, picture.width, picture.height).data;
}

const palette = Buffer.from(Array.from({ length: 256 * 3 }, (_, index) => (index * 37) & 0xff));
const KINDS = [
  ...[1, 2, 4, 8, 16].map((depth) => ({ colour: 0, depth })),
  ...[8, 16].flatMap((depth) => [2, 4, 6].map((colour) => ({ colour, depth }))),
  ...[1, 2, 4, 8].map((depth) => ({ colour: 3, depth, palette: palette.subarray(0, 3 * 2 ** depth) })),
  { colour: 3, depth: 8, palette, transparency: Buffer.from([0, 99, 200]) },
  { colour: 0, depth: 8, transparency: Buffer.from([0, 77]) },
  { colour: 2, depth: 8, transparency: Buffer.from([0, 1, 0, 2, 0, 3]) },
].flatMap((kind) => [0, 1].map((interlace) => ({ interlace, ...kind })));

test.each(KINDS)('colour type $colour of $depth bits, interlace $interlace, looks the same', async (kind) => {
  for (const [width, height] of [
    [1, 1],
    [3, 2],
    [17, 19],
  ] as const) {
    const file = pngOf({ ...kind, width, height });
    const kept = repaintPng(file, SIDE_MAX);
    expect(types(kept)).toEqual(['IHDR', 'IDAT', 'IEND']);
    const [wanted, got, checked] = [
      await seen(file),
      await seen(kept),
      await seen(checkedPng(file, SIDE_MAX)),
    ];
    expect(Buffer.from(checked).equals(Buffer.from(wanted))).toBe(true);
    // sixteen bits become eight by a rounding of each decoder's own, the colours of what is hardly seen above all
    const farthest = wanted.reduce((far, value, at) => {
      const seenThrough = at % 4 === 3 ? 1 : (wanted[at | 3] ?? 0) / 255;
      return Math.max(far, Math.abs(value - (got[at] ?? 0)) * seenThrough);
    }, 0);
    expect(farthest).toBeLessThanOrEqual(kind.depth === 16 ? 2 : 0);
  }
});

const animation = Buffer.concat([chunkOf('acTL', Buffer.alloc(8)), chunkOf('fcTL', Buffer.alloc(26))]);
const zeros = (bytes: number) => deflateSync(Buffer.alloc(bytes), { level: 9 });
const whole = pngOf();

test.each<readonly [what: string, file: Buffer, problem: string]>([
  ['nothing', Buffer.alloc(0), 'not_png'],
  ['a text', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'not_png'],
  ['a JPEG', Buffer.from('ffd8ffe000104a46494600010100000100010000ffd9', 'hex'), 'not_png'],
  ['a GIF', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;', 'latin1'), 'not_png'],
  ['a PNG behind another file', Buffer.concat([Buffer.from('PK\x03\x04'), whole]), 'not_png'],
  ['a signature alone', PNG_SIGNATURE, 'damaged'],
  ['half a file', whole.subarray(0, whole.length / 2), 'damaged'],
  ['no end', whole.subarray(0, -12), 'damaged'],
  [
    'a negative length',
    Buffer.concat([PNG_SIGNATURE, chunkOf('IHDR', Buffer.alloc(12), { length: -12 })]),
    'damaged',
  ],
  [
    'a length of -1',
    Buffer.concat([PNG_SIGNATURE, chunkOf('IHDR', Buffer.alloc(12), { length: -1 })]),
    'damaged',
  ],
  [
    'the longest length',
    pngOf({ extra: chunkOf('tEXt', Buffer.alloc(8), { length: 2 ** 31 - 1 }) }),
    'damaged',
  ],
  ['a wrong checksum', pngOf({ extra: chunkOf('tEXt', Buffer.alloc(8), { crc: 1 }) }), 'damaged'],
  ['a billion pixels', pngOf({ width: 32_000, height: 32_000, pixels: zeros(9) }), 'too_many_pixels'],
  ['pixels without end', pngOf({ width: 2 ** 31, height: 2 ** 31, pixels: zeros(9) }), 'too_many_pixels'],
  ['no pixels', pngOf({ width: 0, height: 1, rows: Buffer.alloc(1) }), 'damaged'],
  ['fewer pixels than it says', pngOf({ width: 2048, height: 2048, pixels: zeros(9) }), 'damaged'],
  ['more pixels than it says', pngOf({ width: 1, height: 1, pixels: zeros(190_000_000) }), 'damaged'],
  ['pixels that are cut off', pngOf({ pixels: deflateSync(Buffer.alloc(147)).subarray(0, -6) }), 'damaged'],
  ['pixels that are no zlib', pngOf({ pixels: Buffer.from('no zlib') }), 'damaged'],
  ['no pixel chunk', Buffer.concat([whole.subarray(0, 33), chunkOf('IEND')]), 'damaged'],
  ['a filter that is none', pngOf({ rows: Buffer.alloc(7 * 21, 9) }), 'damaged'],
  ['a colour type that is none', pngOf({ colour: 5 }), 'damaged'],
  ['a depth that is none', pngOf({ colour: 6, depth: 4 }), 'damaged'],
  ['an interlace that is none', pngOf({ interlace: 2 }), 'damaged'],
  ['indexes without palette', pngOf({ colour: 3 }), 'damaged'],
  ['a palette with half a colour', pngOf({ colour: 3, palette: Buffer.alloc(4) }), 'damaged'],
  ['a palette that is too long', pngOf({ colour: 3, depth: 1, palette }), 'damaged'],
  ['an index behind the palette', pngOf({ colour: 3, palette: Buffer.alloc(3) }), 'damaged'],
  ['more alphas than colours', pngOf({ colour: 3, palette, transparency: Buffer.alloc(257) }), 'damaged'],
  ['an alpha for what has one', pngOf({ colour: 6, transparency: Buffer.alloc(2) }), 'damaged'],
  ['two headers', pngOf({ extra: whole.subarray(8, 33) }), 'damaged'],
  ['two palettes', pngOf({ colour: 3, palette, extra: chunkOf('PLTE', palette) }), 'damaged'],
  ['a chunk that must be understood', pngOf({ extra: chunkOf('ABCD', Buffer.alloc(4)) }), 'damaged'],
  ['a chunk without name', pngOf({ extra: chunkOf('\0\0\0\0', Buffer.alloc(4)) }), 'damaged'],
  ['an animation', pngOf({ extra: animation }), 'animated'],
])('%s is refused, at once and with little memory', (_what, file, problem) => {
  const [before, began] = [process.memoryUsage().arrayBuffers, performance.now()];
  expect(problemOf(() => repaintPng(file, SIDE_MAX))).toBe(problem);
  expect(performance.now() - began).toBeLessThan(2000);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40_000_000);
});

test('nothing is kept of a file but its picture', () => {
  const zip = Buffer.from('PK\x03\x04 a second file');
  const file = pngOf({
    extra: Buffer.concat([
      chunkOf('tEXt', Buffer.from('Author\0张三')),
      chunkOf('eXIf', Buffer.from('MM\0*GPS 30.6 104.1')),
      chunkOf('iCCP', Buffer.concat([Buffer.from('bomb\0\0'), zeros(50_000_000)])),
      chunkOf('zTXt', Buffer.concat([Buffer.from('bomb\0\0'), zeros(50_000_000)])),
    ]),
    behind: zip,
  });
  expect(file.length).toBeGreaterThan(90_000);
  for (const kept of [repaintPng(file, SIDE_MAX), checkedPng(file, SIDE_MAX)]) {
    expect(types(kept)).toEqual(['IHDR', 'IDAT', 'IEND']);
    expect(kept.length).toBeLessThan(400);
    expect(kept.includes(zip)).toBe(false);
  }
  expect(repaintPng(file, SIDE_MAX).equals(repaintPng(pngOf(), SIDE_MAX))).toBe(true);
});

test('what was kept is kept as it is when it comes again', () => {
  const kept = repaintPng(pngOf({ width: 40, height: 40 }), SIDE_MAX);
  expect(repaintPng(kept, SIDE_MAX).equals(kept)).toBe(true);
});

test('a glance unpacks nothing', () => {
  const bomb = pngOf({ width: 1, height: 1, pixels: zeros(190_000_000) });
  expect(readPngParts(bomb, SIDE_MAX)).toMatchObject({ width: 1, height: 1 });
  expect(inflateSync(readPngParts(whole, SIDE_MAX).pixels)).toHaveLength(147);
});
