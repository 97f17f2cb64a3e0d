import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { deflateSync } from 'node:zlib';
import { createCanvas, GlobalFonts, loadImage } from '@napi-rs/canvas';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { expect, onTestFinished, test } from 'vitest';
import { chunkOf, PNG_SIGNATURE, pngOf } from '../../../../test/helpers/files/png.ts';
import { JobFailed } from '../../../lib/job-thread.ts';
import { InvalidSeal } from '../../provider.ts';
import { drawReceipt } from './draw-receipt.ts';
import { createReceiptPainter } from './painter.ts';
import type { Receipt } from './receipt.ts';

const FONT_FILE = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
);
const REFERENCE = new URL('receipt.reference.png', import.meta.url);
const SCALE = 3;
/** Where it stands what was paid for, in points. */
const ITEM = { left: 130, top: 170.5, width: 400, height: 19 };
const ITEM_LINE = 173;
const ITEM_SIZE = 10;
const SEAL_CONTEXT = { left: 451, top: 293, width: 92, height: 92 };
const LOGO_CONTEXT = { left: 36, top: 32, width: 130, height: 40 };

const RECEIPT: Receipt = {
  invoiceNo: 'R2026112300000001',
  buyer: { type: 'company', name: '四川智校教育科技有限公司', taxNo: '91510100MA61RKHY2X' },
  schoolName: '四川大学',
  orderNumber: '29152154523069546710',
  student: { no: '2013141463216', name: '张三' },
  item: '学生公寓3栋502 电费充值',
  amount: 10_700_053,
  memo: '联系电话13812345678',
  channel: 'wechat',
  transactionId: '4200001234202611231234567890',
  paidAt: '2026-11-23T05:00:00.000Z',
  issuedAt: '2026-11-23T05:01:00.000Z',
  verifyUrl: 'https://pay.example.edu.cn/receipt/ABCDEFGHIJKLMNOP',
};

/** The first page as dark (1) and light (0) points. Text that a reader finds but nobody sees is light. */
async function pictureOf(pdf: Buffer) {
  const page = await (await getDocument({ data: new Uint8Array(pdf) }).promise).getPage(1);
  const viewport = page.getViewport({ scale: SCALE });
  const canvas = createCanvas(Math.round(viewport.width), Math.round(viewport.height));
  const canvasContext = canvas.getContext('2d');
  await page.render({ canvas: canvas as never, canvasContext: canvasContext as never, viewport }).promise;
  return canvas;
}

type Picture = Awaited<ReturnType<typeof pictureOf>>;

function inkIn(picture: Picture, { left, top, width, height } = ITEM): Uint8Array {
  const area = [left, top, width, height].map((points) => Math.round(points * SCALE));
  const { data } = picture.getContext('2d').getImageData(...(area as [number, number, number, number]));
  return Uint8Array.from({ length: data.length / 4 }, (_, point) => ((data[point * 4] ?? 255) < 140 ? 1 : 0));
}

const count = (ink: Uint8Array) => ink.reduce((sum, point) => sum + point, 0);

async function itemInk(item: string): Promise<Uint8Array> {
  return inkIn(await pictureOf(await drawReceipt({ ...RECEIPT, item })));
}

/** The same sign drawn from the font without any PDF, where the receipt has it. */
function expectedInk(sign: string): Uint8Array {
  GlobalFonts.registerFromPath(FONT_FILE, 'reference');
  const canvas = createCanvas(600 * SCALE, 200 * SCALE);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#1a1a1a';
  context.font = `${ITEM_SIZE * SCALE}px reference`;
  const ascent = 1.16 * ITEM_SIZE;
  context.fillText(sign, ITEM.left * SCALE, (ITEM_LINE + ascent) * SCALE);
  return inkIn(canvas);
}

/** How much of the ink of both they have in common, 0 to 1. */
function likeness(one: Uint8Array, other: Uint8Array): number {
  let [both, either] = [0, 0];
  for (const [index, point] of one.entries()) {
    if (point && other[index]) both += 1;
    if (point || other[index]) either += 1;
  }
  return both / either;
}

