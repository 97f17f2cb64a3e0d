import type { Core } from '../core.ts';
import type { FoundOrder, Order, PageOrder } from '../orders/order.ts';
import { findOrderById } from '../orders/order-store.ts';
import type { Payment } from '../payments/payment.ts';
import { claimQueries } from '../payments/payment-check-store.ts';
import { findPayment } from '../payments/payment-store.ts';
import { Refusal } from '../refusal.ts';
import { type AskedFor, queryPaymentStatus } from './check-payment.ts';

/** An order with the payment that paid it, if one did. */
export interface OrderSnapshot {
  readonly order: Order;
  readonly payment: Payment | undefined;
}

/**
 * An order by the partner's number (2.2). When a payment may have succeeded without a callback, the
 * channel is queried first.
 * @throws Refusal order_not_found
 */
export async function queryOrder(core: Core, appId: string, outTradeNo: string): Promise<FoundOrder> {
  const order = await core.orders.find({ appId, outTradeNo });
  if (!order) throw new Refusal('order_not_found', {});
  return refreshOrder(core, order, 'others');
}

/** The order after a query to the channel about payments that may have succeeded. */
export async function refreshOrder<Known extends FoundOrder>(
  core: Core,
  order: Known,
  askedFor: AskedFor = 'payer',
): Promise<Known | PageOrder> {
  if (!order.hasOpenPayment) return order;
  const payments = await claimQueries(core.db, core.vault, order, core.clock.now());
  if (payments.length === 0) return order;
  await Promise.all(payments.map((payment) => queryPaymentStatus(core, payment, askedFor)));
  return (await findOrderById(core.db, core.vault, order.orderId)) ?? order;
}

/** The order as it is stored, with the payment that paid it. */
export async function snapshotOf(core: Core, order: Order): Promise<OrderSnapshot> {
  const { appId, paymentNo } = order;
  if (paymentNo === undefined) return { order, payment: undefined };
  return { order, payment: await findPayment(core.db, core.vault, { appId, paymentNo }) };
}
