import { type BillLine, type BillTable, billTable, eachLine, UnreadableBill } from '../bill-table.ts';
import type { BillRow } from '../channel.ts';
import type { Merchant } from './merchant.ts';

/**
 * Reads a trade bill of type ALL: UTF-8, one header, values each behind a backtick, then a summary of its own.
 * The summary must agree with the lines.
 * @throws UnreadableBill
 */
export async function readBillFile(merchant: Merchant, text: string): Promise<BillRow[]> {
  const rows: BillRow[] = [];
  const sums = { count: 0, payments: 0, order: 0, refund: 0, fee: 0 };
  let table: BillTable | undefined;
  let summary: BillTable | undefined;
  let totals: BillLine | undefined;
  await eachLine(text.replace(/^\uFEFF/, ''), (line) => {
    if (line.startsWith('`')) {
      if (summary) totals = summary.line(cellsOf(line));
      else if (table) add(table.line(cellsOf(line)));
      else throw new UnreadableBill('账单没有表头');
    } else if (line.startsWith(SUMMARY_COLUMNS[0])) {
      summary = billTable(line.split(','), SUMMARY_COLUMNS);
    } else if (!table) {
      table = billTable(line.split(','), COLUMNS);
    } else {
      throw new UnreadableBill('账单有一行无法识别');
    }
  });
  // a day without business may be headers alone; whether the file is whole its hash says
  if (table && summary && !totals && rows.length === 0) return rows;
  if (!table || !totals) throw new UnreadableBill('账单不完整');
  // whether refunds count as transactions is not documented
  const count = totals.text('总交易单数');
  const agrees =
    (count === `${sums.count}` || count === `${sums.payments}`) &&
    totals.fen('订单总金额') === sums.order &&
    totals.fen('申请退款总金额') === sums.refund &&
    totals.milliFen('手续费总金额') === sums.fee;
  if (!agrees) throw new UnreadableBill('账单的汇总与明细不符');
  return rows;

  function add(line: BillLine): void {
    const row = readRow(merchant, line);
    rows.push(row);
    sums.count += 1;
    if (row.kind === 'payment') sums.payments += 1;
    sums.order += line.fen('订单金额');
    sums.refund += line.fen('申请退款金额');
    sums.fee += row.fee;
  }
}

const COLUMNS = [
  '交易时间',
  '商户号',
  '微信订单号',
  '商户订单号',
  '交易状态',
  '货币种类',
  '微信退款单号',
  '商户退款单号',
  '退款状态',
  '应结订单金额',
  '手续费',
  '费率',
  // not 应结订单金额, which leaves out what the merchant's coupons paid
  '订单金额',
  '申请退款金额',
] as const;

const SUMMARY_COLUMNS = ['总交易单数', '手续费总金额', '订单总金额', '申请退款总金额'] as const;

/** Commas inside a text are escaped, so that a comma with a backtick only ever separates values. */
function cellsOf(line: string): string[] {
  return line.slice(1).split(',`');
}

function readRow(merchant: Merchant, line: BillLine): BillRow {
  const state = line.text('交易状态');
  const kind = state === 'REFUND' || state === 'REVOKED' ? 'refund' : 'payment';
  const number = (column: string) => (line.text(column) === '0' ? '' : line.text(column));
  return {
    kind,
    paymentNo: line.text('商户订单号'),
    transactionId: line.text('微信订单号'),
    refundNo: number('商户退款单号'),
    channelRefundId: number('微信退款单号'),
    amount: line.fen(kind === 'payment' ? '订单金额' : '申请退款金额'),
    currency: line.text('货币种类'),
    fee: line.milliFen('手续费'),
    feeDue: kind === 'payment' ? feeDue(line) : undefined,
    status: statusOf(state, line.text('退款状态')),
    at: line.instant('交易时间'),
    payerUid: line.text('用户标识'),
    isForeign: !merchant.ownsBillLine(line.text('商户号'), line.text('特约商户号')),
  };
}

/** What the line's own rate makes of what is settled. */
function feeDue(line: BillLine): number | undefined {
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
