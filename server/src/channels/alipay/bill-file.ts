import { scaledDecimal } from '../../lib/decimal.ts';
import { type BillLine, type BillTable, billTable, eachLine, UnreadableBill } from '../bill-table.ts';
import type { BillRow } from '../channel.ts';
import type { AlipayAccount } from './alipay-account.ts';

/**
 * Reads a file of business details (业务明细): remarks behind `#` around one table, whose totals close it. Since
 * the file has no hash, an account, a day or totals that do not fit refuse it.
 * @throws UnreadableBill
 */
export async function readBillFile(account: AlipayAccount, date: string, text: string): Promise<BillRow[]> {
  const rows: BillRow[] = [];
  const remarks: string[] = [];
  const sums = { 交易: { count: 0, fen: 0 }, 退款: { count: 0, fen: 0 } };
  let table: BillTable | undefined;
  await eachLine(text, (line) => {
    if (line.startsWith('#')) remarks.push(line);
    else if (table) add(table.line(fitted(line, table)));
    else table = billTable(cellsOf(line), COLUMNS);
  });
  requireOwn(remarks.join('\n'), account, date);
  requireTotals(remarks, sums);
  return rows;

  function add(line: BillLine): void {
    rows.push(readRow(line));
    const sum = line.text('业务类型') === '退款' ? sums.退款 : sums.交易;
    sum.count += 1;
    sum.fen += Math.abs(line.fen('商家实收'));
  }
}

const COLUMNS = [
  '支付宝交易号',
  '商户订单号',
  '业务类型',
  '商品名称',
  '完成时间',
  '订单金额',
  '商家实收',
  '退款批次号/请求号',
  '服务费',
] as const;

/**
 * Values end in a tab, so that spreadsheets leave their digits alone; quotes around a whole value are for its commas.
 * Any other quote is the text's own: products have inches in their names.
 */
function cellsOf(line: string): string[] {
  return Array.from(`${line},`.matchAll(CELL), ([, quoted, plain = '']) =>
    (quoted === undefined ? plain : quoted.replaceAll('""', '"')).trim(),
  );
}

const CELL = /\s*"((?:[^"]|"")*)"\s*,|([^,]*),/g;

/** A product's name is the only free text of ours in a line: what is too much, its commas made. */
function fitted(line: string, table: BillTable): string[] {
  const quoted = cellsOf(line);
  // too few: what looked like quotes around a value was not
  const cells = quoted.length < table.width ? line.split(',').map((cell) => cell.trim()) : quoted;
  const excess = cells.length - table.width;
  if (excess <= 0) return cells;
  const at = table.indexOf('商品名称');
  return cells.toSpliced(at, excess + 1, cells.slice(at, at + excess + 1).join(','));
}

/** Signs differ between exports of refunds; the business type tells the direction. */
function readRow(line: BillLine): BillRow {
  const type = line.text('业务类型');
  const kind = type === '退款' ? 'refund' : 'payment';
  const fee = Math.abs(line.milliFen('服务费'));
  return {
    kind,
    paymentNo: line.text('商户订单号'),
    transactionId: line.text('支付宝交易号'),
    refundNo: kind === 'refund' ? line.text('退款批次号/请求号') : '',
    channelRefundId: '',
    amount: Math.abs(line.fen('订单金额')),
    currency: 'CNY',
    fee: kind === 'refund' && fee > 0 ? -fee : fee,
    feeDue: undefined,
    status: type === '交易' || type === '退款' ? 'succeeded' : 'unclear',
    at: line.instant('完成时间'),
    // the bill masks who paid
    payerUid: '',
    isForeign: false,
  };
}

/** @throws UnreadableBill */
function requireOwn(remarks: string, { sellerId }: AlipayAccount, date: string): void {
  const [, number = ''] = remarks.match(/#账号[：:]\s*\[(\d+)\]/) ?? [];
  if (!number.startsWith(sellerId)) {
    throw new UnreadableBill('账单是另一个商户的');
  }
  const [, ...day] = remarks.match(/#起始日期[：:]\s*\[(\d{4})年(\d{2})月(\d{2})日/) ?? [];
  if (day.join('-') !== date) throw new UnreadableBill('账单是另一天的');
}

interface Sum {
  readonly count: number;
  readonly fen: number;
}

/** @throws UnreadableBill */
function requireTotals(remarks: readonly string[], sums: { readonly 交易: Sum; readonly 退款: Sum }): void {
  for (const kind of ['交易', '退款'] as const) {
    const total = remarks.find((remark) => remark.startsWith(`#${kind}合计`));
    const [, count, yuan = ''] = total?.match(/[：:](\d+)笔[，,]商家实收(?:退款)?共(-?[\d.]+)元/) ?? [];
    const fen = scaledDecimal(yuan, 2);
    if (fen === undefined) throw new UnreadableBill('账单不完整');
    if (Number(count) !== sums[kind].count || Math.abs(fen) !== sums[kind].fen) {
      throw new UnreadableBill('账单的汇总与明细不符');
    }
  }
}
