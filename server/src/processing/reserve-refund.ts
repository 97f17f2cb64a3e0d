import type { Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { refundReserved } from '../ledger/ledger.ts';
import { post } from '../ledger/ledger-store.ts';
import type { PaymentChannel } from '../payments/channel-of.ts';
import type { Payment } from '../payments/payment.ts';
import { reserveRefund } from '../payments/reservation-store.ts';
import { REFUND_REASONS, type Refund, sourceOf } from '../refunds/refund.ts';
import { insertRefund } from '../refunds/refund-store.ts';

/**
 * Reserves the amount on the payment and stores the intent, in one commit, before the channel is
 * called. Undefined when less than that is left: refunds never exceed what was paid, whatever runs at once.
 */
export async function reserveAndInsertRefund(
  core: Core,
  tx: Transaction,
  channel: PaymentChannel,
  payment: Payment,
  wanted: Pick<Refund, 'refundFee' | 'cause' | 'outRefundNo'>,
  dueAt: Date,
): Promise<Refund | undefined> {
  if (!(await reserveRefund(tx, payment, wanted.refundFee))) return undefined;
  const refundId = core.newId();
  const request = channel.adapter.refundRequest(channel.account, {
    refundNo: refundId,
    paymentNo: payment.paymentNo,
    refundFee: wanted.refundFee,
    paidFee: payment.paidFee ?? payment.totalFee,
    reason: REFUND_REASONS[wanted.cause],
    notifyUrl: channel.callbackUrl,
  });
  const { appId, orderId, paymentNo, channel: name } = payment;
  const createdAt = core.clock.now();
  const posting = { appId, subjectNo: refundId, channel: name, amount: wanted.refundFee };
  await post(tx, refundReserved(posting, sourceOf(wanted.cause)), createdAt);
  const intent = { appId, refundId, orderId, paymentNo, channel: name, ...wanted, request, createdAt };
  return insertRefund(tx, intent, dueAt);
}
