import type { Store } from '../store.ts';
import type { Order, Payment, ToldState, TradeType } from './order.ts';

/** What a payer holds: a `code_url` or a `prepay_id`. */
export interface Handle {
  readonly handle: string;
  readonly mchid: string;
  readonly outTradeNo: string;
  readonly expiresAt: number;
}

export function findOrder(store: Store, mchid: string, outTradeNo: string): Order | undefined {
  return one(
    store.prepare('select * from wechat_orders where mchid = ? and out_trade_no = ?').get(mchid, outTradeNo),
  );
}

/** For the admin API, whose callers seldom have two merchants with one number. */
export function findOrderOfAnyMerchant(store: Store, outTradeNo: string): Order | undefined {
  return one(
    store
      .prepare('select * from wechat_orders where out_trade_no = ? order by created_at desc limit 1')
      .get(outTradeNo),
  );
}

export function findOrderByTransaction(
  store: Store,
  mchid: string,
  transactionId: string,
): Order | undefined {
  return one(
    store
      .prepare('select * from wechat_orders where mchid = ? and transaction_id = ?')
      .get(mchid, transactionId),
  );
}

/** What was paid from `from` to before `until`. */
export function ordersPaidIn(store: Store, mchid: string, from: number, until: number): Order[] {
  return store
    .prepare(
      `select * from wechat_orders
        where mchid = ? and paid_at >= ? and paid_at < ? order by paid_at, out_trade_no`,
    )
    .all(mchid, from, until)
    .map((row) => orderOf(row as unknown as OrderRow));
}

export function paidOrders(store: Store, mchid: string | undefined): Order[] {
  return store
    .prepare(
      `select * from wechat_orders
        where paid_at is not null and mchid = coalesce(?, mchid) order by paid_at, out_trade_no`,
    )
    .all(mchid ?? null)
    .map((row) => orderOf(row as unknown as OrderRow));
}

export function insertOrder(store: Store, order: Order): void {
  store
    .prepare(
      `insert into wechat_orders
         (mchid, out_trade_no, trade_type, appid, description, attach, notify_url, total, bound_openid,
          request, created_at, pay_until, state, sub_mchid, sub_appid)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      order.mchid,
      order.outTradeNo,
      order.tradeType,
      order.appid,
      order.description,
      order.attach,
      order.notifyUrl,
      order.total,
      order.boundOpenid,
      order.request,
      order.createdAt,
      order.payUntil,
      order.state,
      order.sub?.mchid ?? null,
      order.sub?.appid ?? null,
    );
}

/** NOTPAY → CLOSED, or SUCCESS → REFUND. */
export function changeState(store: Store, order: Order, to: 'CLOSED' | 'REFUND'): void {
  store
    .prepare('update wechat_orders set state = ? where mchid = ? and out_trade_no = ?')
    .run(to, order.mchid, order.outTradeNo);
}

/** The state that queries answer while it is unpaid; null: the real one. */
export function tellState(store: Store, order: Order, toldState: ToldState | null): void {
  store
    .prepare('update wechat_orders set told_state = ? where mchid = ? and out_trade_no = ?')
    .run(toldState, order.mchid, order.outTradeNo);
}

/** NOTPAY → SUCCESS. */
export function markPaid(store: Store, order: Order, paid: Payment): void {
  store
    .prepare(
      `update wechat_orders
          set state = 'SUCCESS', transaction_id = ?, paid_at = ?, payer_openid = ?, fee = ?, fee_basis_points = ?
        where mchid = ? and out_trade_no = ?`,
    )
    .run(
      paid.transactionId,
      paid.at,
      paid.openid,
      paid.fee,
      paid.feeBasisPoints,
      order.mchid,
      order.outTradeNo,
    );
}

export function insertHandle(store: Store, handle: Handle): void {
  store
    .prepare('insert into wechat_handles (handle, mchid, out_trade_no, expires_at) values (?, ?, ?, ?)')
    .run(handle.handle, handle.mchid, handle.outTradeNo, handle.expiresAt);
}

/** Makes the handles of an order unusable from `now` on. */
export function expireHandles(store: Store, order: Order, now: number): void {
  store
    .prepare('update wechat_handles set expires_at = min(expires_at, ?) where mchid = ? and out_trade_no = ?')
    .run(now, order.mchid, order.outTradeNo);
}

export function findHandle(store: Store, handle: string): Handle | undefined {
  const row = store.prepare('select * from wechat_handles where handle = ?').get(handle);
  return row && handleOf(row as unknown as HandleRow);
}

export function handlesOf(store: Store, order: Order): Handle[] {
  return store
    .prepare('select * from wechat_handles where mchid = ? and out_trade_no = ? order by rowid')
    .all(order.mchid, order.outTradeNo)
    .map((row) => handleOf(row as unknown as HandleRow));
}

/** What a payer could pay with at `now`, newest first, at most `limit`. */
export function payableHandles(store: Store, now: number, limit: number): Handle[] {
  return store
    .prepare(
      `select h.* from wechat_handles h join wechat_orders o using (mchid, out_trade_no)
        where h.expires_at > :now and o.pay_until > :now and o.state = 'NOTPAY'
        order by h.rowid desc limit :limit`,
    )
    .all({ now, limit })
    .map((row) => handleOf(row as unknown as HandleRow));
}

interface OrderRow {
  readonly mchid: string;
  readonly out_trade_no: string;
  readonly trade_type: TradeType;
  readonly appid: string;
  readonly description: string;
  readonly attach: string | null;
  readonly notify_url: string;
  readonly total: number;
  readonly bound_openid: string | null;
  readonly request: string;
  readonly created_at: number;
  readonly pay_until: number;
  readonly state: Order['state'];
  readonly transaction_id: string | null;
  readonly paid_at: number | null;
  readonly payer_openid: string | null;
  readonly sub_mchid: string | null;
  readonly sub_appid: string | null;
  readonly told_state: ToldState | null;
  readonly fee: number;
  readonly fee_basis_points: number;
}

interface HandleRow {
  readonly handle: string;
  readonly mchid: string;
  readonly out_trade_no: string;
  readonly expires_at: number;
}

function one(row: unknown): Order | undefined {
  return row === undefined ? undefined : orderOf(row as OrderRow);
}

function orderOf(row: OrderRow): Order {
  const { transaction_id: transactionId, paid_at: at, payer_openid: openid, fee } = row;
  return {
    mchid: row.mchid,
    outTradeNo: row.out_trade_no,
    tradeType: row.trade_type,
    appid: row.appid,
    sub: row.sub_mchid === null ? null : { mchid: row.sub_mchid, appid: row.sub_appid },
    description: row.description,
    attach: row.attach,
    notifyUrl: row.notify_url,
    total: row.total,
    boundOpenid: row.bound_openid,
    request: row.request,
    createdAt: row.created_at,
    payUntil: row.pay_until,
    state: row.state,
    toldState: row.told_state,
    paid:
      transactionId === null || at === null || openid === null
        ? undefined
        : { transactionId, at, openid, fee, feeBasisPoints: row.fee_basis_points },
  };
}

function handleOf(row: HandleRow): Handle {
  return {
    handle: row.handle,
    mchid: row.mchid,
    outTradeNo: row.out_trade_no,
    expiresAt: row.expires_at,
  };
}
