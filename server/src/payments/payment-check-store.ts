import type { Queryable, Transaction } from '../db/database.ts';
import { claimDue } from '../jobs/claim-due.ts';
import { plusMs } from '../lib/clock.ts';
import type { Vault } from '../lib/vault.ts';
import { PAGE_CALL_GAP_MS, type Payment } from './payment.ts';
import { IS_OPEN, PAYMENT } from './payment-row.ts';
import type { PaymentKey } from './payment-store.ts';

/** Has a worker look at these payments now, if they are open. */
export function expediteOpenPayments(tx: Transaction, keys: readonly PaymentKey[], now: Date): void {
  tx.send({
    name: 'expedite-open-payments',
    text: `update payments p set due_at = $3 from unnest($1::text[], $2::bigint[]) as other(app_id, payment_no)
            where p.app_id = other.app_id and p.payment_no = other.payment_no and ${IS_OPEN}`,
    values: [keys.map(({ appId }) => appId), keys.map(({ paymentNo }) => paymentNo), now],
  });
}

/**
 * When a worker asks the channel again; counts the query just made, and notes whether it was left unanswered. Undefined: that
 * stays as it was.
 */
export async function rescheduleCheck(
  q: Queryable,
  key: PaymentKey,
  dueAt: Date,
  inDoubt: boolean | undefined,
): Promise<void> {
  await q.query({
    name: 'reschedule-check',
    text: `update payments set due_at = $3, checks = checks + 1, in_doubt = coalesce($4, in_doubt)
            where app_id = $1 and payment_no = $2 and ${IS_OPEN}`,
    values: [key.appId, key.paymentNo, dueAt, inDoubt ?? null],
  });
}

/** Takes due payments for this worker until `leaseUntil`. */
export async function claimDuePayments(
  q: Queryable,
  vault: Vault,
  now: Date,
  leaseUntil: Date,
  limit: number,
): Promise<Payment[]> {
  const rows = await claimDue(q, now, leaseUntil, limit, {
    name: 'claim-due-payments',
    table: 'payments',
    key: 'app_id, payment_no',
    returning: PAYMENT.selected,
  });
  return PAYMENT.fromRows(rows, vault);
}

/**
 * Takes the right to query the channels about an order's open payments, or about those `among` them, unless some payment
 * of the order was queried just now: many callers, few queries.
 */
export async function claimQueries(
  q: Queryable,
  vault: Vault,
  { appId, orderId }: { readonly appId: string; readonly orderId: string },
  now: Date,
  among?: readonly PaymentKey[],
): Promise<Payment[]> {
  return PAYMENT.all(q, vault, {
    name: 'claim-queries',
    // locked rows are skipped: whoever holds one is asking or booking already; asked in the future, by more than two
    // callers' clocks can be apart, means that the clock was wrong then
    text: `update payments set asked_at = $3
            where (app_id, payment_no) in (
              select app_id, payment_no from payments
               where app_id = $1 and order_id = $2 and ${IS_OPEN} and (asked_at is null or asked_at <= $4 or asked_at > $5)
                 and ($6::bigint[] is null or payment_no = any ($6::bigint[]))
                 and not exists (select from payments asked where asked.app_id = $1 and asked.order_id = $2
                                    and asked.asked_at > $4 and asked.asked_at <= $5)
                 for no key update skip locked)
           returning ${PAYMENT.selected}`,
    values: [
      appId,
      orderId,
      now,
      plusMs(now, -PAGE_CALL_GAP_MS),
      plusMs(now, PAGE_CALL_GAP_MS),
      among?.map(({ paymentNo }) => paymentNo) ?? null,
    ],
  });
}
