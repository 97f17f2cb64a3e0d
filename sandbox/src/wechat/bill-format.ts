import { shanghaiText } from '../shanghai-time.ts';
import { yuanOf } from '../yuan.ts';

export type TradeBillType = 'ALL' | 'SUCCESS' | 'REFUND';

/** A line of a trade bill: a payment, or a refund of one. Times are milliseconds, amounts fen. */
export interface TradeRow {
  readonly at: number;
  readonly appid: string;
  readonly mchid: string;
  /** The sub-merchant of a service provider. */
  readonly subMchid: string | null;
  readonly transactionId: string;
  readonly outTradeNo: string;
  readonly openid: string;
  readonly tradeType: string;
  readonly tradeState: string;
  readonly total: number;
  /** The part of the payment that coupons of the platform paid. */
  readonly coupon: number;
  readonly refund: RefundPart | undefined;
  readonly description: string;
  readonly attach: string;
  /** Below zero when it is given back. */
  readonly fee: number;
  readonly feeBasisPoints: number;
  /** Values by the names of their columns that stand in the bill instead of the right ones. */
  readonly odd?: Readonly<Record<string, string>>;
}

/** What a line says about a refund. Its status is not the one of the API. */
interface RefundPart {
  readonly refundId: string;
  readonly outRefundNo: string;
  readonly amount: number;
  readonly status: string;
  readonly succeededAt: number | null;
}

/** A movement on a merchant's account. */
export interface FundRow {
  readonly at: number;
  /** WeChat's number of the payment or refund. */
  readonly businessId: string;
  readonly transactionId: string;
  readonly name: string;
  readonly type: string;
  /** Above zero: income. */
  readonly amount: number;
  readonly balance: number;
  readonly applicant: string;
  readonly note: string;
  /** The merchant's number. */
  readonly voucher: string;
}

/** A trade bill, byte for byte as WeChat Pay writes it: for old merchant numbers in the form of before 2018. */
export function tradeBill(
  type: TradeBillType,
  rows: readonly TradeRow[],
  { isHistorical = false } = {},
): string {
  const shown = rows.filter((row) => isShown(type, row));
  const totals = TRADE_TOTALS.filter(({ not }) => not !== type);
  const columns = TRADE_COLUMNS.filter(({ only, not }) => (only ?? type) === type && not !== type).map(
    ({ name, value, ...column }) => ({
      ...column,
      name,
      value: (row: TradeRow) => row.odd?.[name] ?? value(row),
    }),
  );
  return isHistorical
    ? written(named(columns, HISTORICAL_COLUMNS), shown, named(totals, HISTORICAL_TOTALS))
    : written(columns, shown, totals);
}

/** Under their old names; those that had none are left out. */
function named<T extends { readonly name: string }>(
  all: readonly T[],
  oldNames: Readonly<Record<string, string | undefined>>,
): T[] {
  return all.flatMap((each) => {
    const name = each.name in oldNames ? oldNames[each.name] : each.name;
    return name === undefined ? [] : [{ ...each, name }];
  });
}

const HISTORICAL_COLUMNS: Readonly<Record<string, string | undefined>> = {
  特约商户号: '子商户号',
  应结订单金额: '总金额',
  代金券金额: '企业红包金额',
  充值券退款金额: '企业红包退款金额',
  订单金额: undefined,
  申请退款金额: undefined,
  费率备注: undefined,
};

const HISTORICAL_TOTALS: Readonly<Record<string, string | undefined>> = {
  应结订单总金额: '总交易额',
  退款总金额: '总退款金额',
  充值券退款总金额: '总企业红包退款金额',
  订单总金额: undefined,
  申请退款总金额: undefined,
};

/** Whether a row stands in a bill of this type. */
export function isShown(type: TradeBillType, { refund }: TradeRow): boolean {
  return type === 'ALL' || (refund !== undefined) === (type === 'REFUND');
}

/** A fund flow bill, byte for byte. */
export function fundFlowBill(rows: readonly FundRow[]): string {
  return written(FUND_COLUMNS, rows, FUND_TOTALS);
}

interface Column<Row> {
  readonly name: string;
  readonly value: (row: Row) => string;
  /** The one kind of bill that has it, or lacks it. */
  readonly only?: TradeBillType;
  readonly not?: TradeBillType;
}

interface Total<Row> {
  readonly name: string;
  readonly value: (rows: readonly Row[]) => string;
  readonly not?: TradeBillType;
}

const BOM = '\uFEFF';
const LINE_END = '\r\n';

function written<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  totals: readonly Total<Row>[],
): string {
  const lines = [
    columns.map(({ name }) => name),
    ...rows.map((row) => columns.map(({ value }) => `\`${value(row)}`)),
    totals.map(({ name }) => name),
    totals.map(({ value }) => `\`${value(rows)}`),
  ];
  return BOM + lines.map((cells) => cells.join(',') + LINE_END).join('');
}

