import type { Transaction } from '../db/database.ts';
import type { PaymentKey } from './payment-store.ts';

/** Reserves `fee` of a payment for a refund; false when less than that is left. */
export async function reserveRefund(tx: Transaction, key: PaymentKey, fee: number): Promise<boolean> {
  const rows = await tx.query({
    name: 'reserve-refund',
    text: `update payments set refunding_fee = refunding_fee + $3
            where app_id = $1 and payment_no = $2 and status = 'succeeded'
              and refunding_fee + refunded_fee + $3 <= paid_fee
           returning 1`,
    values: [key.appId, key.paymentNo, fee],
  });
  return rows.length === 1;
}

/** Turns a reservation into a refund that went through, or frees it. */
export async function settleReservation(
  tx: Transaction,
  key: PaymentKey,
  fee: number,
  succeeded: boolean,
): Promise<void> {
  await tx.query({
    name: 'settle-reservation',
    text: `update payments set refunding_fee = refunding_fee - $3, refunded_fee = refunded_fee + $4
            where app_id = $1 and payment_no = $2`,
    values: [key.appId, key.paymentNo, fee, succeeded ? fee : 0],
  });
}
