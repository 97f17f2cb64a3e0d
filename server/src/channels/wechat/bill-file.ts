import { reasonText } from '@zhixiao/contract/words/reasons';
import type { BillContent, BillRow } from '../bill.ts';
import { fittedCells } from '../bill-cells.ts';
import { type FileLine, type FileRow, linesOf, rowJoiner } from '../bill-lines.ts';
import { type BillReading, billReading } from '../bill-reading.ts';
import {
  type BillLine,
  type BillTable,
  billTable,
  columnName,
  UnreadableBill,
  UnreadableLine,
} from '../bill-table.ts';
import { billColumns, isBillHeader, isSummaryHeader, type Sums, summaryGaps } from './bill-columns.ts';

/** Whose lines are its own: 商户号, and of a sub-merchant 特约商户号. */
export interface WechatBillOwner {
  readonly merchantId: string;
  readonly subMerchantId?: string;
}

/**
 * Reads a trade bill of type ALL, in the form of today or the historical one: one header, values each behind a
 * backtick, then a summary of its own. A bill without lines may be without a header, too: that was a quiet day.
 * @throws UnreadableBill
 */
export function readBillFile(owner: WechatBillOwner, file: Buffer): BillContent {
  if (isQuiet(file)) return { rows: [], unread: [], gaps: [] };
  const reading = billReading();
  const sums: Sums = { count: 0, payments: 0, orders: 0, paid: 0, refunded: 0, commissions: 0 };
  const lines = linesOf(file);
  const opening = openingOf(lines, { isSubMerchant: owner.subMerchantId !== undefined });
  const { table, totals } =
    'totals' in opening
      ? { table: undefined, totals: opening.totals }
      : {
          table: opening.table,
          totals: readRows(opening.table, lines, reading, (line) => readRow(owner, line, sums)),
        };
  const { rows, unread } = reading.content();
  const isEmpty = rows.length === 0 && unread.length === 0;
  if (!totals.values) {
    // a day without business may be headers alone
    if (isEmpty && (table || totals.header)) return reading.content();
    throw new UnreadableBill(reasonText('bill_no_summary'));
  }
  reading.addGaps(summaryGaps(totals.header ?? [], totals.values, sums, reading.unreadLines()));
  return reading.content();
}

/** Nothing at all, or WeChat's words for it. */
function isQuiet(file: Buffer): boolean {
  if (file.length > 1_000) return false;
  const text = file
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  return text === '' || (!text.includes('`') && /NO_STATEMENT_EXIST|No Bill Exist|账单不存在/i.test(text));
}

interface Totals {
  readonly header: readonly string[] | undefined;
  readonly values: readonly string[] | undefined;
}

/** So many lines may stand over the header. */
const MAX_TITLE_LINES = 20;

/** The header, or a summary without one. @throws UnreadableBill */
function openingOf(
  lines: Iterator<FileLine, void>,
  owner: { readonly isSubMerchant: boolean },
): { table: BillTable } | { totals: Totals } {
  for (let titles = 0; titles < MAX_TITLE_LINES; titles += 1) {
    const { value, done } = lines.next();
    if (done) break;
    const names = value.text.split(/[,，]/);
    if (isSummaryHeader(names)) return { totals: totalsAfter(names, lines) };
    if (/资金流水单号/.test(value.text)) throw new UnreadableBill(reasonText('bill_of_funds'));
    if (isBillHeader(names)) return { table: billTable(names, billColumns(names, owner)) };
    if (isRowLike(value.text)) break;
  }
  throw new UnreadableBill(reasonText('bill_no_heading'));
}

function readRows(
  table: BillTable,
  lines: Iterator<FileLine, void>,
  reading: BillReading,
  read: (line: BillLine) => BillRow,
): Totals {
  const take = (row: FileRow) =>
    reading.add(row, () => read(table.line(fittedCells(cellsOf(row.text), table))));
  const rows = rowJoiner(
    {
      width: table.width,
      endsFreely: table.endsFreely,
      begins: table.first === '交易时间' ? (text) => /^"?`\d{4}-\d\d-\d\d /.test(text) : isRowLike,
      cells: (text) => cellsOf(text).length,
    },
    take,
  );
  for (let { value, done } = lines.next(); !done && value; { value, done } = lines.next()) {
    const names = isRowLike(value.text) ? [] : value.text.split(/[,，]/);
    if (isSummaryHeader(names)) {
      rows.flush();
      return totalsAfter(names, lines, (line) => reading.add({ ...line, lines: 1 }, strayLine));
    }
    rows.push(value);
  }
  rows.flush();
  return { header: undefined, values: undefined };
}

