import { from, type Of, pick, projection } from '../db/columns.ts';
import type { Transaction } from '../db/database.ts';
import { fen, flag, id, instant, text } from '../db/fields.ts';
import type { Vault } from '../lib/vault.ts';
import { ORDER } from '../orders/order-row.ts';
import type { Disposition } from './payment.ts';
import { IS_OPEN, PAYMENT } from './payment-row.ts';

/** A payment as its channel names it, with the merchant account that speaks of it. */
export interface PaymentOfAccount {
  readonly paymentNo: string;
  readonly channelAccountId: string;
}

const LOCKED_ORDER = projection()({
  paymentNo: id('p.payment_no'),
  channelAccountId: text('p.channel_account_id'),
  ...from('o', pick(ORDER.fields, 'appId', 'orderId', 'status', 'notifyUrl')),
  wantsInvoice: flag('o.invoice_sealed is not null as wants_invoice'),
});

/** What of a locked order decides what money for it is, and what follows. */
export type LockedOrder = Of<typeof LOCKED_ORDER>;

/**
 * Locks the orders of these payments for the rest of the transaction, by their numbers upwards. A payment that was made
 * with another account than the one that speaks of it, or that does not exist, is left out, and its order is not locked.
 */
export async function lockOrdersOfPayments(
  tx: Transaction,
  payments: readonly PaymentOfAccount[],
): Promise<LockedOrder[]> {
  return LOCKED_ORDER.all(tx, {
    name: 'lock-orders-of-payments',
    // the number of a payment, its order and its account never change
    text: `select ${LOCKED_ORDER.selected}
             from unnest($1::bigint[], $2::text[]) as proofs(payment_no, channel_account_id)
             join payments p using (payment_no, channel_account_id)
             join orders o using (app_id, order_id)
            order by o.order_id for no key update of o`,
    values: [
      payments.map(({ paymentNo }) => paymentNo),
      payments.map(({ channelAccountId }) => channelAccountId),
    ],
  });
}

const LOCKED_PAYMENT = projection()({
  ...pick(PAYMENT.fields, 'appId', 'paymentNo', 'orderId', 'channel', 'totalAmount', 'status'),
  ...pick(PAYMENT.fields, 'transactionId', 'paidAmount'),
});

/** What of a locked payment decides what money of it is. */
export type LockedPayment = Of<typeof LOCKED_PAYMENT>;

/**
 * Locks the payments that these proofs are about and the open ones of the same orders, by their numbers upwards; after
 * the orders, which it does not lock.
 */
export async function lockPaymentsOfOrders(
  tx: Transaction,
  payments: readonly PaymentOfAccount[],
): Promise<LockedPayment[]> {
  return LOCKED_PAYMENT.all(tx, {
    name: 'lock-payments-of-orders',
    text: `select ${LOCKED_PAYMENT.selected}
             from (select distinct p.app_id, p.order_id
                     from unnest($1::bigint[], $2::text[]) as proofs(payment_no, channel_account_id)
                     join payments p using (payment_no, channel_account_id)) as locked
             join payments using (app_id, order_id)
            where payment_no = any ($1::bigint[]) or ${IS_OPEN}
            order by payment_no for no key update of payments`,
    values: [
      payments.map(({ paymentNo }) => paymentNo),
      payments.map(({ channelAccountId }) => channelAccountId),
    ],
  });
}

const SUCCEEDED = projection<Vault>()({
  ...pick(PAYMENT.fields, 'appId', 'paymentNo', 'payerUid'),
  transactionId: text('transaction_id'),
  paidAmount: fen('paid_amount'),
  paidAt: instant('paid_at'),
  disposition: text<Disposition>('disposition'),
  evidenceAccountId: text('evidence_account_id'),
});

/**
 * A payment whose money arrived. `evidenceAccountId` is the merchant account whose word it is: the payment's own, or the
 * database refuses.
 */
export type SucceededPayment = Of<typeof SUCCEEDED>;

/** Books payments as succeeded. */
export function markPaymentsSucceeded(
  tx: Transaction,
  vault: Vault,
  payments: readonly SucceededPayment[],
): void {
  tx.send({
    name: 'mark-payments-succeeded',
    text: `update payments p
              set status = 'succeeded', due_at = null, ${SUCCEEDED_COLUMNS.map((name) => `${name} = paid.${name}`).join(', ')}
             from unnest(${SUCCEEDED.arrays()}) as paid(${SUCCEEDED.written})
            where p.app_id = paid.app_id and p.payment_no = paid.payment_no`,
    values: SUCCEEDED.arraysOf(payments, vault),
  });
}

const KEY = ['app_id', 'payment_no'];
const SUCCEEDED_COLUMNS = SUCCEEDED.written.split(', ').filter((name) => !KEY.includes(name));
