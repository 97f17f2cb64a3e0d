import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createCanvas, GlobalFonts, loadImage } from '@napi-rs/canvas';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { expect, onTestFinished, test } from 'vitest';
import { drawReceipt } from './draw-receipt.ts';
import { createReceiptPainter } from './painter.ts';
import type { Receipt } from './receipt.ts';

const FONT_FILE = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
);
const REFERENCE = new URL('receipt.reference.png', import.meta.url);
const SCALE = 3;
/** Where the payer's name stands, in points. */
const NAME = { left: 130, top: 107, width: 400, height: 23 };
const NAME_SIZE = 10;

const RECEIPT: Receipt = {
  invoiceNo: 'R2026112300000001',
  buyer: { type: 'company', name: '四川智校教育科技有限公司', taxNo: '91510100MA61RKHY2X' },
  schoolName: '四川大学',
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

function inkIn(picture: Picture, { left, top, width, height } = NAME): Uint8Array {
  const area = [left, top, width, height].map((points) => Math.round(points * SCALE));
  const { data } = picture.getContext('2d').getImageData(...(area as [number, number, number, number]));
  return Uint8Array.from({ length: data.length / 4 }, (_, point) => ((data[point * 4] ?? 255) < 140 ? 1 : 0));
}

const count = (ink: Uint8Array) => ink.reduce((sum, point) => sum + point, 0);

async function nameInk(name: string): Promise<Uint8Array> {
  return inkIn(await pictureOf(await drawReceipt({ ...RECEIPT, buyer: { type: 'individual', name } })));
}

/** The same sign drawn from the font without any PDF, where the receipt has it. */
function expectedInk(sign: string): Uint8Array {
  GlobalFonts.registerFromPath(FONT_FILE, 'reference');
  const canvas = createCanvas(600 * SCALE, 200 * SCALE);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#1a1a1a';
  context.font = `${NAME_SIZE * SCALE}px reference`;
  const ascent = 1.16 * NAME_SIZE;
  context.fillText(sign, NAME.left * SCALE, (NAME.top - 1 + 6 + ascent) * SCALE);
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
  const ink = await nameInk(sign);
  expect(count(ink)).toBeGreaterThan(100);
  expect(likeness(ink, expectedInk(sign))).toBeGreaterThan(0.6);
  expect(likeness(ink, expectedInk('龘'))).toBeLessThan(0.5);
});

test('a sign the font has no picture for is shown as one, not left out', async () => {
  expect(await nameInk('张😀')).toEqual(await nameInk('张〓'));
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

test('a receipt that cannot be drawn fails alone', async () => {
  const painter = createReceiptPainter();
  onTestFinished(() => painter[Symbol.asyncDispose]());
  const broken = painter.draw({ ...RECEIPT, sealPng: Buffer.from('no picture').toString('base64') });
  await expect(broken).rejects.toThrow('could not be drawn');
  expect((await painter.draw(RECEIPT)).subarray(0, 5).toString()).toBe('%PDF-');
});
