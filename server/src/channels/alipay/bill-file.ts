import { reasonText } from '@zhixiao/contract/words/reasons';
import type { BillRow } from '../bill.ts';
import { fittedCells } from '../bill-cells.ts';
import { type FileLine, type FileRow, linesOf, rowJoiner } from '../bill-lines.ts';
import type { BillReading } from '../bill-reading.ts';
import { type BillLine, type BillTable, billTable, UnreadableBill, UnreadableLine } from '../bill-table.ts';
import {
  type AlipayBillOwner,
  COLUMNS,
  isDetailHeader,
  type KindSums,
  requireOwn,
  totalGaps,
} from './bill-columns.ts';

/**
 * Reads a file of business details (业务明细): remarks behind `#` around one table, whose totals close it. Since
 * the file has no hash, an account, a day or a number of lines that does not fit refuses it.
 * @throws UnreadableBill
 */
export function readBillFile(owner: AlipayBillOwner, file: Buffer, reading: BillReading): void {
  const remarks: string[] = [];
  const sums: Record<'交易' | '退款', KindSums> = { 交易: { count: 0, fen: 0 }, 退款: { count: 0, fen: 0 } };
  const before = reading.unreadLines();
  let table: BillTable | undefined;
  let rows: ReturnType<typeof rowJoiner> | undefined;
  for (const line of linesOf(file)) {
    if (isRemark(line, rows?.isOpen() ?? false)) {
      rows?.flush();
      remarks.push(line.text.replace(/^[\s"\uFEFF]+/, ''));
    } else if (rows) {
      rows.push(line);
    } else {
      table = headerOf(line);
      rows = rowsOf(table, reading, (read) => readRow(read, sums));
    }
  }
  rows?.flush();
  requireOwn(remarks.join('\n'), owner);
  if (!table) throw new UnreadableBill(reasonText('bill_no_heading'));
  reading.addGaps(totalGaps(remarks, sums, reading.unreadLines() - before));
}

/** Texts of merchants may have a line break before a `#`: within a row only Alipay's own remarks are remarks. */
function isRemark({ text }: FileLine, isWithinRow: boolean): boolean {
  const bare = text.replace(/^[\s"\uFEFF]+/, '');
  return isWithinRow ? /^#+(-{5}|交易合计|退款合计|导出时间)/.test(bare) : bare.startsWith('#');
}

function headerOf({ text }: FileLine): BillTable {
  const names = text.split(/[,，]/);
  if (names.some((name) => name.includes('账务流水号'))) {
    throw new UnreadableBill(reasonText('bill_of_account'));
  }
  if (!isDetailHeader(names)) throw new UnreadableBill(reasonText('bill_no_heading'));
  return billTable(names, COLUMNS);
}

function rowsOf(table: BillTable, reading: BillReading, read: (line: BillLine) => BillRow) {
  const shape = {
    width: table.width,
    endsFreely: table.endsFreely,
    begins: (text: string) =>
      table.first === '支付宝交易号' && /^\s{0,20}"?\s{0,20}\d{16,64}\s{0,20}"?\s{0,20},/.test(text),
    cells: (text: string) => text.split(',').length,
  };
  return rowJoiner(shape, (row: FileRow) =>
    reading.add(row, () => read(table.line(cellsOf(row.text, table)))),
  );
}

/**
 * Values end in a tab, so that spreadsheets leave their digits alone; quotes around a whole value are for its commas.
 * Any other quote is the text's own: products have inches in their names.
 */
function cellsOf(text: string, table: BillTable): readonly string[] {
  const plain = text.split(',');
  if (!text.includes('"')) return fittedCells(plain, table);
  try {
    return fittedCells(quotedCells(text), table);
  } catch (error) {
    if (error instanceof UnreadableLine) return fittedCells(plain, table);
    throw error;
  }
}

function quotedCells(text: string): string[] {
  const cells: string[] = [];
  for (let at = 0; at <= text.length; ) {
    const quoted = quotedFrom(text, at);
    const comma = text.indexOf(',', at);
    const end = quoted?.end ?? (comma < 0 ? text.length : comma);
    cells.push((quoted?.value ?? text.slice(at, end)).trim());
    at = end + 1;
  }
  return cells;
}

/** A value in quotes that begins here and ends before a comma; quotes in it are doubled. */
function quotedFrom(text: string, at: number): { readonly value: string; readonly end: number } | undefined {
  let from = at;
  while (text[from] === ' ' || text[from] === '\t') from += 1;
  if (text[from] !== '"') return undefined;
  for (let quote = text.indexOf('"', from + 1); quote >= 0; quote = text.indexOf('"', quote + 2)) {
    if (text[quote + 1] === '"') continue;
    let end = quote + 1;
    while (text[end] === ' ' || text[end] === '\t') end += 1;
    const isWhole = end === text.length || text[end] === ',';
    return isWhole ? { value: text.slice(from + 1, quote).replaceAll('""', '"'), end } : undefined;
  }
  return undefined;
}

/** Signs differ between exports of refunds; the business type tells the direction. */
function readRow(line: BillLine, sums: Record<'交易' | '退款', KindSums>): BillRow {
  const type = line.text('业务类型');
  const kind = REFUND_TYPES.has(type) ? 'refund' : 'payment';
  const amount = line.fen('订单金额');
  // money that came in is never less than nothing
  if (type === '交易' && amount < 0) throw new UnreadableLine('amount', '订单金额');
  const received = Math.abs(line.fen('商家实收'));
  const commission = Math.abs(line.milliFen('服务费'));
  const row: BillRow = {
    kind,
    paymentNo: line.text('商户订单号'),
    transactionId: line.text('支付宝交易号'),
    refundNo: kind === 'refund' ? line.text('退款批次号/请求号') : '',
    channelRefundId: '',
    amount: Math.abs(amount),
    currency: 'CNY',
    commission: kind === 'refund' && commission > 0 ? -commission : commission,
    commissionDue: undefined,
    status: type === '交易' || kind === 'refund' ? 'succeeded' : 'unclear',
    at: line.instant('完成时间'),
    // the bill masks who paid
    payerUid: '',
    isForeign: false,
  };
  if (row.paymentNo === '' && row.transactionId === '') throw new UnreadableLine('number', '商户订单号');
  const sum = kind === 'refund' ? sums.退款 : sums.交易;
  sum.count += 1;
  sum.fen += received;
  return row;
}

const REFUND_TYPES: ReadonlySet<string> = new Set(['退款', '交易退款']);
