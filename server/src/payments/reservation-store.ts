import type { Transaction } from '../db/database.ts';
import type { PaymentKey } from './payment-store.ts';

/** Reserves `amount` of a payment for a refund; false when less than that is left. */
export async function reserveRefund(tx: Transaction, key: PaymentKey, amount: number): Promise<boolean> {
  const rows = await tx.query({
    name: 'reserve-refund',
    // only one that succeeded has a paid amount; an index of those that succeeded looks small until it is analyzed
    text: `update payments set refunding_amount = refunding_amount + $3
            where app_id = $1 and payment_no = $2
              and refunding_amount + refunded_amount + $3 <= paid_amount
           returning 1`,
    values: [key.appId, key.paymentNo, amount],
  });
  return rows.length === 1;
}

/** Turns a reservation into a refund that went through, or frees it. */
export function settleReservation(
  tx: Transaction,
  key: PaymentKey,
  amount: number,
  succeeded: boolean,
): void {
  tx.send({
    name: 'settle-reservation',
    text: `update payments set refunding_amount = refunding_amount - $3, refunded_amount = refunded_amount + $4
            where app_id = $1 and payment_no = $2`,
    values: [key.appId, key.paymentNo, amount, succeeded ? amount : 0],
  });
}
