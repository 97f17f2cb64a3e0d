import type { Core } from '../core.ts';
import type { Order } from '../orders/order.ts';
import { Refusal } from '../refusal.ts';
import type { Refund } from './refund.ts';
import { findRefundsOfOrder } from './refund-store.ts';

/**
 * The refunds of what an order was paid, or the one with the given number (extension refund_query).
 * @throws Refusal order_not_found, refund_not_found
 */
export async function queryRefunds(
  core: Core,
  appId: string,
  wanted: { outTradeNo: string; outRefundNo: string | undefined; refundId: string | undefined },
): Promise<{ order: Order; refunds: Refund[] }> {
  const order = await core.orders.find({ appId, outTradeNo: wanted.outTradeNo });
  if (!order) throw new Refusal('order_not_found', {});
  const all = await findRefundsOfOrder(core.db, appId, order.orderId);
  const refunds = all.filter(
    (refund) =>
      (wanted.outRefundNo === undefined || refund.outRefundNo === wanted.outRefundNo) &&
      (wanted.refundId === undefined || refund.refundId === wanted.refundId),
  );
  const oneWanted = wanted.outRefundNo !== undefined || wanted.refundId !== undefined;
  if (oneWanted && refunds.length === 0) throw new Refusal('refund_not_found', {});
  return { order, refunds };
}
