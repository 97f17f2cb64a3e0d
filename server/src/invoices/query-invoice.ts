import type { Core } from '../core.ts';
import type { Order } from '../orders/order.ts';
import { Refusal } from '../refusal.ts';
import { findInvoiceFile } from './file-store.ts';
import type { Invoice, InvoiceFile } from './invoice.ts';
import { findInvoiceByCode, findInvoicesOfOrder } from './invoice-store.ts';
import type { InvoiceFileKind } from './provider.ts';

/** The order's latest invoice, which is its live one if it has one. */
export async function latestInvoice(
  core: Core,
  order: Pick<Order, 'appId' | 'orderId'>,
): Promise<Invoice | undefined> {
  const [latest] = await findInvoicesOfOrder(core.db, core.vault, order.appId, order.orderId);
  return latest;
}

/** The same, for those who know that there is one. @throws Refusal invoice_not_found */
export async function queryInvoice(core: Core, order: Pick<Order, 'appId' | 'orderId'>): Promise<Invoice> {
  const invoice = await latestInvoice(core, order);
  if (!invoice) throw new Refusal('invoice_not_found', {});
  return invoice;
}

/** The document of a printed verification code, as typed by a person; only documents that were issued. */
export async function invoiceByVerifyCode(core: Core, code: string): Promise<Invoice | undefined> {
  const invoice = await findInvoiceByCode(core.db, core.vault, 'verify_code', code.toUpperCase());
  return invoice?.issued && invoice;
}

/** A document's file, and the number that it is known by. */
export type NumberedFile = InvoiceFile & { readonly number: string };

/** A document by the code of its address; one that was taken back is not given out any more. */
export async function invoiceFile(
  core: Core,
  code: string,
  kind: InvoiceFileKind,
): Promise<NumberedFile | undefined> {
  const invoice = await findInvoiceByCode(core.db, core.vault, 'file_code', code);
  return invoice && fileOf(core, invoice, kind);
}

/** The same, of an invoice that is at hand. */
export async function fileOf(
  core: Core,
  invoice: Invoice,
  kind: InvoiceFileKind,
): Promise<NumberedFile | undefined> {
  if (invoice.status !== 'issued' || !invoice.issued) return undefined;
  const file = await findInvoiceFile(core.db, core.vault, invoice, kind);
  return file && { ...file, number: invoice.issued.number };
}
