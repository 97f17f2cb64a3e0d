import type { Core } from '../core.ts';
import { CHANNEL_SLOTS, type Job } from '../jobs/job.ts';
import { findOrderById } from '../orders/order-store.ts';
import type { Payment } from '../payments/payment.ts';
import { claimDuePayments } from '../payments/payment-check-store.ts';
import { checkPayment } from './check-payment.ts';

/** Asks channels about open payments no callback came for, and closes those their order wants no more. */
export function paymentJob(core: Core): Job<Payment> {
  return {
    slots: CHANNEL_SLOTS,
    claim: (now, leaseUntil, limit) => claimDuePayments(core.db, core.vault, now, leaseUntil, limit),
    handle: async (payment) => {
      const order = await findOrderById(core.db, core.vault, payment.orderId);
      if (!order) throw new Error(`payment ${payment.paymentNo} has no order`);
      await checkPayment(core, payment, order);
    },
  };
}
