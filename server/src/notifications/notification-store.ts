import type { Channel } from '../channels/channel.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { plusMs } from '../lib/clock.ts';
import type { Vault } from '../lib/vault.ts';
import type { Order, Payer } from '../orders/order.ts';
import { openPayer } from '../orders/order-store.ts';
import { NOTIFY_FOR_MS } from './notification.ts';

/** A notification this worker holds until its lease ends, with what is sent. */
export interface ClaimedNotification {
  readonly appId: string;
  readonly notificationId: string;
  readonly orderId: string;
  /** The number of the attempt about to be made, from 1. */
  readonly attempt: number;
  /** Where the lease ends: the outcome is taken only while it is still ours. */
  readonly leaseUntil: Date;
  readonly deadlineAt: Date;
  readonly notifyUrl: string;
  readonly outTradeNo: string;
  readonly paidAt: Date;
  readonly payer: Payer;
  readonly channel: Channel;
  readonly payerUid: string;
}

export interface Attempt {
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly outcome: 'acknowledged' | 'refused' | 'unreachable';
  readonly httpStatus: number | undefined;
  /** First bytes of the answer, or why there was none. */
  readonly detail: string;
}

/** Queues the news that `order` was paid, in the commit that pays it; the first attempt is due now. */
export async function queueNotification(
  tx: Transaction,
  order: Pick<Order, 'appId' | 'orderId'>,
  paidAt: Date,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'queue-notification',
    text: `insert into notifications (app_id, order_id, created_at, deadline_at, next_attempt_at)
           values ($1, $2, $3, $4, $3)`,
    values: [order.appId, order.orderId, now, plusMs(paidAt, NOTIFY_FOR_MS)],
  });
}

interface ClaimedRow {
  readonly app_id: string;
  readonly notification_id: string;
  readonly order_id: string;
  readonly attempts: number;
  readonly next_attempt_at: Date;
  readonly deadline_at: Date;
  readonly notify_url: string;
  readonly out_trade_no: string;
  readonly paid_at: Date;
  readonly payer_sealed: Buffer | null;
  readonly channel: Channel;
  readonly payer_uid: string;
}

/** Takes due notifications for this worker until `leaseUntil`; a worker that dies frees them by then. */
export async function claimNotifications(
  q: Queryable,
  vault: Vault,
  now: Date,
  leaseUntil: Date,
  limit: number,
): Promise<ClaimedNotification[]> {
  const rows = await q.query<ClaimedRow>({
    name: 'claim-notifications',
    text: `with due as (
             select app_id, notification_id from notifications
              where next_attempt_at <= $1 order by next_attempt_at limit $3 for no key update skip locked),
           claimed as (
             update notifications n set next_attempt_at = $2, attempts = attempts + 1
               from due where n.app_id = due.app_id and n.notification_id = due.notification_id
             returning n.app_id, n.notification_id, n.order_id, n.attempts, n.next_attempt_at, n.deadline_at)
           select claimed.*, o.notify_url, o.out_trade_no, o.paid_at, o.payer_sealed, p.channel, p.payer_uid
             from claimed
             join orders o using (app_id, order_id)
             join payments p on p.app_id = o.app_id and p.payment_no = o.payment_no`,
    values: [now, leaseUntil, limit],
  });
  return rows.map((row) => ({
    appId: row.app_id,
    notificationId: row.notification_id,
    orderId: row.order_id,
    attempt: row.attempts,
    leaseUntil: row.next_attempt_at,
    deadlineAt: row.deadline_at,
    notifyUrl: row.notify_url,
    outTradeNo: row.out_trade_no,
    paidAt: row.paid_at,
    payer: openPayer(vault, row),
    channel: row.channel,
    payerUid: row.payer_uid,
  }));
}

/**
 * Records an attempt together with what follows from it: delivered, due again at `nextAttemptAt`, or
 * exhausted. When the lease was lost, whoever holds it now decides what follows, except that a success
 * is a success whoever hears it.
 */
export async function recordAttempt(
  tx: Transaction,
  claimed: ClaimedNotification,
  attempt: Attempt,
  nextAttemptAt: Date | undefined,
  now: Date,
): Promise<'delivered' | 'pending' | 'exhausted' | 'lease_lost'> {
  const delivered = attempt.outcome === 'acknowledged';
  const status = delivered ? 'delivered' : nextAttemptAt ? 'pending' : 'exhausted';
  const settled = status !== 'pending';
  const rows = await tx.query({
    name: 'settle-notification',
    text: `update notifications set status = $5, next_attempt_at = $6, settled_at = $7
            where app_id = $1 and notification_id = $2 and status = 'pending'
              and ($5 = 'delivered' or attempts = $3 and next_attempt_at = $4)
           returning 1`,
    values: [
      claimed.appId,
      claimed.notificationId,
      claimed.attempt,
      claimed.leaseUntil,
      status,
      settled ? null : (nextAttemptAt ?? null),
      settled ? now : null,
    ],
  });
  if (rows.length === 0) return 'lease_lost';
  await tx.query({
    name: 'insert-notification-attempt',
    text: `insert into notification_attempts
             (app_id, notification_id, attempt, started_at, duration_ms, outcome, http_status, detail)
           values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [
      claimed.appId,
      claimed.notificationId,
      claimed.attempt,
      attempt.startedAt,
      attempt.durationMs,
      attempt.outcome,
      attempt.httpStatus ?? null,
      attempt.detail,
    ],
  });
  return status;
}