test.each([...'张䶮㛃𬱖𫖯𠅤𬭎'])('%s is painted as the font has it', async (sign) => {
  const ink = await itemInk(sign);
  expect(count(ink)).toBeGreaterThan(100);
  expect(likeness(ink, expectedInk(sign))).toBeGreaterThan(0.6);
  expect(likeness(ink, expectedInk('龘'))).toBeLessThan(0.5);
});

test('a sign the font has no picture for is shown as one, not left out', async () => {
  expect(await itemInk('张😀')).toEqual(await itemInk('张〓'));
});

test('the receipt looks as it did when somebody last looked at it', async () => {
  const picture = await pictureOf(await drawReceipt(RECEIPT));
  if (process.env.UPDATE_REFERENCE) await writeFile(REFERENCE, picture.toBuffer('image/png'));
  const reference = createCanvas(picture.width, picture.height);
  reference.getContext('2d').drawImage(await loadImage(await readFile(REFERENCE)), 0, 0);
  const page = { left: 0, top: 0, width: 595, height: 419 };
  expect(count(inkIn(picture, page))).toBeGreaterThan(20_000);
  expect(likeness(inkIn(picture, page), inkIn(reference, page))).toBeGreaterThan(0.95);
});

async function wordsOf(receipt: Receipt): Promise<string> {
  const data = new Uint8Array(await drawReceipt(receipt));
  const { items } = await (await (await getDocument({ data }).promise).getPage(1)).getTextContent();
  return items.map((item) => ('str' in item ? item.str : '')).join('');
}

test('a receipt says whom it was paid for and which order it was, and one asked for earlier does not', async () => {
  const words = await wordsOf(RECEIPT);
  for (const word of ['2013141463216', '张三', '29152154523069546710', '107,000.53'])
    expect(words).toContain(word);
  const { student: _, orderNumber, ...earlier } = RECEIPT;
  expect(await wordsOf(earlier)).not.toContain('订单号');
  // a student who pays is named once
  const own = { ...RECEIPT, buyer: { type: 'individual', name: '张三' } } as const;
  expect((await wordsOf(own)).split('张三')).toHaveLength(2);
});

test('a receipt of a sandbox says across the page that it is none', async () => {
  expect(await wordsOf({ ...RECEIPT, isSpecimen: true })).toContain('沙箱测试');
  expect(await wordsOf(RECEIPT)).not.toContain('沙箱');
});

test('texts that are too long end within their line', async () => {
  const long = '很长的名称'.repeat(40);
  const pdf = await drawReceipt({
    ...RECEIPT,
    buyer: { type: 'company', name: long, taxNo: '9'.repeat(20) },
    schoolName: long,
    item: long,
    memo: long,
  });
  const margin = { left: 560, top: 0, width: 35, height: 419 };
  expect(count(inkIn(await pictureOf(pdf), margin))).toBe(0);
});

test('the same receipt gives the same file, drawn here or on its thread, many at once', async () => {
  const painter = createReceiptPainter();
  onTestFinished(() => painter[Symbol.asyncDispose]());
  const [here, ...there] = await Promise.all([
    drawReceipt(RECEIPT),
    ...Array.from({ length: 5 }, () => painter.draw(RECEIPT)),
  ]);
  for (const pdf of there) expect(pdf.equals(here)).toBe(true);
});

const base64 = (file: Buffer) => file.toString('base64');
const rowOf = (bytes: number) => Buffer.concat([Buffer.alloc(1), randomBytes(bytes)]);
const deflated = (bytes: number) => deflateSync(Buffer.alloc(bytes), { level: 9 });

/** As an earlier release took them, which looked at the first eight bytes. */
const BAD_SEALS: readonly (readonly [what: string, file: Buffer])[] = [
  ['no picture', Buffer.from('no picture')],
  ['a negative length', Buffer.concat([PNG_SIGNATURE, chunkOf('tEXt', Buffer.alloc(12), { length: -12 })])],
  ['a gigabyte in 74 bytes', pngOf({ width: 16_000, height: 16_000, pixels: deflated(9) })],
  ['a gigabyte that unpacks', pngOf({ width: 1, height: 1, pixels: deflated(140_000_000) })],
  ['fewer pixels than it says', pngOf({ width: 2000, height: 2000, pixels: deflated(9) })],
];

