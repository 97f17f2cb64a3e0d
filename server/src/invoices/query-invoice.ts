import type { Core } from '../core.ts';
import type { Order } from '../orders/order.ts';
import { Refusal } from '../refusal.ts';
import type { Invoice } from './invoice.ts';
import { findInvoicesOfOrder } from './invoice-store.ts';

/** The order's latest invoice. @throws Refusal invoice_not_found */
export async function queryInvoice(core: Core, order: Pick<Order, 'appId' | 'orderId'>): Promise<Invoice> {
  const [latest] = await findInvoicesOfOrder(core.db, core.vault, order.appId, order.orderId);
  if (!latest) throw new Refusal('invoice_not_found', {});
  return latest;
}
