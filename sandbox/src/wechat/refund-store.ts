import type { Store } from '../store.ts';
import type { Order } from './order.ts';

export type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'ABNORMAL';

/** A refund of the emulated WeChat Pay. Times are milliseconds, the amount fen. */
export interface Refund {
  readonly mchid: string;
  readonly outRefundNo: string;
  readonly refundId: string;
  readonly outTradeNo: string;
  readonly amount: number;
  /** What WeChat gives back of its fee with it. */
  readonly fee: number;
  readonly notifyUrl: string | null;
  /** The first request in canonical form: a repetition must equal it. */
  readonly request: string;
  readonly status: RefundStatus;
  readonly createdAt: number;
  /** When it succeeds by itself; only while it is processing. */
  readonly settlesAt: number | null;
  readonly successAt: number | null;
  /** When it last became anything but PROCESSING. */
  readonly endedAt: number | null;
}

export function findRefund(store: Store, mchid: string, outRefundNo: string): Refund | undefined {
  return one(
    store
      .prepare('select * from wechat_refunds where mchid = ? and out_refund_no = ?')
      .get(mchid, outRefundNo),
  );
}

/** For the admin API, whose callers seldom have two merchants with one number. */
export function findRefundOfAnyMerchant(store: Store, outRefundNo: string): Refund | undefined {
  return one(
    store
      .prepare('select * from wechat_refunds where out_refund_no = ? order by created_at desc limit 1')
      .get(outRefundNo),
  );
}

export function refundsOf(store: Store, order: Pick<Order, 'mchid' | 'outTradeNo'>): Refund[] {
  return store
    .prepare('select * from wechat_refunds where mchid = ? and out_trade_no = ? order by created_at, rowid')
    .all(order.mchid, order.outTradeNo)
    .map((row) => refundOf(row as unknown as RefundRow));
}

/** What was asked for from `from` to before `until`. */
export function refundsMadeIn(store: Store, mchid: string, from: number, until: number): Refund[] {
  return store
    .prepare(
      `select * from wechat_refunds
        where mchid = ? and created_at >= ? and created_at < ? order by created_at, rowid`,
    )
    .all(mchid, from, until)
    .map((row) => refundOf(row as unknown as RefundRow));
}

export function dueRefunds(store: Store, now: number): Refund[] {
  return store
    .prepare('select * from wechat_refunds where settles_at <= ? order by settles_at')
    .all(now)
    .map((row) => refundOf(row as unknown as RefundRow));
}

export function nextSettlement(store: Store): number | undefined {
  const row = store
    .prepare('select min(settles_at) as at from wechat_refunds where settles_at is not null')
    .get();
  return typeof row?.at === 'number' ? row.at : undefined;
}

export function insertRefund(store: Store, refund: Refund): void {
  store
    .prepare(
      `insert into wechat_refunds
         (mchid, out_refund_no, refund_id, out_trade_no, amount, notify_url, request, status, created_at,
          settles_at, success_at, fee)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      refund.mchid,
      refund.outRefundNo,
      refund.refundId,
      refund.outTradeNo,
      refund.amount,
      refund.notifyUrl,
      refund.request,
      refund.status,
      refund.createdAt,
      refund.settlesAt,
      refund.successAt,
      refund.fee,
    );
}

/** Ends the processing of a refund, or turns an abnormal one. */
export function changeRefund(
  store: Store,
  refund: Refund,
  status: Exclude<RefundStatus, 'PROCESSING'>,
  now: number,
): Refund {
  const successAt = status === 'SUCCESS' ? now : null;
  const changed = { ...refund, status, settlesAt: null, successAt, endedAt: now };
  store
    .prepare(
      `update wechat_refunds set status = ?, settles_at = null, success_at = ?, ended_at = ?
        where mchid = ? and out_refund_no = ?`,
    )
    .run(changed.status, changed.successAt, changed.endedAt, refund.mchid, refund.outRefundNo);
  return changed;
}

interface RefundRow {
  readonly mchid: string;
  readonly out_refund_no: string;
  readonly refund_id: string;
  readonly out_trade_no: string;
  readonly amount: number;
  readonly notify_url: string | null;
  readonly request: string;
  readonly status: RefundStatus;
  readonly created_at: number;
  readonly settles_at: number | null;
  readonly success_at: number | null;
  readonly fee: number;
  readonly ended_at: number | null;
}

function one(row: unknown): Refund | undefined {
  return row === undefined ? undefined : refundOf(row as RefundRow);
}

function refundOf(row: RefundRow): Refund {
  return {
    mchid: row.mchid,
    outRefundNo: row.out_refund_no,
    refundId: row.refund_id,
    outTradeNo: row.out_trade_no,
    amount: row.amount,
    notifyUrl: row.notify_url,
    request: row.request,
    status: row.status,
    createdAt: row.created_at,
    settlesAt: row.settles_at,
    successAt: row.success_at,
    fee: row.fee,
    endedAt: row.ended_at,
  };
}
