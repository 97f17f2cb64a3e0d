import type { Store } from '../store.ts';
import type { Trade } from './trade-store.ts';

/** A notice about a trade and how far its delivery got. Times are milliseconds. */
export interface Notice {
  readonly notifyId: string;
  readonly appId: string;
  readonly kind: 'payment' | 'refund';
  /** The merchant's number of the trade that the notice is about. */
  readonly number: string;
  readonly outTradeNo: string;
  readonly notifyUrl: string;
  /** Its parameters, as JSON. */
  readonly content: string;
  readonly createdAt: number;
  readonly attempts: number;
  /** Null when it was delivered or given up. */
  readonly nextAt: number | null;
  readonly deliveredAt: number | null;
}

export function insertNotice(store: Store, notice: Notice): void {
  store
    .prepare(
      `insert into alipay_notices
         (notify_id, app_id, kind, number, out_trade_no, notify_url, content, created_at, attempts, next_at,
          delivered_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      notice.notifyId,
      notice.appId,
      notice.kind,
      notice.number,
      notice.outTradeNo,
      notice.notifyUrl,
      notice.content,
      notice.createdAt,
      notice.attempts,
      notice.nextAt,
      notice.deliveredAt,
    );
}

export function dueNotices(store: Store, now: number): Notice[] {
  return store
    .prepare('select * from alipay_notices where next_at <= ? order by next_at')
    .all(now)
    .map(noticeOf);
}

export function nextNotice(store: Store): number | undefined {
  const row = store.prepare('select min(next_at) as at from alipay_notices where next_at is not null').get();
  return typeof row?.at === 'number' ? row.at : undefined;
}

export function noticesOf(store: Store, { terms }: Trade): Notice[] {
  return store
    .prepare('select * from alipay_notices where app_id = ? and out_trade_no = ? order by created_at, rowid')
    .all(terms.appId, terms.outTradeNo)
    .map(noticeOf);
}

export function planAttempt(
  store: Store,
  notifyId: string,
  { attempts, nextAt }: { readonly attempts: number; readonly nextAt: number | null },
): void {
  store
    .prepare('update alipay_notices set attempts = ?, next_at = ? where notify_id = ?')
    .run(attempts, nextAt, notifyId);
}

export function markDelivered(store: Store, notifyId: string, now: number): void {
  store
    .prepare('update alipay_notices set delivered_at = ?, next_at = null where notify_id = ?')
    .run(now, notifyId);
}

function noticeOf(found: unknown): Notice {
  const row = found as {
    readonly notify_id: string;
    readonly app_id: string;
    readonly kind: Notice['kind'];
    readonly number: string;
    readonly out_trade_no: string;
    readonly notify_url: string;
    readonly content: string;
    readonly created_at: number;
    readonly attempts: number;
    readonly next_at: number | null;
    readonly delivered_at: number | null;
  };
  return {
    notifyId: row.notify_id,
    appId: row.app_id,
    kind: row.kind,
    number: row.number,
    outTradeNo: row.out_trade_no,
    notifyUrl: row.notify_url,
    content: row.content,
    createdAt: row.created_at,
    attempts: row.attempts,
    nextAt: row.next_at,
    deliveredAt: row.delivered_at,
  };
}
