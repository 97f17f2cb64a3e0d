import { reasonText } from '@zhixiao/contract/words/reasons';
import { scaledDecimal } from '../../lib/decimal.ts';
import type { TotalGap } from '../bill.ts';
import { type BillColumn, columnName, MONEY, UnreadableBill } from '../bill-table.ts';

/** What the lines that could be read come to: counts, fen, and of `commissions` thousandths of a fen. */
export interface Sums {
  count: number;
  payments: number;
  /** 订单金额 of every line, and of payments alone. */
  orders: number;
  paid: number;
  refunded: number;
  commissions: number;
}

/** Whether these are names of a trade bill's columns: enough of them to say which are missing. */
export function isBillHeader(names: readonly string[]): boolean {
  const present = new Set(names.map(columnName));
  return SIGNS.filter((name) => present.has(name)).length >= 3;
}

const SIGNS = ['交易时间', '微信订单号', '商户订单号', '交易状态', '商户号', '交易类型', '费率', '手续费'];

export function isSummaryHeader(names: readonly string[]): boolean {
  const present = new Set(names.map(columnName));
  return SUMMARY_SIGNS.filter((name) => present.has(name)).length >= 2;
}

const SUMMARY_SIGNS = [
  '总交易单数',
  '手续费总金额',
  '总交易额',
  '总退款金额',
  '订单总金额',
  '应结订单总金额',
  '退款总金额',
];

/**
 * The columns by name, of today's form or of the historical one that old merchants get: there 总金额 stands for
 * 应结订单金额 and 订单金额, and 退款金额 is what was asked for. In today's form 退款金额 is less, by coupons.
 */
export function billColumns(
  header: readonly string[],
  { isSubMerchant }: { readonly isSubMerchant: boolean },
): readonly BillColumn[] {
  const present = new Set(header.map(columnName));
  const isHistorical = present.has('总金额') && !present.has('应结订单金额') && !present.has('订单金额');
  const amounts = isHistorical
    ? { order: ['总金额'], settled: ['总金额'], refund: ['退款金额'] }
    : { order: ['订单金额'], settled: ['应结订单金额'], refund: ['申请退款金额'] };
  return [
    needed('交易时间', 'time'),
    needed('商户号', 'word'),
    { names: ['特约商户号', '子商户号'], shape: 'word', isNeeded: isSubMerchant },
    { names: ['设备号'], shape: 'free' },
    needed('微信订单号', 'word'),
    needed('商户订单号', 'word'),
    { names: ['用户标识'], shape: 'word' },
    { names: ['交易状态'], shape: 'word', like: /^[A-Z]{1,32}$/, isNeeded: true },
    { names: ['货币种类'], shape: 'word', like: /^[A-Z]{3}$/, isNeeded: true },
    { names: ['付款银行'], shape: 'word' },
    { names: ['代金券金额', '企业红包金额', '代金券或立减优惠金额'], shape: 'money' },
    needed('微信退款单号', 'word'),
    needed('商户退款单号', 'word'),
    needed('退款状态', 'word'),
    { names: ['商品名称'], shape: 'free' },
    { names: ['商户数据包'], shape: 'free' },
    needed('手续费', 'money'),
    { names: ['费率'], shape: 'word', like: /^(\d{1,3}(\.\d{1,6})?%)?$/, isNeeded: true },
    { names: ['费率备注'], shape: 'free' },
    // not 应结订单金额, which leaves out what the merchant's coupons paid
    { names: ['订单金额', ...amounts.order], shape: 'money', isNeeded: true },
    { names: ['应结订单金额', ...amounts.settled], shape: 'money', isNeeded: true },
    { names: ['申请退款金额', ...amounts.refund], shape: 'money', isNeeded: true },
  ];
}

function needed(name: string, shape: BillColumn['shape']): BillColumn {
  return { names: [name], shape, isNeeded: true };
}

/**
 * The totals of the summary that differ from the sum of the lines. Bills differ in whether refunds count as
 * transactions and whether their orders are in the total; both are accepted.
 * @param hidden how many lines at most are behind those that could not be read
 * @throws UnreadableBill when lines are missing
 */
export function summaryGaps(
  header: readonly string[],
  values: readonly string[],
  sums: Sums,
  hidden: number,
): TotalGap[] {
  const at = (names: readonly string[]) => {
    const column = names.find((name) => header.includes(name));
    return column === undefined ? undefined : { column, text: values[header.indexOf(column)]?.trim() ?? '' };
  };
  const count = at(['总交易单数']);
  const [, stated] = count?.text.match(/^(\d{1,9})(?:\.0+)?$/) ?? [];
  if (stated === undefined)
    throw new UnreadableBill(reasonText('bill_summary_column', { column: '总交易单数' }));
  const isCounted = Number(stated) === sums.count || Number(stated) === sums.payments;
  if (!isCounted && Number(stated) > sums.count + hidden) {
    throw new UnreadableBill(reasonText('bill_summary_rows', { stated, read: sums.count + hidden }));
  }
  const isHidden = hidden > 0 && Number(stated) > sums.payments;
  const gaps: TotalGap[] =
    isCounted || isHidden
      ? []
      : [{ column: '总交易单数', stated: Number(stated), counted: sums.count, unit: 'count' }];
  const compare = (names: readonly string[], places: number, ...counted: readonly [number, ...number[]]) => {
    const total = at(names);
    if (!total) return;
    const amount = MONEY.test(total.text) ? scaledDecimal(total.text, 5) : undefined;
    if (counted.some((each) => each * places === amount)) return;
    gaps.push({ column: total.column, stated: amount, counted: counted[0] * places, unit: 'money' });
  };
  compare(['订单总金额', '总交易额'], FEN, sums.orders, sums.paid);
  compare(['申请退款总金额', '总退款金额'], FEN, sums.refunded);
  compare(['手续费总金额', '总手续费金额'], 1, sums.commissions);
  return gaps;
}

/** In thousandths of a fen. */
const FEN = 1_000;
