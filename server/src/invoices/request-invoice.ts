import type { InvoiceRequest } from '@zhixiao/protocol/invoice-fields';
import type { AuditedCore, Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { wakeWorkers } from '../jobs/wake.ts';
import type { Order } from '../orders/order.ts';
import { lockOrder } from '../orders/order-store.ts';
import { lockPayment } from '../payments/payment-store.ts';
import { Refusal } from '../refusal.ts';
import { firstInvoiceDifference, type InvoiceSource } from './invoice.ts';
import { findInvoicesOfOrder, insertInvoice, insertInvoicesOfOrders } from './invoice-store.ts';

/**
 * Requests an invoice for a paid order (2.8). A repeat with the same terms is the same invoice; after one that failed
 * or was reversed it is a new one.
 * @throws Refusal order_not_paid, order_refunded, invoice_terms_differ
 */
export async function requestInvoice(
  core: AuditedCore,
  order: Pick<Order, 'appId' | 'orderId'>,
  source: Exclude<InvoiceSource, 'order' | 'remainder'>,
  terms: InvoiceRequest,
): Promise<void> {
  await core.db.transaction(async (tx) => {
    await insertUnlessThere(core, tx, order, source, terms);
    await core.audit.record(tx);
  });
}

async function insertUnlessThere(
  core: Core,
  tx: Transaction,
  order: Pick<Order, 'appId' | 'orderId'>,
  source: Exclude<InvoiceSource, 'order' | 'remainder'>,
  terms: InvoiceRequest,
): Promise<void> {
  const { appId, orderId, status, paymentNo } = await lockOrder(tx, core.vault, order.appId, order.orderId);
  if (status !== 'paid' || paymentNo === undefined) throw new Refusal('order_not_paid', {});
  const [latest] = await findInvoicesOfOrder(tx, core.vault, appId, orderId);
  if (latest && latest.status !== 'failed' && latest.status !== 'reversed') {
    const field = firstInvoiceDifference(latest.terms, terms);
    if (field !== undefined) throw new Refusal('invoice_terms_differ', { field });
    if (latest.status !== 'reversing') return;
  }
  const payment = await lockPayment(tx, core.vault, { appId, paymentNo });
  if ((payment.paidAmount ?? 0) <= payment.refundedAmount) throw new Refusal('order_refunded', {});
  // one that is being taken back is followed by its remainder
  if (latest?.status === 'reversing') return;
  const invoiceNo = core.newId();
  await insertInvoice(tx, core.vault, { appId, invoiceNo, orderId, source, terms }, core.clock.now());
  wakeWorkers(tx, 'invoice');
}

/** Wants the invoices that came with orders, in the commit that pays them. */
export function requestInvoicesOfOrders(
  core: Core,
  tx: Transaction,
  orders: readonly Pick<Order, 'appId' | 'orderId' | 'wantsInvoice'>[],
): void {
  const wanted = orders
    .filter(({ wantsInvoice }) => wantsInvoice)
    .map(({ appId, orderId }) => ({ appId, orderId, invoiceNo: core.newId() }));
  if (wanted.length === 0) return;
  insertInvoicesOfOrders(tx, wanted, core.clock.now());
  wakeWorkers(tx, 'invoice');
}
