import type { Core } from '../core.ts';
import { isId } from '../lib/ids.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { OrderTimeline } from './order-timeline.ts';
import { findOrderVersion } from './order-version-store.ts';

/**
 * A text that changes whenever an order does: a page that shows the order asks for it, and reads the order anew, with an
 * entry in the audit log, when it is another.
 * @throws Refusal order_not_found
 */
export async function orderVersion(
  core: Pick<Core, 'db'>,
  scope: SchoolScope,
  orderId: string,
): Promise<string> {
  const version = isId(orderId) ? await findOrderVersion(core.db, scope, orderId) : undefined;
  if (version === undefined) throw new Refusal('order_not_found', {});
  return version;
}

/** Whether an order goes on by itself, or waits for another operator: a page that shows it will be out of date. */
export function isUnderWay(timeline: OrderTimeline): boolean {
  const { order, payments, refunds, waitingAmounts, notification, invoices } = timeline;
  return (
    order.status === 'pending' ||
    payments.some(({ nextCheckAt }) => nextCheckAt !== undefined) ||
    refunds.some(({ status }) => status === 'processing') ||
    waitingAmounts.size > 0 ||
    notification?.status === 'pending' ||
    invoices.some(({ nextCheckAt }) => nextCheckAt !== undefined)
  );
}
