import { gbk } from '../gbk.ts';
import { shanghaiText } from '../shanghai-time.ts';
import { yuanOf } from '../yuan.ts';
import { zip } from '../zip.ts';

/** A line of a trade bill: a payment, or a refund of one. Times are milliseconds, amounts fen. */
export interface BillRow {
  readonly tradeNo: string;
  readonly outTradeNo: string;
  readonly subject: string;
  readonly createdAt: number;
  readonly finishedAt: number;
  /** The payer's account, masked as Alipay masks it. */
  readonly buyer: string;
  /** Below zero for a refund. */
  readonly total: number;
  /** The number of the request, for a refund and only for one. */
  readonly outRequestNo: string | undefined;
  /** What Alipay keeps; below zero when it is given back. The bill states it from the merchant's side. */
  readonly fee: number;
  readonly note: string;
  /** Values by the names of their columns that stand in the bill instead of the right ones. */
  readonly odd?: Readonly<Record<string, string>>;
}

export interface TradeBill {
  /** The merchant's 16 digits; its account number has `0156` appended. */
  readonly account: string;
  /** From `from` to before `until`. */
  readonly from: number;
  readonly until: number;
  readonly rows: readonly BillRow[];
  readonly writtenAt: number;
  /** The order of the two files is not to be relied on. */
  readonly summaryFirst?: boolean;
  readonly hasOlderNames?: boolean;
  /** How many characters the details end too early. */
  readonly lostCharacters?: number;
}

/** The archive Alipay hands out for a day: GBK in the files as in their names. */
export function tradeBillArchive(bill: TradeBill): Buffer {
  const stem = `${bill.account}_${dayDigits(bill.from)}`;
  const files = [
    { name: `${stem}_业务明细.csv`, content: cutDetails(bill) },
    { name: `${stem}_业务明细(汇总).csv`, content: summary(bill) },
  ];
  if (bill.summaryFirst) files.reverse();
  return zip(
    files.map(({ name, content }) => ({
      name: gbk(name),
      content: gbk(content),
      modifiedAt: bill.writtenAt,
    })),
  );
}

function cutDetails(bill: TradeBill): string {
  const whole = details(bill);
  return whole.slice(0, whole.length - (bill.lostCharacters ?? 0));
}

function details(bill: TradeBill): string {
  const payments = bill.rows.filter((row) => !isRefund(row));
  const refunds = bill.rows.filter(isRefund);
  const columns = DETAIL_COLUMNS.filter(([name]) => !bill.hasOlderNames || !NEWER_COLUMNS.has(name));
  return text([
    ...heading(bill, '业务明细查询'),
    ruler(41, '业务明细列表', 40),
    columns.map(([name]) => (bill.hasOlderNames ? (OLDER_NAMES[name] ?? name) : name)).join(','),
    ...bill.rows.map((row) => columns.map(([name, value]) => row.odd?.[name] ?? value(row)).join(',')),
    ruler(41, '业务明细列表结束', 36),
    `#交易合计：${payments.length}笔，商家实收共${yuan(totalOf(payments))}元，商家优惠共0.00元`,
    `#退款合计：${refunds.length}笔，商家实收退款共${yuan(totalOf(refunds))}元，商家优惠退款共0.00元`,
    writtenLine(bill),
  ]);
}

function summary(bill: TradeBill): string {
  return text([
    ...heading(bill, '业务汇总查询'),
    ruler(41, '业务汇总列表', 40),
    SUMMARY_COLUMNS.map(([name]) => name).join(','),
    SUMMARY_COLUMNS.map(([, value]) => value(bill.rows)).join(','),
    ruler(40, '业务汇总列表结束', 37),
    writtenLine(bill),
  ]);
}

