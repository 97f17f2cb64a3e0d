import type { Store } from '../store.ts';

/** A callback and how far its delivery got. Times are milliseconds. */
export interface Callback {
  readonly callbackId: string;
  readonly mchid: string;
  readonly kind: 'payment' | 'refund';
  /** The merchant's number of the payment or refund that the callback is about. */
  readonly number: string;
  readonly notifyUrl: string;
  readonly eventType: string;
  /** The text to encrypt. */
  readonly content: string;
  readonly createdAt: number;
  readonly attempts: number;
  /** Null when it was delivered or given up. */
  readonly nextAt: number | null;
  readonly deliveredAt: number | null;
}

export function insertCallback(store: Store, callback: Callback): void {
  store
    .prepare(
      `insert into wechat_callbacks
         (callback_id, mchid, kind, number, notify_url, event_type, content, created_at, attempts, next_at,
          delivered_at)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      callback.callbackId,
      callback.mchid,
      callback.kind,
      callback.number,
      callback.notifyUrl,
      callback.eventType,
      callback.content,
      callback.createdAt,
      callback.attempts,
      callback.nextAt,
      callback.deliveredAt,
    );
}

export function dueCallbacks(store: Store, now: number): Callback[] {
  return store
    .prepare('select * from wechat_callbacks where next_at <= ? order by next_at')
    .all(now)
    .map((row) => callbackOf(row as unknown as CallbackRow));
}

export function nextCallback(store: Store): number | undefined {
  const row = store
    .prepare('select min(next_at) as at from wechat_callbacks where next_at is not null')
    .get();
  return typeof row?.at === 'number' ? row.at : undefined;
}

export function callbacksOf(store: Store, mchid: string, numbers: readonly string[]): Callback[] {
  return store
    .prepare(
      `select * from wechat_callbacks
        where mchid = ? and number in (select value from json_each(?)) order by created_at, rowid`,
    )
    .all(mchid, JSON.stringify(numbers))
    .map((row) => callbackOf(row as unknown as CallbackRow));
}

export function planAttempt(
  store: Store,
  callbackId: string,
  { attempts, nextAt }: { readonly attempts: number; readonly nextAt: number | null },
): void {
  store
    .prepare('update wechat_callbacks set attempts = ?, next_at = ? where callback_id = ?')
    .run(attempts, nextAt, callbackId);
}

export function markDelivered(store: Store, callbackId: string, now: number): void {
  store
    .prepare('update wechat_callbacks set delivered_at = ?, next_at = null where callback_id = ?')
    .run(now, callbackId);
}

interface CallbackRow {
  readonly callback_id: string;
  readonly mchid: string;
  readonly kind: Callback['kind'];
  readonly number: string;
  readonly notify_url: string;
  readonly event_type: string;
  readonly content: string;
  readonly created_at: number;
  readonly attempts: number;
  readonly next_at: number | null;
  readonly delivered_at: number | null;
}

function callbackOf(row: CallbackRow): Callback {
  return {
    callbackId: row.callback_id,
    mchid: row.mchid,
    kind: row.kind,
    number: row.number,
    notifyUrl: row.notify_url,
    eventType: row.event_type,
    content: row.content,
    createdAt: row.created_at,
    attempts: row.attempts,
    nextAt: row.next_at,
    deliveredAt: row.delivered_at,
  };
}
