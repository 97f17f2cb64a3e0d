import type { PaidEvidence } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { requestInvoiceOfOrder } from '../invoices/request-invoice.ts';
import { wakeWorkers } from '../jobs/wake.ts';
import { moneyReceived } from '../ledger/ledger.ts';
import { post } from '../ledger/ledger-store.ts';
import { queueNotification } from '../notifications/notification-store.ts';
import type { Order } from '../orders/order.ts';
import { lockOrder, markOrderPaid } from '../orders/order-store.ts';
import { type MerchantChannel, requireOwnEvidence } from '../payments/channel-of.ts';
import type { Disposition, Payment } from '../payments/payment.ts';
import { expediteOpenPayments } from '../payments/payment-check-store.ts';
import { lockPayment, markPaymentSucceeded, type PaymentKey } from '../payments/payment-store.ts';
import { queueAutomaticRefund } from './automatic-refund.ts';

/**
 * Books proof that money arrived, once, whatever brings it and however often. Before: the evidence was
 * verified, and `channel` is the account that gave it, the payment's own. After the commit: the payment is succeeded; the order is paid by it, its partner's
 * notification is queued and its other payments are about to be closed; or, when the order wants the
 * money no more, its refund is queued; or, when the amount is wrong, it is held for a person.
 */
export async function bookPayment(
  core: Core,
  tx: Transaction,
  channel: MerchantChannel,
  key: PaymentKey & Pick<Payment, 'orderId'>,
  evidence: PaidEvidence,
): Promise<void> {
  const order = await lockOrder(tx, core.vault, key.appId, key.orderId);
  const payment = await lockPayment(tx, core.vault, key);
  requireOwnEvidence(channel, payment);
  if (payment.status === 'succeeded') {
    if (payment.transactionId !== evidence.transactionId || payment.paidAmount !== evidence.paidAmount) {
      core.log.error(
        { paymentNo: key.paymentNo, alert: 'conflicting_evidence' },
        'evidence differs from what is booked',
      );
    }
    return;
  }

  const disposition = dispose(order, payment, evidence);
  await markPaymentSucceeded(tx, core.vault, key, evidence, channel.account.channelAccountId, disposition);
  const { appId, paymentNo: subjectNo, channel: name } = payment;
  const received = { appId, subjectNo, channel: name, amount: evidence.paidAmount };
  await post(tx, moneyReceived(received, disposition === 'order'), core.clock.now());
  switch (disposition) {
    case 'order':
      await markOrderPaid(tx, order, { paymentNo: payment.paymentNo, paidAt: evidence.paidAt });
      await expediteOpenPayments(tx, order.appId, order.orderId, core.clock.now());
      await queueNotification(tx, order, evidence.paidAt, core.clock.now());
      await requestInvoiceOfOrder(core, tx, order);
      break;
    case 'late':
    case 'duplicate':
      await queueAutomaticRefund(
        core,
        tx,
        channel,
        { ...payment, paidAmount: evidence.paidAmount },
        disposition,
        core.clock.now(),
      );
      break;
    case 'wrong_amount':
      break;
  }
  if (disposition !== 'order') {
    core.log.warn(
      { paymentNo: key.paymentNo, orderId: order.orderId, disposition, alert: 'unwanted_money' },
      'unwanted money booked',
    );
  }
  wakeWorkers(tx);
}

function dispose(order: Order, payment: Payment, evidence: PaidEvidence): Disposition {
  if (evidence.paidAmount !== payment.totalAmount) return 'wrong_amount';
  switch (order.status) {
    case 'pending':
      return 'order';
    case 'paid':
      return 'duplicate';
    case 'closed':
      return 'late';
  }
}
