import type { Store } from '../store.ts';
import { yuanOf } from '../yuan.ts';
import type { FundRow, TradeRow } from './bill-format.ts';
import type { Order } from './order.ts';
import { findOrder, ordersPaidIn } from './order-store.ts';
import { type Refund, refundsMadeIn } from './refund-store.ts';

/** A day of the books, by instants: from `from` to before `until`. */
export interface Day {
  readonly from: number;
  readonly until: number;
}

/** A bill contains nothing that happened after nine o'clock of the next morning. */
const SNAPSHOT_MS = 9 * 3_600_000;

/** The lines of a merchant's trade bill of a day; for a service provider, optionally of one sub-merchant only. */
export function tradeRows(store: Store, mchid: string, subMchid: string | undefined, day: Day): TradeRow[] {
  const payments = ordersPaidIn(store, mchid, day.from, day.until).map(paymentRow);
  const refunds = refundsMadeIn(store, mchid, day.from, day.until).map((refund) =>
    refundRow(orderOf(store, refund), refund, day.until + SNAPSHOT_MS),
  );
  return [...payments, ...refunds]
    .filter((row) => subMchid === undefined || row.subMchid === subMchid)
    .sort((a, b) => a.at - b.at);
}

/** The movements of a day on the merchant's own account; sub-merchants have accounts of their own. */
export function fundRows(store: Store, mchid: string, day: Day): FundRow[] {
  const movements = [
    ...ordersPaidIn(store, mchid, 0, day.until).flatMap(paymentMovements),
    ...refundsMadeIn(store, mchid, 0, day.until).flatMap((refund) =>
      refundMovements(orderOf(store, refund), refund),
    ),
  ]
    .filter(({ at }) => at < day.until)
    .sort((a, b) => a.at - b.at);
  let balance = 0;
  return movements
    .map((movement) => {
      balance += movement.amount;
      return { ...movement, balance };
    })
    .filter(({ at }) => at >= day.from);
}

function paymentRow(order: Order): TradeRow {
  const { paid, sub } = order;
  return {
    at: paid?.at ?? 0,
    appid: order.appid,
    mchid: order.mchid,
    subMchid: sub?.mchid ?? null,
    transactionId: paid?.transactionId ?? '',
    outTradeNo: order.outTradeNo,
    openid: paid?.openid ?? '',
    tradeType: order.tradeType,
    tradeState: 'SUCCESS',
    total: order.total,
    coupon: 0,
    refund: undefined,
    description: order.description,
    attach: order.attach ?? '',
    fee: paid?.fee ?? 0,
    feeBasisPoints: paid?.feeBasisPoints ?? 0,
  };
}

/** It stands in the bill of the day it was asked for, as it was when that was written. */
function refundRow(order: Order, refund: Refund, writtenAt: number): TradeRow {
  return {
    ...paymentRow(order),
    at: refund.createdAt,
    tradeState: 'REFUND',
    total: 0,
    refund: {
      refundId: refund.refundId,
      outRefundNo: refund.outRefundNo,
      amount: refund.amount,
      status: isOver(refund, writtenAt) ? STATUSES[refund.status] : 'PROCESSING',
      succeededAt: isOver(refund, writtenAt) ? refund.successAt : null,
    },
    fee: -refund.fee,
  };
}

const STATUSES: Readonly<Record<Refund['status'], string>> = {
  PROCESSING: 'PROCESSING',
  SUCCESS: 'SUCCESS',
  CLOSED: 'FAIL',
  ABNORMAL: 'CHANGE',
};

function isOver({ endedAt }: Refund, at: number): boolean {
  return endedAt !== null && endedAt < at;
}

type Movement = Omit<FundRow, 'balance'>;

function paymentMovements({ sub, paid, mchid, total, outTradeNo }: Order): Movement[] {
  if (sub || !paid) return [];
  const { at, fee, transactionId } = paid;
  const movement = {
    at,
    businessId: transactionId,
    transactionId,
    name: '交易',
    applicant: `${mchid}API`,
    note: `结算总金额${yuanOf(total)}元;含手续费${yuanOf(fee)}元`,
    voucher: outTradeNo,
  };
  const kept = { ...movement, type: '扣除交易手续费', amount: -fee };
  return [{ ...movement, type: '交易', amount: total }, ...(fee > 0 ? [kept] : [])];
}

function refundMovements({ sub, paid }: Order, refund: Refund): Movement[] {
  if (sub) return [];
  const { amount, fee } = refund;
  const movement = {
    at: refund.createdAt,
    businessId: refund.refundId,
    transactionId: paid?.transactionId ?? '',
    name: '退款',
    type: '退款',
    amount: fee - amount,
    applicant: `${refund.mchid}API`,
    note: `退款总金额${yuanOf(amount)}元;含手续费${yuanOf(fee)}元`,
    voucher: refund.outRefundNo,
  };
  if (refund.status !== 'CLOSED' || refund.endedAt === null) return [movement];
  return [movement, { ...movement, at: refund.endedAt, type: '退款退回', amount: amount - fee }];
}

function orderOf(store: Store, refund: Refund): Order {
  const order = findOrder(store, refund.mchid, refund.outTradeNo);
  if (!order) throw new Error(`refund ${refund.outRefundNo} has no order`);
  return order;
}
