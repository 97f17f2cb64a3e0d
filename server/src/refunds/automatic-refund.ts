import type { Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import type { PaymentChannel } from '../payments/channel-of.ts';
import type { Payment } from '../payments/payment.ts';
import { reserveAndInsertRefund } from './reserve-refund.ts';

/** Queues the refund of money nobody asked for, in the commit that books it; a worker sends it at once. */
export async function queueAutomaticRefund(
  core: Core,
  tx: Transaction,
  channel: PaymentChannel,
  payment: Payment & { readonly paidFee: number },
  cause: 'late' | 'duplicate',
): Promise<void> {
  const wanted = { refundFee: payment.paidFee, cause, outRefundNo: undefined };
  const refund = await reserveAndInsertRefund(core, tx, channel, payment, wanted, core.clock.now());
  if (!refund) throw new Error(`payment ${payment.paymentNo} has no ${cause} money left to refund`);
}
