import type { Core } from '../core.ts';
import { isUniqueViolation, type Transaction } from '../db/database.ts';
import { plusMs } from '../lib/clock.ts';
import type { Order } from '../orders/order.ts';
import { channelOf } from '../payments/channel-of.ts';
import { refundableAmount } from '../payments/payment.ts';
import { findPayment, lockPayment } from '../payments/payment-store.ts';
import { FIRST_REFUND_CHECK_MS, type Refund } from '../refunds/refund.ts';
import { findRefundByOutNo, findUnnumberedRefund } from '../refunds/refund-store.ts';
import { refuseBeyondDay } from '../refunds/refuse-beyond-day.ts';
import { Refusal } from '../refusal.ts';
import { reserveAndInsertRefund } from './reserve-refund.ts';
import { submitRefund } from './submit-refund.ts';

export interface RefundCommand {
  readonly outTradeNo: string;
  readonly refundAmount: number;
  readonly outRefundNo: string | undefined;
}

/**
 * Refunds part or all of a paid order (2.4). Returns once the channel has accepted.
 * @throws Refusal order_*, refund_exceeds, refund_day_exceeded, refund_terms_differ; refund_declined: the channel did
 * nothing and the amount is free again; refund_unknown: the amount stays reserved, a worker finds out
 */
export async function refundOrder(
  core: Core,
  appId: string,
  command: RefundCommand,
): Promise<{ order: Order; refund: Refund }> {
  const order = await core.orders.find({ appId, outTradeNo: command.outTradeNo });
  if (!order) throw new Refusal('order_not_found', {});
  if (order.status === 'closed')
    throw new Refusal('order_closed', { reason: order.closeReason ?? 'expired' });
  if (order.paymentNo === undefined) throw new Refusal('order_not_paid', {});
  const intended = await intendRefund(core, { appId, paymentNo: order.paymentNo }, order, command);
  if (intended.status === 'failed') throw new Refusal('refund_declined', { message: intended.failure ?? '' });
  if (intended.acceptedAt) return { order, refund: intended };

  const { refund, answer } = await submitRefund(core, intended);
  if (refund.status === 'failed') throw new Refusal('refund_declined', { message: refund.failure ?? '' });
  if (answer.kind !== 'done') throw new Refusal('refund_unknown', {});
  return { order, refund };
}

/** The refund this request stands for: the one a repeat asks for again, or a new one with its amount reserved. */
async function intendRefund(
  core: Core,
  key: { appId: string; paymentNo: string },
  order: Order,
  command: RefundCommand,
): Promise<Refund> {
  const found = await findPayment(core.db, core.vault, key);
  if (!found) throw new Error(`order ${order.orderId} is paid by a payment that does not exist`);
  const channel = await channelOf(core, found);
  const intend = async (tx: Transaction) => {
    const payment = await lockPayment(tx, core.vault, key);
    const earlier =
      command.outRefundNo === undefined
        ? await findUnnumberedRefund(tx, key.appId, order.orderId, command.refundAmount)
        : await findRefundByOutNo(tx, key.appId, command.outRefundNo);
    if (earlier) {
      if (earlier.orderId !== order.orderId)
        throw new Refusal('refund_terms_differ', { field: 'out_trade_no' });
      if (earlier.refundAmount !== command.refundAmount)
        throw new Refusal('refund_terms_differ', { field: 'refund_fee' });
      return earlier;
    }
    const wanted = {
      refundAmount: command.refundAmount,
      cause: 'partner',
      outRefundNo: command.outRefundNo,
    } as const;
    const dueAt = plusMs(core.clock.now(), FIRST_REFUND_CHECK_MS);
    await refuseBeyondDay(core, tx, key.appId, command.refundAmount);
    const refund = await reserveAndInsertRefund(core, tx, channel, payment, wanted, dueAt);
    if (!refund) throw new Refusal('refund_exceeds', { refundableAmount: refundableAmount(payment) });
    return refund;
  };
  try {
    return await core.db.transaction(intend);
  } catch (error) {
    // the same out_refund_no on another order won the race: now it is there to compare with
    if (!isUniqueViolation(error, 'refunds_out_refund_no')) throw error;
    return core.db.transaction(intend);
  }
}
