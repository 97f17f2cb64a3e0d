import type { AuditedCore } from '../core.ts';
import { resendNotification } from '../notifications/resend-notifications.ts';
import type { Order } from '../orders/order.ts';
import { orderInScope } from '../orders/order-in-scope.ts';
import { findOpenPayments } from '../payments/payment-store.ts';
import { findUnsettledRefunds } from '../refunds/refund-store.ts';
import type { AppScope, SchoolScope } from '../schools/scope.ts';
import { cancelOrder } from './cancel-order.ts';
import { queryPaymentStatus } from './check-payment.ts';
import { checkRefund } from './submit-refund.ts';

/**
 * Asks the channels now about every payment and refund of an order that is still open, and books what
 * they say. `unknown`: at least one of them could not say; a worker goes on asking.
 * @throws Refusal order_not_found
 */
export async function askChannels(
  core: AuditedCore,
  scope: SchoolScope,
  orderId: string,
): Promise<{ asked: number; unknown: number }> {
  const { appId } = await orderInScope(core, scope, orderId);
  const payments = await findOpenPayments(core.db, core.vault, { appId, orderId });
  const refunds = await findUnsettledRefunds(core.db, appId, orderId);
  // asked for in a commit of its own: each answer is booked in another
  await core.db.transaction((tx) => core.audit.record(tx));
  const answers = await Promise.all([
    ...payments.map((payment) => queryPaymentStatus(core, payment, 'others')),
    ...refunds.map((refund) => checkRefund(core, refund)),
  ]);
  return { asked: answers.length, unknown: answers.filter((answer) => answer === 'unknown').length };
}

/**
 * Cancels a pending order on an operator's word, channel side first.
 * @throws Refusal order_not_found, order_paid, order_closing
 */
export async function cancelInScope(
  core: AuditedCore,
  scope: SchoolScope,
  operator: string,
  { orderId, reason }: { readonly orderId: string; readonly reason: string },
): Promise<Order> {
  const { appId, outTradeNo } = await orderInScope(core, scope, orderId);
  return cancelOrder(core, appId, outTradeNo, { by: operator, note: reason.trim() });
}

/**
 * Resends the order's notification, at once and then by the whole schedule. False when there is none, or it is
 * being sent now.
 * @throws Refusal order_not_found
 */
export async function resendInScope(
  core: AuditedCore,
  scope: AppScope,
  operator: string,
  orderId: string,
): Promise<boolean> {
  const { appId } = await orderInScope(core, scope, orderId);
  return resendNotification(core, { appId, orderId }, operator);
}
