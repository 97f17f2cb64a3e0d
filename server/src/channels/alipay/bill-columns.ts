import { reasonText } from '@zhixiao/contract/words/reasons';
import { scaledDecimal } from '../../lib/decimal.ts';
import type { TotalGap } from '../bill.ts';
import { type BillColumn, columnName, MONEY, UnreadableBill } from '../bill-table.ts';

/** Whose bill of which day it must be. */
export interface AlipayBillOwner {
  readonly sellerId: string;
  /** `YYYY-MM-DD`. */
  readonly date: string;
}

/** Business details by the names that their columns have had since 2016. */
export const COLUMNS: readonly BillColumn[] = [
  { names: ['支付宝交易号', '支付宝流水号', '交易号'], shape: 'word', isNeeded: true },
  { names: ['商户订单号', '商家订单号'], shape: 'word', isNeeded: true },
  { names: ['业务类型'], shape: 'word', isNeeded: true },
  { names: ['商品名称', '商品标题'], shape: 'free' },
  { names: ['创建时间', '交易创建时间'], shape: 'time' },
  { names: ['完成时间', '交易完成时间'], shape: 'time', isNeeded: true },
  { names: ['门店编号'], shape: 'word' },
  { names: ['门店名称', '交易门店'], shape: 'free' },
  { names: ['对方账户', '对账账户', '对方账号'], shape: 'free' },
  { names: ['订单金额'], shape: 'money', isNeeded: true },
  { names: ['商家实收', '实收金额', '交易金额'], shape: 'money', isNeeded: true },
  { names: ['支付宝红包', '红包抵扣'], shape: 'money' },
  { names: ['集分宝', '集分宝抵扣'], shape: 'money' },
  { names: ['支付宝优惠', '优惠汇总'], shape: 'money' },
  { names: ['商家优惠'], shape: 'money' },
  { names: ['券核销金额', '卷核销金额'], shape: 'money' },
  { names: ['商家红包消费金额', '商家红包'], shape: 'money' },
  { names: ['卡消费金额'], shape: 'money' },
  { names: ['券名称'], shape: 'free' },
  { names: ['退款批次号/请求号', '退款批次号', '退款请求号'], shape: 'word', isNeeded: true },
  { names: ['服务费', '手续费'], shape: 'money', isNeeded: true },
  { names: ['分润'], shape: 'money' },
  { names: ['备注'], shape: 'free' },
];

/** Whether these are names of business details, enough of them to say which are missing; a summary has none of these. */
export function isDetailHeader(names: readonly string[]): boolean {
  const present = new Set(names.map(columnName));
  return SIGNS.filter((name) => present.has(name)).length >= 2;
}

const SIGNS = [
  '支付宝交易号',
  '支付宝流水号',
  '商户订单号',
  '商家订单号',
  '业务类型',
  '完成时间',
  '退款批次号/请求号',
];

/** @throws UnreadableBill */
export function requireOwn(remarks: string, { sellerId, date }: AlipayBillOwner): void {
  const [, number = ''] = remarks.match(/#\s{0,20}账号\s{0,20}[：:]\s{0,20}[[【]?\s{0,20}(\d+)/) ?? [];
  // an account's number is the seller's 16 digits with 0156 behind them
  if (!number.startsWith(sellerId)) throw new UnreadableBill(reasonText('bill_other_merchant'));
  const [, ...day] =
    remarks.match(/#\s{0,20}起始日期\s{0,20}[：:]\s{0,20}[[【]?\s{0,20}(\d{4})[年/-](\d{2})[月/-](\d{2})/) ??
    [];
  if (day.join('-') !== date) throw new UnreadableBill(reasonText('bill_other_day'));
}

/** How many lines of a kind could be read, and what the merchant received or gave by them. */
export interface KindSums {
  count: number;
  fen: number;
}

/**
 * The stated totals that differ from the sum of the lines.
 * @param hidden how many lines at most are behind those that could not be read
 * @throws UnreadableBill when there are no totals, or lines are missing
 */
export function totalGaps(
  remarks: readonly string[],
  sums: Readonly<Record<'交易' | '退款', KindSums>>,
  hidden: number,
): TotalGap[] {
  const totals = (['交易', '退款'] as const).map((kind) => ({
    kind,
    ...totalOf(remarks, kind),
    sum: sums[kind],
  }));
  const stated = totals.reduce((all, { count }) => all + count, 0);
  const read = totals.reduce((all, { sum }) => all + sum.count, 0);
  const isMissing = stated > read + hidden || totals.some(({ count, sum }) => count > sum.count + hidden);
  if (isMissing) throw new UnreadableBill(reasonText('bill_total_rows', { stated, read: read + hidden }));
  return totals.flatMap(({ kind, count, milliFen, sum }): TotalGap[] => {
    const counted = sum.fen * FEN;
    const isHidden = hidden > 0 && count >= sum.count;
    return [
      ...(count === sum.count || isHidden
        ? []
        : [{ column: `${kind}合计笔数`, stated: count, counted: sum.count, unit: 'count' } as const]),
      ...(milliFen === counted
        ? []
        : [{ column: `${kind}合计`, stated: milliFen, counted, unit: 'money' } as const]),
    ];
  });
}

/** In thousandths of a fen. */
const FEN = 1_000;

/** @throws UnreadableBill */
function totalOf(remarks: readonly string[], kind: string) {
  const total = remarks.find((remark) => remark.replace(/^#+\s*/, '').startsWith(`${kind}合计`));
  const [, count] = total?.match(/合计\s*[：:]\s*(\d{1,9})\s*笔/) ?? [];
  if (count === undefined) throw new UnreadableBill(reasonText('bill_no_total', { kind }));
  const [, yuan = ''] = total?.match(/笔[^共额]{0,20}[共额]\s*([-+\d.,]{1,30})\s*元/) ?? [];
  const amount = MONEY.test(yuan) ? scaledDecimal(yuan, 5) : undefined;
  return { count: Number(count), milliFen: amount === undefined ? undefined : Math.abs(amount) };
}
