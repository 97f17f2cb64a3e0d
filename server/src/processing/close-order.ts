import type { AuditedCore } from '../core.ts';
import { plusMs, SECOND_MS } from '../lib/clock.ts';
import type { Cancellation, CloseReason, Order } from '../orders/order.ts';
import { lockOrder, markOrderClosed, markOrderClosing } from '../orders/order-store.ts';
import { findOpenPayments } from '../payments/payment-store.ts';
import { closePayment } from './check-payment.ts';

/** A worker takes up an unfinished close after this long: longer than a close and a query take to time out. */
const CLOSE_RETRY_MS = 30 * SECOND_MS;

/**
 * Closes a pending order, channel side first: a code that stays payable would take money for an order
 * its partner believes closed. Answers the order in its new state: closed; paid, when the channel says the
 * money had arrived; or pending with its close reason, when the channel could not say: a worker goes on.
 * @param word the reason of the operator who cancels it
 */
export async function closeOrder(
  core: AuditedCore,
  key: Pick<Order, 'appId' | 'orderId'>,
  reason: CloseReason,
  cancellation?: Cancellation,
): Promise<Order> {
  const order = await core.db.transaction(async (tx) => {
    const locked = await lockOrder(tx, core.vault, key.appId, key.orderId);
    if (locked.status === 'pending') {
      const dueAt = plusMs(core.clock.now(), CLOSE_RETRY_MS);
      markOrderClosing(tx, locked, { reason, cancellation, dueAt });
    }
    await core.audit.record(tx);
    return locked;
  });
  if (order.status !== 'pending') return order;

  const open = await findOpenPayments(core.db, core.vault, key);
  await Promise.all(open.map((payment) => closePayment(core, payment)));

  return core.db.transaction(async (tx) => {
    const locked = await lockOrder(tx, core.vault, key.appId, key.orderId);
    if (locked.status !== 'pending') return locked;
    const stillOpen = await findOpenPayments(tx, core.vault, key);
    if (stillOpen.length > 0) return locked;
    const closedAt = core.clock.now();
    markOrderClosed(tx, locked, closedAt);
    return { ...locked, status: 'closed', closedAt };
  });
}