test('receipts with seals that cannot be drawn fail each alone, and their neighbours are drawn', async () => {
  await using painter = createReceiptPainter();
  const plain = await painter.draw(RECEIPT);
  for (const [what, seal] of BAD_SEALS) {
    const [before, bad, behind] = await Promise.allSettled([
      painter.draw(RECEIPT),
      painter.draw({ ...RECEIPT, sealPng: base64(seal) }),
      painter.draw(RECEIPT),
    ]);
    expect(bad, what).toMatchObject({ status: 'rejected', reason: expect.any(InvalidSeal) });
    for (const neighbour of [before, behind]) {
      expect(neighbour.status === 'fulfilled' && neighbour.value.equals(plain), what).toBe(true);
    }
  }
});

test('a receipt that takes too much time is not drawn', async () => {
  await using hasty = createReceiptPainter({ timeLimitMs: 1 });
  await expect(hasty.draw(RECEIPT)).rejects.toBeInstanceOf(JobFailed);
});

test('an uploaded seal is painted anew and drawn; one as large and detailed as may be too', async () => {
  await using painter = createReceiptPainter();
  const uploaded = pngOf({ width: 90, height: 90, extra: chunkOf('tEXt', Buffer.from('Author\0张三')) });
  const kept = await painter.paintSeal(base64(uploaded));
  expect(Buffer.from(kept, 'base64').includes('tEXt')).toBe(false);
  const picture = await pictureOf(await painter.draw({ ...RECEIPT, sealPng: kept }));
  const plain = inkIn(await pictureOf(await painter.draw(RECEIPT)), SEAL_CONTEXT);
  expect(count(inkIn(picture, SEAL_CONTEXT))).toBeGreaterThan(2 * count(plain));

  const widest = pngOf({ width: 2048, height: 2048, pixels: deflated(2048 * (1 + 2048 * 4)) });
  const pdf = await painter.draw({ ...RECEIPT, sealPng: await painter.paintSeal(base64(widest)) });
  expect(pdf.includes('/Subtype /Image')).toBe(true);
  const noise = (bytes: number) => Buffer.concat(Array.from({ length: 256 }, () => rowOf(bytes)));
  const large = pngOf({ width: 256, height: 256, rows: noise(256 * 4) });
  await expect(painter.paintSeal(base64(large))).rejects.toMatchObject({ problem: 'too_many_bytes' });
  // a palette of four colours becomes four bytes a point
  const palette = randomBytes(4 * 3);
  const detailed = pngOf({ width: 2048, height: 256, depth: 2, colour: 3, palette, rows: noise(512) });
  await expect(painter.paintSeal(base64(detailed))).rejects.toMatchObject({ problem: 'too_detailed' });
});

test('a receipt has the logo and the colour of its school', async () => {
  const logo = pngOf({ width: 120, height: 40 });
  const [plain, branded] = [
    await drawReceipt(RECEIPT),
    await drawReceipt({ ...RECEIPT, colour: '#0b6e4f' }, { logo }),
  ];
  const [before, after] = [await pictureOf(plain), await pictureOf(branded)];
  expect(count(inkIn(after, LOGO_CONTEXT))).toBeGreaterThan(count(inkIn(before, LOGO_CONTEXT)) + 1_000);
  // on the frame of the table
  const frame = (picture: Picture) => [
    ...picture.getContext('2d').getImageData(36 * SCALE, 200 * SCALE, 1, 1).data,
  ];
  const [red = 0, green = 0] = frame(after);
  expect(green).toBeGreaterThan(red);
});

test.each([
  '',
  'data:image/png;base64,iVBORw0KGgo=',
  `${'iVBORw0K'.repeat(4)}\n`,
  'A'.repeat(300_000),
  7,
  null,
])('a seal that is no base64 of a picture is refused (%#)', async (sealPng) => {
  await using painter = createReceiptPainter();
  await expect(painter.paintSeal(sealPng)).rejects.toBeInstanceOf(InvalidSeal);
});