const TRADE_COLUMNS: readonly Column<TradeRow>[] = [
  { name: '交易时间', value: ({ at }) => shanghaiText(at) },
  { name: '公众账号ID', value: ({ appid }) => appid },
  { name: '商户号', value: ({ mchid }) => mchid },
  { name: '特约商户号', value: ({ subMchid }) => subMchid ?? '0' },
  { name: '设备号', value: () => '' },
  { name: '微信订单号', value: ({ transactionId }) => transactionId },
  { name: '商户订单号', value: ({ outTradeNo }) => outTradeNo },
  { name: '用户标识', value: ({ openid }) => openid },
  { name: '交易类型', value: ({ tradeType }) => tradeType },
  { name: '交易状态', value: ({ tradeState }) => tradeState },
  { name: '付款银行', value: () => 'OTHERS' },
  { name: '货币种类', value: () => 'CNY' },
  { name: '应结订单金额', value: (row) => yuan(settled(row)) },
  { name: '代金券金额', value: ({ coupon }) => yuan(coupon) },
  { name: '退款申请时间', value: ({ at }) => shanghaiText(at), only: 'REFUND' },
  { name: '退款成功时间', value: ({ refund }) => textAt(refund?.succeededAt), only: 'REFUND' },
  { name: '微信退款单号', value: ({ refund }) => refund?.refundId ?? '0', not: 'SUCCESS' },
  { name: '商户退款单号', value: ({ refund }) => refund?.outRefundNo ?? '0', not: 'SUCCESS' },
  { name: '退款金额', value: ({ refund }) => yuan(refund?.amount ?? 0), not: 'SUCCESS' },
  { name: '充值券退款金额', value: () => '0.00', not: 'SUCCESS' },
  { name: '退款类型', value: ({ refund }) => (refund ? 'ORIGINAL' : ''), not: 'SUCCESS' },
  { name: '退款状态', value: ({ refund }) => refund?.status ?? '', not: 'SUCCESS' },
  { name: '商品名称', value: ({ description }) => escaped(description) },
  { name: '商户数据包', value: ({ attach }) => escaped(attach) },
  { name: '手续费', value: ({ fee }) => feeYuan(fee) },
  { name: '费率', value: ({ feeBasisPoints }) => `${(feeBasisPoints / 100).toFixed(2)}%` },
  { name: '订单金额', value: ({ total }) => yuan(total) },
  { name: '申请退款金额', value: ({ refund }) => yuan(refund?.amount ?? 0), not: 'SUCCESS' },
  { name: '费率备注', value: () => '' },
];

const TRADE_TOTALS: readonly Total<TradeRow>[] = [
  { name: '总交易单数', value: (rows) => String(rows.length) },
  { name: '应结订单总金额', value: (rows) => yuan(sum(rows, settled)) },
  { name: '退款总金额', value: (rows) => yuan(sum(rows, refunded)), not: 'SUCCESS' },
  { name: '充值券退款总金额', value: () => '0.00', not: 'SUCCESS' },
  { name: '手续费总金额', value: (rows) => feeYuan(sum(rows, ({ fee }) => fee)) },
  { name: '订单总金额', value: (rows) => yuan(sum(rows, ({ total }) => total)) },
  { name: '申请退款总金额', value: (rows) => yuan(sum(rows, refunded)), not: 'SUCCESS' },
];

const FUND_COLUMNS: readonly Column<FundRow>[] = [
  { name: '记账时间', value: ({ at }) => shanghaiText(at) },
  { name: '微信支付业务单号', value: ({ businessId }) => businessId },
  { name: '资金流水单号', value: ({ transactionId }) => transactionId },
  { name: '业务名称', value: ({ name }) => name },
  { name: '业务类型', value: ({ type }) => type },
  { name: '收支类型', value: ({ amount }) => (amount < 0 ? '支出' : '收入') },
  { name: '收支金额(元)', value: ({ amount }) => yuan(Math.abs(amount)) },
  { name: '账户结余(元)', value: ({ balance }) => yuan(balance) },
  { name: '资金变更提交申请人', value: ({ applicant }) => applicant },
  { name: '备注', value: ({ note }) => escaped(note) },
  { name: '业务凭证号', value: ({ voucher }) => voucher },
];

const FUND_TOTALS: readonly Total<FundRow>[] = [
  { name: '资金流水总笔数', value: (rows) => String(rows.length) },
  { name: '收入笔数', value: (rows) => String(income(rows).length) },
  { name: '收入金额', value: (rows) => yuan(sum(income(rows), ({ amount }) => amount)) },
  { name: '支出笔数', value: (rows) => String(expense(rows).length) },
  { name: '支出金额', value: (rows) => yuan(sum(expense(rows), ({ amount }) => -amount)) },
];

/** What the merchant gets of an order, before fees. */
function settled({ total, coupon }: TradeRow): number {
  return total - coupon;
}

function refunded({ refund }: TradeRow): number {
  return refund?.amount ?? 0;
}

function income(rows: readonly FundRow[]): readonly FundRow[] {
  return rows.filter(({ amount }) => amount >= 0);
}

function expense(rows: readonly FundRow[]): readonly FundRow[] {
  return rows.filter(({ amount }) => amount < 0);
}

function sum<Row>(rows: readonly Row[], value: (row: Row) => number): number {
  return rows.reduce((total, row) => total + value(row), 0);
}

/** Merchants' text cannot break the table. */
function escaped(text: string): string {
  return text.replaceAll(',', '\\ ').replaceAll('\n', '\\n');
}

function textAt(at: number | null | undefined): string {
  return typeof at === 'number' ? shanghaiText(at) : '';
}

function yuan(fen: number): string {
  return fen < 0 ? `-${yuanOf(-fen)}` : yuanOf(fen);
}

/** Fees are whole fen, written with five decimals. */
function feeYuan(fen: number): string {
  return `${yuan(fen)}000`;
}
