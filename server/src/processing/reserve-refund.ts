import type { Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { refundReserved } from '../ledger/ledger.ts';
import { post } from '../ledger/ledger-store.ts';
import type { MerchantChannel } from '../payments/merchant-channel.ts';
import type { Payment } from '../payments/payment.ts';
import { reserveRefund } from '../payments/reservation-store.ts';
import { REFUND_REASONS, type Refund, sourceOf } from '../refunds/refund.ts';
import { insertRefund } from '../refunds/refund-store.ts';

/** What of a payment its refund is made of. */
export type RefundablePayment = Pick<
  Payment,
  'appId' | 'paymentNo' | 'orderId' | 'channel' | 'totalAmount' | 'paidAmount'
>;

/**
 * Reserves the amount on the payment and stores the intent, in one commit, before the channel is
 * called. Undefined when less than that is left: refunds never exceed what was paid, whatever runs at once.
 */
export async function reserveAndInsertRefund(
  core: Core,
  tx: Transaction,
  channel: MerchantChannel,
  payment: RefundablePayment,
  wanted: Pick<Refund, 'refundAmount' | 'cause' | 'outRefundNo'>,
  dueAt: Date,
): Promise<Refund | undefined> {
  if (!(await reserveRefund(tx, payment, wanted.refundAmount))) return undefined;
  const refundId = core.newId();
  const requestBody = channel.adapter.refundRequestBody(channel.account, {
    refundNo: refundId,
    paymentNo: payment.paymentNo,
    refundAmount: wanted.refundAmount,
    paidAmount: payment.paidAmount ?? payment.totalAmount,
    reason: REFUND_REASONS[wanted.cause],
    callbackUrl: channel.callbackUrl,
  });
  const { appId, orderId, paymentNo, channel: name } = payment;
  const createdAt = core.clock.now();
  const posting = { appId, subjectNo: refundId, channel: name, amount: wanted.refundAmount };
  post(tx, [refundReserved(posting, sourceOf(wanted.cause))], createdAt);
  const intent = { appId, refundId, orderId, paymentNo, channel: name, ...wanted, requestBody, createdAt };
  return insertRefund(tx, intent, dueAt);
}
