import type { InvoiceRequest } from '@zhixiao/protocol/invoice-fields';
import type { AuditedCore, Core } from '../core.ts';
import { wakeWorkers } from '../jobs/wake.ts';
import type { Payer } from '../orders/order.ts';
import { orderInScope } from '../orders/order-in-scope.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { promiseDeliveries } from './deliver/deliver-invoice.ts';
import { resumeInvoice } from './invoice-queue-store.ts';
import { INVOICE_FILE_KINDS } from './provider.ts';
import { fileOf, type NumberedFile, queryInvoice } from './query-invoice.ts';
import { requestInvoice } from './request-invoice.ts';
import { reverseInvoice } from './reverse-invoice.ts';

/**
 * The document of the order's issued invoice.
 * @throws Refusal order_not_found, invoice_not_found, invoice_not_issued
 */
export async function documentInScope(
  core: Core,
  scope: SchoolScope,
  orderId: string,
): Promise<NumberedFile> {
  const latest = await queryInvoice(core, await orderInScope(core, scope, orderId));
  for (const kind of INVOICE_FILE_KINDS) {
    const file = await fileOf(core, latest, kind);
    if (file) return file;
  }
  throw new Refusal('invoice_not_issued', {});
}

/**
 * Wants an invoice on an operator's word.
 * @param termsOf makes its terms of whom the order is for
 * @throws Refusal order_not_found, order_not_paid, order_refunded, invoice_terms_differ
 */
export async function applicationInScope(
  core: AuditedCore,
  scope: SchoolScope,
  orderId: string,
  termsOf: (payer: Payer) => InvoiceRequest,
): Promise<void> {
  const order = await orderInScope(core, scope, orderId);
  await requestInvoice(core, order, 'operator', termsOf(order.payer));
}

/**
 * Goes on with the order's latest invoice now: one that failed is wanted anew, under a new number and on the same
 * terms; one that waits is looked at at once.
 * @throws Refusal order_not_found, invoice_not_found, order_refunded
 */
export async function retryInScope(core: AuditedCore, scope: SchoolScope, orderId: string): Promise<void> {
  const order = await orderInScope(core, scope, orderId);
  const latest = await queryInvoice(core, order);
  if (latest.status === 'failed') return requestInvoice(core, order, 'operator', latest.terms);
  await core.db.transaction(async (tx) => {
    await resumeInvoice(tx, latest, core.clock.now());
    wakeWorkers(tx, 'invoice');
    await core.audit.record(tx);
  });
}

/**
 * Takes the order's issued invoice back for good.
 * @throws Refusal order_not_found, invoice_not_issued
 */
export async function reverseInScope(
  core: AuditedCore,
  scope: SchoolScope,
  operator: string,
  { orderId, reason }: { readonly orderId: string; readonly reason: string },
): Promise<void> {
  const order = await orderInScope(core, scope, orderId);
  await reverseInvoice(core, order, { by: operator, reason: reason.trim() });
}

/**
 * Sends the order's issued invoice to its buyer once more.
 * @throws Refusal order_not_found, invoice_not_found, invoice_not_issued
 */
export async function deliverInScope(
  core: AuditedCore,
  scope: SchoolScope,
  operator: string,
  orderId: string,
): Promise<void> {
  const latest = await queryInvoice(core, await orderInScope(core, scope, orderId));
  if (latest.status !== 'issued' || !latest.archivedAt) throw new Refusal('invoice_not_issued', {});
  await core.db.transaction(async (tx) => {
    await promiseDeliveries(core, tx, latest, operator);
    wakeWorkers(tx, 'invoice-delivery');
    await core.audit.record(tx);
  });
}
