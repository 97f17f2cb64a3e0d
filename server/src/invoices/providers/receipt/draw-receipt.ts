import { createRequire } from 'node:module';
import { yuanOf } from '@zhixiao/contract/money';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { formatShanghaiTime } from '@zhixiao/protocol/shanghai-time';
import * as fontkit from 'fontkit';
import PDFDocument from 'pdfkit';
import { maskPersonal } from '../../../lib/mask.ts';
import { capitalAmount } from '../../capital-amount.ts';
import { qrPath } from './qr-path.ts';
import type { Receipt } from './receipt.ts';

const FONT_FILE = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
);
const font = fontkit.openSync(FONT_FILE) as fontkit.Font;

const INK = '#1a1a1a';
const FAINT = '#6b6b6b';
const RULE = '#9c2b23';
const [WIDTH, HEIGHT, MARGIN] = [595.28, 419.53, 36];
const [LABEL_WIDTH, ROW_HEIGHT, TABLE_TOP] = [84, 25, 106];
const QR_SIZE = 68;
const SEAL_SIZE = 92;
const SPECIMEN = '沙箱测试　无效';
const WHAT_IT_IS = '仅作缴费凭证，不作为报销或税务凭证；不可替代财政票据或发票。';

/**
 * Draws 缴费电子收据 on A5. Nothing in it depends on when it is drawn: the same receipt gives the same bytes. The
 * seal is a PNG that was checked: what draws it unpacks whatever it is given.
 */
export async function drawReceipt(receipt: Drawable, seal?: Buffer): Promise<Buffer> {
  const document = new PDFDocument({
    size: [WIDTH, HEIGHT],
    margin: 0,
    info: {
      Title: `缴费电子收据 ${receipt.invoiceNo}`,
      Author: drawable(receipt.schoolName),
      CreationDate: new Date(receipt.issuedAt),
    },
    lang: 'zh-CN',
  });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve) => document.on('end', resolve));
  document.font(FONT_FILE);
  drawHead(document, receipt);
  const bottom = drawTable(document, rowsOf(receipt));
  drawFoot(document, receipt, seal, bottom);
  if (receipt.isSpecimen) drawSpecimen(document);
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

type Document = InstanceType<typeof PDFDocument>;
type Drawable = Omit<Receipt, 'sealPng'>;

function drawHead(document: Document, { schoolName, invoiceNo, issuedAt }: Drawable): void {
  const width = WIDTH - 2 * MARGIN;
  document.fillColor(INK).fontSize(13);
  document.text(fitted(document, schoolName, width), MARGIN, 30, {
    width,
    align: 'center',
    lineBreak: false,
  });
  document.fillColor(RULE).fontSize(21);
  document.text('缴费电子收据', MARGIN, 49, {
    width,
    align: 'center',
    characterSpacing: 4,
    lineBreak: false,
  });
  document.fillColor(FAINT).fontSize(9);
  document.text(`开具时间：${formatShanghaiTime(new Date(issuedAt))}`, MARGIN, 86, { lineBreak: false });
  document.text(`No. ${invoiceNo}`, MARGIN, 86, { width, align: 'right', lineBreak: false });
}

function rowsOf(receipt: Drawable): (readonly [label: string, value: string])[] {
  const { buyer, amount, channel } = receipt;
  return [
    ['缴款人', buyer.name],
    ...(buyer.taxNo === undefined ? [] : [['纳税人识别号', buyer.taxNo] as const]),
    ['缴费项目', receipt.item],
    ['金额（小写）', `￥${yuanOf(amount)}`],
    ['金额（大写）', capitalAmount(amount)],
    ['支付方式', `${CHANNEL_NAMES.zh[channel]}　${receipt.transactionId}`],
    ['支付时间', `${formatShanghaiTime(new Date(receipt.paidAt))}（北京时间）`],
    ...(receipt.memo === undefined ? [] : [['备注', maskPersonal(receipt.memo)] as const]),
  ];
}

/** Answers where the table ends. */
function drawTable(document: Document, rows: readonly (readonly [string, string])[]): number {
  const right = WIDTH - MARGIN;
  const bottom = TABLE_TOP + rows.length * ROW_HEIGHT;
  document.lineWidth(0.8).strokeColor(RULE).fontSize(10);
  document.rect(MARGIN, TABLE_TOP, right - MARGIN, bottom - TABLE_TOP).stroke();
  document.lineWidth(0.4);
  document
    .moveTo(MARGIN + LABEL_WIDTH, TABLE_TOP)
    .lineTo(MARGIN + LABEL_WIDTH, bottom)
    .stroke();
  for (const [index, [label, value]] of rows.entries()) {
    const top = TABLE_TOP + index * ROW_HEIGHT;
    if (index > 0) document.moveTo(MARGIN, top).lineTo(right, top).stroke();
    document.fillColor(FAINT).text(label, MARGIN + 8, top + 6, { lineBreak: false });
    const left = MARGIN + LABEL_WIDTH + 10;
    document.fillColor(INK);
    document.text(fitted(document, value, right - left - 8), left, top + 6, { lineBreak: false });
  }
  return bottom;
}

function drawFoot(document: Document, receipt: Drawable, seal: Buffer | undefined, top: number): void {
  const qrTop = Math.min(top + 8, HEIGHT - MARGIN - QR_SIZE + 8);
  const { path, count } = qrPath(receipt.verifyUrl);
  document
    .save()
    .translate(MARGIN, qrTop)
    .scale(QR_SIZE / count)
    .path(path)
    .fill('#000')
    .restore();

  const left = MARGIN + QR_SIZE + 12;
  document.fillColor(FAINT).fontSize(8.5);
  document.text('扫码查验真伪与退款状态', left, qrTop + 8, { lineBreak: false });
  document.text(receipt.verifyUrl, left, qrTop + 22, { lineBreak: false });
  document.fillColor(RULE).text(WHAT_IT_IS, left, qrTop + 42, { lineBreak: false });

  document.fillColor(INK).fontSize(10);
  const payee = `收款单位：${receipt.schoolName}`;
  const width = 210;
  const payeeLeft = WIDTH - MARGIN - width;
  document.text(fitted(document, payee, width), payeeLeft, qrTop + 8, {
    width,
    align: 'right',
    lineBreak: false,
  });
  if (seal !== undefined) {
    document.opacity(0.85);
    document.image(seal, WIDTH - MARGIN - SEAL_SIZE - 16, qrTop - 34, {
      fit: [SEAL_SIZE, SEAL_SIZE],
    });
  }
}

/** Across the page, over everything, so that no part of it passes for a receipt. */
function drawSpecimen(document: Document): void {
  const [x, y] = [WIDTH / 2, HEIGHT / 2];
  document.save().rotate(-24, { origin: [x, y] });
  document.fillColor(RULE).opacity(0.3).fontSize(54);
  document.text(SPECIMEN, 0, y - 40, { width: WIDTH, align: 'center', lineBreak: false });
  document.restore();
}

/** As much of a text as one line of the current size holds; what is left out shows as an ellipsis. */
function fitted(document: Document, text: string, width: number): string {
  const signs = [...drawable(text)];
  if (document.widthOfString(signs.join('')) <= width) return signs.join('');
  while (signs.length > 0 && document.widthOfString(`${signs.join('')}…`) > width) signs.pop();
  return `${signs.join('')}…`;
}

/** A sign the font has no picture for would be an empty box: 〓 says that something stands here. */
function drawable(text: string): string {
  return [...text]
    .map((sign) => (font.hasGlyphForCodePoint(sign.codePointAt(0) ?? 0) ? sign : '〓'))
    .join('');
}
