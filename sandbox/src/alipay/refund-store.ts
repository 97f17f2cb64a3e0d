import type { Store } from '../store.ts';

/** A refund of the emulated Alipay. Times are milliseconds, the amount fen. */
export interface Refund {
  readonly tradeNo: string;
  /** Unique within its trade. */
  readonly outRequestNo: string;
  readonly amount: number;
  readonly reason: string | null;
  readonly status: 'PROCESSING' | 'SUCCESS' | 'FAILED';
  readonly createdAt: number;
  /** When it succeeds by itself; only while it is processing. */
  readonly settlesAt: number | null;
  readonly successAt: number | null;
}

export function findRefund(store: Store, tradeNo: string, outRequestNo: string): Refund | undefined {
  const row = store
    .prepare('select * from alipay_refunds where trade_no = ? and out_request_no = ?')
    .get(tradeNo, outRequestNo);
  return row && refundOf(row);
}

/** For the admin API: the latest refund of that number. */
export function findRefundOfAnyTrade(store: Store, outRequestNo: string): Refund | undefined {
  const row = store
    .prepare('select * from alipay_refunds where out_request_no = ? order by created_at desc limit 1')
    .get(outRequestNo);
  return row && refundOf(row);
}

export function refundsOf(store: Store, tradeNo: string): Refund[] {
  return store
    .prepare('select * from alipay_refunds where trade_no = ? order by created_at, rowid')
    .all(tradeNo)
    .map(refundOf);
}

/** What a merchant gave back in a span of time, by all its apps. */
export function refundsSucceededIn(store: Store, sellerId: string, from: number, until: number): Refund[] {
  return store
    .prepare(
      `select r.* from alipay_refunds r
         join alipay_trades t using (trade_no) join alipay_apps a on a.app_id = t.app_id
        where a.seller_id = ? and r.success_at >= ? and r.success_at < ? order by r.success_at`,
    )
    .all(sellerId, from, until)
    .map(refundOf);
}

export function dueRefunds(store: Store, now: number): Refund[] {
  return store
    .prepare('select * from alipay_refunds where settles_at <= ? order by settles_at')
    .all(now)
    .map(refundOf);
}

export function nextSettlement(store: Store): number | undefined {
  const row = store
    .prepare('select min(settles_at) as at from alipay_refunds where settles_at is not null')
    .get();
  return typeof row?.at === 'number' ? row.at : undefined;
}

/** Inserts a refund, or writes what has become of it. */
export function saveRefund(store: Store, refund: Refund): Refund {
  store
    .prepare(
      `insert into alipay_refunds
         (trade_no, out_request_no, amount, reason, status, created_at, settles_at, success_at)
       values (:trade_no, :out_request_no, :amount, :reason, :status, :created_at, :settles_at, :success_at)
       on conflict (trade_no, out_request_no) do update set amount = :amount, reason = :reason,
          status = :status, created_at = :created_at, settles_at = :settles_at, success_at = :success_at`,
    )
    .run({
      trade_no: refund.tradeNo,
      out_request_no: refund.outRequestNo,
      amount: refund.amount,
      reason: refund.reason,
      status: refund.status,
      created_at: refund.createdAt,
      settles_at: refund.settlesAt,
      success_at: refund.successAt,
    });
  return refund;
}

function refundOf(found: unknown): Refund {
  const row = found as {
    readonly trade_no: string;
    readonly out_request_no: string;
    readonly reason: string | null;
    readonly status: Refund['status'];
    readonly amount: number;
    readonly created_at: number;
    readonly settles_at: number | null;
    readonly success_at: number | null;
  };
  return {
    tradeNo: row.trade_no,
    outRequestNo: row.out_request_no,
    amount: row.amount,
    reason: row.reason,
    status: row.status,
    createdAt: row.created_at,
    settlesAt: row.settles_at,
    successAt: row.success_at,
  };
}
