import type { Store } from '../store.ts';

/** What a merchant asks to be paid. Times are milliseconds, the amount fen. */
export interface Terms {
  readonly appId: string;
  readonly outTradeNo: string;
  /** The method that asked. */
  readonly method: string;
  readonly total: number;
  readonly subject: string;
  readonly body: string | null;
  /** The only payer that can pay, as the app calls him. */
  readonly boundBuyer: string | null;
  readonly notifyUrl: string | null;
  readonly returnUrl: string | null;
  readonly quitUrl: string | null;
  readonly passbackParams: string | null;
  readonly payUntil: number;
}

/** A trade of the emulated Alipay: it is there once a payer has seen it. */
export interface Trade {
  readonly tradeNo: string;
  readonly terms: Terms;
  readonly createdAt: number;
  readonly status: 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_FINISHED' | 'TRADE_CLOSED';
  /** Set once paid, whatever comes of the trade then. */
  readonly paid: { readonly at: number; readonly buyerId: string } | undefined;
  /** Set once timed out, closed, or refunded whole. */
  readonly closedAt: number | null;
}

/** A code to scan. Its trade is made by the scan. */
export interface Code {
  readonly qrCode: string;
  readonly terms: Terms;
  readonly expiresAt: number;
}

export function findTrade(store: Store, appId: string, outTradeNo: string): Trade | undefined {
  return one(
    store.prepare('select * from alipay_trades where app_id = ? and out_trade_no = ?').get(appId, outTradeNo),
  );
}

export function findTradeByNo(store: Store, tradeNo: string): Trade | undefined {
  return one(store.prepare('select * from alipay_trades where trade_no = ?').get(tradeNo));
}

/** For the admin API, whose callers seldom have two apps with one number. */
export function findTradeOfAnyApp(store: Store, outTradeNo: string): Trade | undefined {
  return one(
    store
      .prepare('select * from alipay_trades where out_trade_no = ? order by created_at desc limit 1')
      .get(outTradeNo),
  );
}

export function paidTrades(store: Store, appId: string | undefined): Trade[] {
  return store
    .prepare(
      `select * from alipay_trades
        where paid_at is not null and app_id = coalesce(?, app_id) order by paid_at, out_trade_no`,
    )
    .all(appId ?? null)
    .map(tradeOf);
}

/** What a merchant was paid in a span of time, by all its apps. */
export function tradesPaidIn(store: Store, sellerId: string, from: number, until: number): Trade[] {
  return store
    .prepare(
      `select t.* from alipay_trades t join alipay_apps a using (app_id)
        where a.seller_id = ? and t.paid_at >= ? and t.paid_at < ? order by t.paid_at`,
    )
    .all(sellerId, from, until)
    .map(tradeOf);
}

/** What could be paid at `now`, newest first, at most `limit`. */
export function waitingTrades(store: Store, now: number, limit: number): Trade[] {
  return store
    .prepare(
      `select * from alipay_trades where status = 'WAIT_BUYER_PAY' and pay_until > ?
        order by rowid desc limit ?`,
    )
    .all(now, limit)
    .map(tradeOf);
}

export function insertTrade(store: Store, trade: Trade): void {
  const { tradeNo, terms, createdAt, status } = trade;
  store
    .prepare(
      `insert into alipay_trades (trade_no, app_id, out_trade_no, terms, pay_until, created_at, status)
       values (?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(tradeNo, terms.appId, terms.outTradeNo, JSON.stringify(terms), terms.payUntil, createdAt, status);
}

/** Replaces the terms of a trade that is entered again: its number and its amount stay. */
export function changeTerms(store: Store, trade: Trade, terms: Terms): Trade {
  store
    .prepare('update alipay_trades set terms = ?, pay_until = ? where trade_no = ?')
    .run(JSON.stringify(terms), terms.payUntil, trade.tradeNo);
  return { ...trade, terms };
}

/** Writes what has become of a trade. */
export function saveProgress(store: Store, trade: Trade): Trade {
  const { tradeNo, status, paid, closedAt } = trade;
  store
    .prepare(
      'update alipay_trades set status = ?, paid_at = ?, buyer_id = ?, closed_at = ? where trade_no = ?',
    )
    .run(status, paid?.at ?? null, paid?.buyerId ?? null, closedAt, tradeNo);
  return trade;
}

export function insertCode(store: Store, { qrCode, terms, expiresAt }: Code): void {
  store
    .prepare(
      'insert into alipay_codes (qr_code, app_id, out_trade_no, terms, expires_at) values (?, ?, ?, ?, ?)',
    )
    .run(qrCode, terms.appId, terms.outTradeNo, JSON.stringify(terms), expiresAt);
}

export function findCode(store: Store, qrCode: string): Code | undefined {
  const row = store.prepare('select * from alipay_codes where qr_code = ?').get(qrCode);
  return row && codeOf(row);
}

export function findCodeOf(store: Store, appId: string, outTradeNo: string): Code | undefined {
  const row = store
    .prepare('select * from alipay_codes where app_id = ? and out_trade_no = ?')
    .get(appId, outTradeNo);
  return row && codeOf(row);
}

export function findCodeOfAnyApp(store: Store, outTradeNo: string): Code | undefined {
  const row = store
    .prepare('select * from alipay_codes where out_trade_no = ? order by rowid desc limit 1')
    .get(outTradeNo);
  return row && codeOf(row);
}

/** Payable codes that were not scanned yet, newest first, at most `limit`. */
export function unscannedCodes(store: Store, now: number, limit: number): Code[] {
  return store
    .prepare(
      `select * from alipay_codes c where expires_at > ? and not exists
         (select 1 from alipay_trades t where t.app_id = c.app_id and t.out_trade_no = c.out_trade_no)
        order by rowid desc limit ?`,
    )
    .all(now, limit)
    .map(codeOf);
}

interface TradeRow {
  readonly trade_no: string;
  readonly terms: string;
  readonly created_at: number;
  readonly status: Trade['status'];
  readonly paid_at: number | null;
  readonly buyer_id: string | null;
  readonly closed_at: number | null;
}

function one(row: unknown): Trade | undefined {
  return row === undefined ? undefined : tradeOf(row);
}

function tradeOf(found: unknown): Trade {
  const row = found as TradeRow;
  const { paid_at: at, buyer_id: buyerId } = row;
  return {
    tradeNo: row.trade_no,
    terms: JSON.parse(row.terms) as Terms,
    createdAt: row.created_at,
    status: row.status,
    paid: at === null || buyerId === null ? undefined : { at, buyerId },
    closedAt: row.closed_at,
  };
}

function codeOf(found: unknown): Code {
  const row = found as { qr_code: string; terms: string; expires_at: number };
  return { qrCode: row.qr_code, terms: JSON.parse(row.terms) as Terms, expiresAt: row.expires_at };
}
