import { columns, from, pick } from '../db/columns.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { bytes, id, instant, integer, made, optional, text } from '../db/fields.ts';
import { plusMs } from '../lib/clock.ts';
import type { Vault } from '../lib/vault.ts';
import type { Order } from '../orders/order.ts';
import { ORDER } from '../orders/order-row.ts';
import { openPayerUid } from '../payers/payer-uid.ts';
import { endpointOf, PARTNER_SLOTS } from './endpoint.ts';
import { type ClaimedNotification, NOTIFY_FOR_MS } from './notification.ts';

/** An order that was paid just now. */
export interface PaidOrder extends Pick<Order, 'appId' | 'orderId' | 'notifyUrl'> {
  readonly paidAt: Date;
}

/** Queues the news that orders were paid, in the commit that pays them; the first attempts are due now. */
export function queueNotifications(tx: Transaction, orders: readonly PaidOrder[], now: Date): void {
  tx.send({
    name: 'queue-notifications',
    text: `insert into notifications (app_id, order_id, endpoint, created_at, deadline_at, next_attempt_at)
           select app_id, order_id, endpoint, $5, deadline_at, $5
             from unnest($1::text[], $2::bigint[], $3::text[], $4::timestamptz[])
               as paid(app_id, order_id, endpoint, deadline_at)`,
    values: [
      orders.map(({ appId }) => appId),
      orders.map(({ orderId }) => orderId),
      orders.map(({ notifyUrl }) => endpointOf(notifyUrl)),
      orders.map(({ paidAt }) => plusMs(paidAt, NOTIFY_FOR_MS)),
      now,
    ],
  });
}

const PAYER = {
  paymentNo: id('p.payment_no'),
  plain: optional(text('p.payer_uid')),
  sealed: optional(bytes('p.payer_uid_sealed')),
};

const CLAIMED = columns<ClaimedNotification, Vault>()({
  ...from('claimed', {
    appId: text('app_id'),
    notificationId: id('notification_id'),
    orderId: id('order_id'),
    attempt: integer('attempts'),
    leaseUntil: instant('leased_until'),
    deadlineAt: instant('deadline_at'),
    endpoint: text('endpoint'),
  }),
  attemptInRound: integer('claimed.attempts - claimed.schedule_from as attempt_in_round'),
  ...from('o', pick(ORDER.fields, 'notifyUrl', 'outTradeNo', 'payer')),
  paidAt: instant('o.paid_at'),
  channel: text('p.channel'),
  // none after erasure, when an operator resends the notification of an old order
  payerUid: made(PAYER, ({ paymentNo, sealed, plain }, _order, vault: Vault) => {
    const uid = { sealed: sealed ?? null, plain: plain ?? null };
    return openPayerUid(vault, 'payments.payer_uid_sealed', paymentNo, uid) ?? '';
  }),
});

export interface Claim {
  readonly now: Date;
  /** The claims of a crashed worker are free again at this time. */
  readonly leaseUntil: Date;
  readonly limit: number;
  /** How many attempts this process already has under way for each partner. */
  readonly underWay: ReadonlyMap<string, number>;
}

/**
 * Takes due notifications for this worker, partner by partner: the first of every partner before a second of
 * any, and for no partner more than its slots. Of a paused endpoint only one, once its probe is due, and no
 * other until that one is answered.
 */
export async function claimNotifications(
  q: Queryable,
  vault: Vault,
  { now, leaseUntil, limit, underWay }: Claim,
): Promise<ClaimedNotification[]> {
  return CLAIMED.all(q, vault, {
    name: 'claim-notifications',
    text: `with recursive pending as (
             (select app_id, endpoint from notifications where next_attempt_at is not null
               order by app_id, endpoint limit 1)
             union all
             select after.* from pending p cross join lateral (
               select n.app_id, n.endpoint from notifications n
                where n.next_attempt_at is not null and (n.app_id, n.endpoint) > (p.app_id, p.endpoint)
                order by n.app_id, n.endpoint limit 1) after),
           -- twice an even share of what can be taken: more would be locked to be left again
           fair as (select greatest(2 * $3 / greatest(count(*), 1), 4) as share from pending),
           probed as (
             update notification_endpoints set probe_at = $2
              where (app_id, endpoint) in (
                select app_id, endpoint from notification_endpoints e
                 where e.probe_at <= $1 and exists (
                   select 1 from notifications n
                    where n.app_id = e.app_id and n.endpoint = e.endpoint and n.next_attempt_at <= $1)
                   -- of one that is locked an attempt is being recorded: the next claim finds it
                   for no key update of e skip locked)
             returning app_id, endpoint),
           open_to as (
             select p.app_id, p.endpoint,
                    least(greatest($4 - coalesce(u.under_way, 0), 0), (select share from fair)) as room
               from pending p left join unnest($5::text[], $6::int[]) as u(app_id, under_way) using (app_id)
              where not exists (
                select 1 from notification_endpoints e
                 where e.app_id = p.app_id and e.endpoint = p.endpoint and e.probe_at is not null)
             union all
             select app_id, endpoint, 1 from probed),
           due as (
             select o.app_id, o.room, n.notification_id, n.order_id, n.next_attempt_at,
                    row_number() over (partition by o.app_id order by n.next_attempt_at) as turn
               from open_to o cross join lateral (
                 select notification_id, order_id, next_attempt_at from notifications
                  where app_id = o.app_id and endpoint = o.endpoint and next_attempt_at <= $1
                    and (leased_until is null or leased_until <= $1)
                  order by next_attempt_at limit o.room for no key update skip locked) n),
           chosen as (
             select app_id, notification_id, order_id from due where turn <= room order by turn, next_attempt_at limit $3),
           claimed as (
             update notifications n set leased_until = $2, attempts = attempts + 1
               from chosen
              where n.app_id = chosen.app_id and n.notification_id = chosen.notification_id
                and n.order_id = chosen.order_id
             returning n.app_id, n.notification_id, n.order_id, n.endpoint, n.attempts, n.schedule_from,
                       n.leased_until, n.deadline_at)
           select ${CLAIMED.selected}
             from claimed
             -- by numbers that are unique alone: with the app beside them, a plan that was made while the tables were small
             -- reads all orders and payments of the app for each
             join orders o on o.order_id = claimed.order_id
             join payments p on p.payment_no = o.payment_no`,
    values: [now, leaseUntil, limit, PARTNER_SLOTS, [...underWay.keys()], [...underWay.values()]],
  });
}