function totalsAfter(
  names: readonly string[],
  lines: Iterator<FileLine, void>,
  stray: (line: FileLine) => void = () => undefined,
): Totals {
  const first = lines.next();
  for (let next = lines.next(); !next.done; next = lines.next()) stray(next.value);
  return { header: names.map(columnName), values: first.done ? undefined : cellsOf(first.value.text) };
}

function strayLine(): never {
  throw new UnreadableLine('columns');
}

/** Headings may stand behind backticks too. */
function isRowLike(text: string): boolean {
  return /^"?`(?!\p{Script=Han})/u.test(text);
}

/** A comma with a backtick only ever separates values, but in merchants' texts; some values have quotes around both. */
function cellsOf(text: string): string[] {
  return text.replace(/^"?`/, '').split(/"?,"?`/);
}

function readRow(owner: WechatBillOwner, line: BillLine, sums: Sums): BillRow {
  const state = line.text('交易状态');
  const kind = state === 'REFUND' || state === 'REVOKED' ? 'refund' : 'payment';
  const number = (column: string) => (line.text(column) === '0' ? '' : line.text(column));
  const row: BillRow = {
    kind,
    paymentNo: line.text('商户订单号'),
    transactionId: line.text('微信订单号'),
    refundNo: number('商户退款单号'),
    channelRefundId: number('微信退款单号'),
    amount: amountOf(line, kind === 'payment' ? '订单金额' : '申请退款金额'),
    currency: line.text('货币种类'),
    commission: line.milliFen('手续费'),
    commissionDue: kind === 'payment' ? commissionDue(line) : undefined,
    status: statusOf(state, line.text('退款状态')),
    at: line.instant('交易时间'),
    payerUid: line.text('用户标识'),
    isForeign: !isOwn(owner, line),
  };
  if (row.paymentNo === '' && row.transactionId === '') throw new UnreadableLine('number', '商户订单号');
  sums.count += 1;
  sums.payments += kind === 'payment' ? 1 : 0;
  sums.orders += kind === 'payment' ? row.amount : readable(line, '订单金额');
  sums.paid += kind === 'payment' ? row.amount : 0;
  sums.refunded += kind === 'refund' ? row.amount : 0;
  sums.commissions += row.commission;
  return row;
}

/** What a payment or a refund is about is never less than nothing. */
function amountOf(line: BillLine, column: string): number {
  const fen = line.fen(column);
  if (fen < 0) throw new UnreadableLine('amount', column);
  return fen;
}

/** An amount that only a total is compared with. */
function readable(line: BillLine, column: string): number {
  try {
    return line.fen(column);
  } catch {
    return 0;
  }
}

function isOwn({ merchantId, subMerchantId }: WechatBillOwner, line: BillLine): boolean {
  const isSub = subMerchantId === undefined || line.text('特约商户号') === subMerchantId;
  return line.text('商户号') === merchantId && isSub;
}

/** What the line's own rate makes of what is settled. */
function commissionDue(line: BillLine): number | undefined {
  const [, percent] = line.text('费率').match(/^(\d{1,2}(?:\.\d{1,4})?)%$/) ?? [];
  if (percent === undefined) return undefined;
  // a fen's percent is ten thousandths of it
  return Math.round(line.fen('应结订单金额') * Number(percent) * 10);
}

const REFUND_STATUS: Readonly<Record<string, BillRow['status']>> = {
  SUCCESS: 'succeeded',
  PROCESSING: 'processing',
  FAIL: 'failed',
  // the payer's account cannot take it: it waits for a person
  CHANGE: 'processing',
};

function statusOf(state: string, refundState: string): BillRow['status'] {
  if (state === 'SUCCESS' || state === 'REVOKED') return 'succeeded';
  return state === 'REFUND' ? (REFUND_STATUS[refundState] ?? 'unclear') : 'unclear';
}