/** Numbers of any length end in a tab, so that spreadsheets leave them as they are. */
const DETAIL_COLUMNS: readonly (readonly [name: string, value: (row: BillRow) => string])[] = [
  ['支付宝交易号', ({ tradeNo }) => `${tradeNo}\t`],
  ['商户订单号', ({ outTradeNo }) => `${outTradeNo}\t`],
  ['业务类型', (row) => (isRefund(row) ? '退款' : '交易')],
  ['商品名称', ({ subject }) => cell(subject)],
  ['创建时间', ({ createdAt }) => shanghaiText(createdAt)],
  ['完成时间', ({ finishedAt }) => shanghaiText(finishedAt)],
  ['门店编号', () => ''],
  ['门店名称', () => ''],
  ['操作员', () => ''],
  ['终端号', () => ''],
  ['对方账户', ({ buyer }) => cell(buyer)],
  ['订单金额（元）', ({ total }) => yuan(total)],
  ['商家实收（元）', ({ total }) => yuan(total)],
  ['支付宝红包（元）', () => '0.00'],
  ['集分宝（元）', () => '0.00'],
  ['支付宝优惠（元）', () => '0.00'],
  ['商家优惠（元）', () => '0.00'],
  ['券核销金额（元）', () => '0.00'],
  ['券名称', () => ''],
  ['商家红包消费金额（元）', () => '0.00'],
  ['卡消费金额（元）', () => '0.00'],
  ['退款批次号/请求号', ({ outRequestNo }) => (outRequestNo === undefined ? '' : `${outRequestNo}\t`)],
  ['服务费（元）', ({ fee }) => yuan(-fee)],
  ['分润（元）', () => '0.00'],
  ['备注', ({ note }) => cell(note)],
];

const OLDER_NAMES: Readonly<Record<string, string>> = {
  门店名称: '交易门店',
  对方账户: '对账账户',
  '订单金额（元）': '订单金额',
  '商家实收（元）': '交易金额',
  '支付宝红包（元）': '红包抵扣',
  '集分宝（元）': '集分宝抵扣',
  '支付宝优惠（元）': '优惠汇总',
  '券核销金额（元）': '卷核销金额',
  '商家红包消费金额（元）': '商家红包',
  '卡消费金额（元）': '卡消费金额',
  '退款批次号/请求号': '退款批次号',
  '服务费（元）': '服务费',
  '分润（元）': '分润',
};
const NEWER_COLUMNS: ReadonlySet<string> = new Set(['门店编号', '商家优惠（元）', '券名称']);

const SUMMARY_COLUMNS: readonly (readonly [name: string, value: (rows: readonly BillRow[]) => string])[] = [
  ['门店编号', () => '合计'],
  ['门店名称', () => ''],
  ['交易订单总笔数', (rows) => String(rows.filter((row) => !isRefund(row)).length)],
  ['退款订单总笔数', (rows) => String(rows.filter(isRefund).length)],
  ['订单金额（元）', (rows) => yuan(totalOf(rows))],
  ['商家实收（元）', (rows) => yuan(totalOf(rows))],
  ['支付宝优惠（元）', () => '0.00'],
  ['商家优惠（元）', () => '0.00'],
  ['卡消费金额（元）', () => '0.00'],
  ['服务费（元）', (rows) => yuan(-feeOf(rows))],
  ['分润（元）', () => '0.00'],
  ['实收净额（元）', (rows) => yuan(totalOf(rows) - feeOf(rows))],
];

function heading({ account, from, until }: TradeBill, title: string): string[] {
  return [
    `#支付宝${title}`,
    `#账号：[${account}0156]`,
    `#起始日期：[${chineseTime(from)}]   终止日期：[${chineseTime(until)}]`,
  ];
}

/** Just as uneven as Alipay draws them. */
function ruler(before: number, title: string, after: number): string {
  return `#${'-'.repeat(before)}${title}${'-'.repeat(after)}`;
}

function writtenLine({ writtenAt }: TradeBill): string {
  return `#导出时间：[${chineseTime(writtenAt)}]`;
}

function isRefund({ outRequestNo }: BillRow): boolean {
  return outRequestNo !== undefined;
}

function totalOf(rows: readonly BillRow[]): number {
  return rows.reduce((sum, { total }) => sum + total, 0);
}

function feeOf(rows: readonly BillRow[]): number {
  return rows.reduce((sum, { fee }) => sum + fee, 0);
}

/** Merchants' text cannot break the table. */
function cell(value: string): string {
  return value.replace(/[,\r\n\t]/g, ' ');
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
}

function yuan(fen: number): string {
  return fen < 0 ? `-${yuanOf(-fen)}` : yuanOf(fen);
}

/** `2026年06月05日 00:00:00`. */
function chineseTime(at: number): string {
  return shanghaiText(at).replace(/^(\d+)-(\d+)-(\d+)/, '$1年$2月$3日');
}

function dayDigits(at: number): string {
  return shanghaiText(at).slice(0, 10).replaceAll('-', '');
}
