import type { Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import type { MerchantChannel } from '../payments/merchant-channel.ts';
import type { AutomaticCause } from '../refunds/refund.ts';
import { type RefundablePayment, reserveAndInsertRefund } from './reserve-refund.ts';

/** Queues the full refund of unwanted money, in the caller's commit; a worker sends it at `dueAt`. */
export async function queueAutomaticRefund(
  core: Core,
  tx: Transaction,
  channel: MerchantChannel,
  payment: RefundablePayment,
  cause: AutomaticCause,
  dueAt: Date,
): Promise<void> {
  const wanted = { refundAmount: payment.paidAmount ?? payment.totalAmount, cause, outRefundNo: undefined };
  const refund = await reserveAndInsertRefund(core, tx, channel, payment, wanted, dueAt);
  if (!refund) throw new Error(`payment ${payment.paymentNo} has no ${cause} money left to refund`);
}
