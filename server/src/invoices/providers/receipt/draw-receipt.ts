import { createRequire } from 'node:module';
import { brandColours } from '@zhixiao/contract/design/brand-colour';
import { groupedYuan } from '@zhixiao/contract/money';
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
const [LABEL_WIDTH, TABLE_TOP] = [84, 108];
const QR_SIZE = 68;
/** The foot ends with the page, and the rows share what is between: however many there are, none of it is empty. */
const FOOT_TOP = HEIGHT - 28 - QR_SIZE;
const ROWS_BOTTOM = FOOT_TOP - 10;
const ROW_MAX = 30;
const TEXT_HEIGHT = 14;
/** What is looked for first has its outlines drawn as well: a bold font would double the installation's largest file. */
const BOLD = { fill: true, stroke: true } as const;
const OUTLINE = 0.032;
const LOGO = { width: 130, height: 40 };
const SEAL_SIZE = 92;
const SPECIMEN = '沙箱测试　无效';
const WHAT_IT_IS = '仅作缴费凭证，不作为报销或税务凭证；不可替代财政票据或发票。';

/**
 * Draws 缴费电子收据 on A5. Nothing in it depends on when it is drawn: the same receipt gives the same bytes. Seal and
 * logo are PNGs that were checked: what draws them unpacks whatever it is given.
 */
export async function drawReceipt(receipt: Drawable, pictures: Pictures = {}): Promise<Buffer> {
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
  const rule = receipt.colour === undefined ? RULE : brandColours(receipt.colour).light.accent;
  drawHead(document, receipt, rule, pictures.logo);
  drawTable(document, rowsOf(receipt), rule);
  drawFoot(document, receipt, rule, pictures.seal);
  if (receipt.isSpecimen) drawSpecimen(document);
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

type Document = InstanceType<typeof PDFDocument>;
type Drawable = Omit<Receipt, 'sealPng'>;

interface Pictures {
  readonly seal?: Buffer | undefined;
  readonly logo?: Buffer | undefined;
}

function drawHead(
  document: Document,
  { schoolName, invoiceNo, issuedAt }: Drawable,
  rule: string,
  logo: Buffer | undefined,
): void {
  const width = WIDTH - 2 * MARGIN;
  if (logo) document.image(logo, MARGIN, 32, { fit: [LOGO.width, LOGO.height] });
  // in the middle of the page, beside a logo as well
  const beside = logo ? width - 2 * (LOGO.width + 8) : width;
  const left = (WIDTH - beside) / 2;
  const line = { ...BOLD, width: beside, align: 'center', lineBreak: false } as const;
  inkFor(document, INK, 14).text(fitted(document, schoolName, beside), left, 28, line);
  inkFor(document, rule, 21).text('缴费电子收据', left, 48, { ...line, characterSpacing: 4 });
  document.fillColor(FAINT).fontSize(9);
  document.text(`开具时间：${formatShanghaiTime(new Date(issuedAt))}`, MARGIN, 88, { lineBreak: false });
  document.text(`No. ${invoiceNo}`, MARGIN, 88, { width, align: 'right', lineBreak: false });
}

interface Row {
  readonly label: string;
  readonly value: string;
  readonly isBold?: boolean;
}

function rowsOf(receipt: Drawable): Row[] {
  const { buyer, amount, channel, orderNumber, memo } = receipt;
  return [
    { label: '缴款人', value: buyer.name, isBold: true },
    ...(buyer.taxNo === undefined ? [] : [{ label: '纳税人识别号', value: buyer.taxNo }]),
    ...studentRows(receipt),
    { label: '缴费项目', value: receipt.item },
    { label: '金额（小写）', value: `￥${groupedYuan(amount)}`, isBold: true },
    { label: '金额（大写）', value: capitalAmount(amount), isBold: true },
    ...(orderNumber === undefined ? [] : [{ label: '订单号', value: orderNumber }]),
    { label: '支付方式', value: `${CHANNEL_NAMES.zh[channel]}　${receipt.transactionId}` },
    { label: '支付时间', value: `${formatShanghaiTime(new Date(receipt.paidAt))}（北京时间）` },
    ...(memo === undefined ? [] : [{ label: '备注', value: maskPersonal(memo) }]),
  ];
}

/** Whom it was paid for, where that says more than who paid. */
function studentRows({ student, buyer }: Drawable): Row[] {
  if (!student) return [];
  const { no, name } = student;
  const other = name === buyer.name ? undefined : name;
  if (no === undefined) return other === undefined ? [] : [{ label: '学生姓名', value: other }];
  return [{ label: '学（工）号', value: other === undefined ? no : `${no}　${other}` }];
}

function drawTable(document: Document, rows: readonly Row[], rule: string): void {
  const right = WIDTH - MARGIN;
  const height = Math.min(ROW_MAX, (ROWS_BOTTOM - TABLE_TOP) / rows.length);
  const bottom = TABLE_TOP + rows.length * height;
  document.lineWidth(0.8).strokeColor(rule).fontSize(10);
  document.rect(MARGIN, TABLE_TOP, right - MARGIN, bottom - TABLE_TOP).stroke();
  document.lineWidth(0.4);
  document
    .moveTo(MARGIN + LABEL_WIDTH, TABLE_TOP)
    .lineTo(MARGIN + LABEL_WIDTH, bottom)
    .stroke();
  for (const [index, { label, value, isBold = false }] of rows.entries()) {
    const top = TABLE_TOP + index * height;
    if (index > 0) document.moveTo(MARGIN, top).lineTo(right, top).stroke();
    const line = Math.round(top + (height - TEXT_HEIGHT) / 2);
    document.fillColor(FAINT).text(label, MARGIN + 8, line, { lineBreak: false });
    const left = MARGIN + LABEL_WIDTH + 10;
    const shown = fitted(document, value, right - left - 8);
    document.save();
    inkFor(document, INK, 10).text(shown, left, line, { ...(isBold ? BOLD : {}), lineBreak: false });
    document.restore();
  }
}

/** Fills, and draws outlines of, texts of a size. */
function inkFor(document: Document, colour: string, size: number): Document {
  return document
    .fillColor(colour)
    .strokeColor(colour)
    .fontSize(size)
    .lineWidth(size * OUTLINE);
}

function drawFoot(document: Document, receipt: Drawable, rule: string, seal: Buffer | undefined): void {
  const { path, count } = qrPath(receipt.verifyUrl);
  document
    .save()
    .translate(MARGIN, FOOT_TOP)
    .scale(QR_SIZE / count)
    .path(path)
    .fill('#000')
    .restore();

  const left = MARGIN + QR_SIZE + 12;
  document.fillColor(FAINT).fontSize(8.5);
  document.text('扫码查验真伪与退款状态', left, FOOT_TOP + 8, { lineBreak: false });
  document.text(receipt.verifyUrl, left, FOOT_TOP + 22, { lineBreak: false });
  document.fillColor(rule).text(WHAT_IT_IS, left, FOOT_TOP + 46, { lineBreak: false });

  inkFor(document, INK, 10);
  const payee = `收款单位：${receipt.schoolName}`;
  const width = 210;
  const payeeLeft = WIDTH - MARGIN - width;
  document.text(fitted(document, payee, width), payeeLeft, FOOT_TOP + 8, {
    ...BOLD,
    width,
    align: 'right',
    lineBreak: false,
  });
  if (seal !== undefined) {
    document.save().opacity(0.85);
    document.image(seal, WIDTH - MARGIN - SEAL_SIZE - 16, FOOT_TOP - 30, {
      fit: [SEAL_SIZE, SEAL_SIZE],
    });
    document.restore();
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
