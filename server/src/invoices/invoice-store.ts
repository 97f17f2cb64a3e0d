import type { InvoiceRequest } from '@zhixiao/protocol/invoice-fields';
import type { Queryable, Transaction } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';
import { invoiceTermsContext } from '../orders/order-row.ts';
import { type Invoice, type InvoiceSource, newDocumentCode, type SentInvoice } from './invoice.ts';
import { filesContext, INVOICE, requestBodyContext } from './invoice-row.ts';
import type { IssuedInvoice } from './provider.ts';

export interface InvoiceKey {
  readonly appId: string;
  readonly invoiceNo: string;
}

/** What is known of an invoice that somebody wants. */
export interface NewInvoice {
  readonly appId: string;
  readonly invoiceNo: string;
  readonly orderId: string;
  readonly source: InvoiceSource;
  readonly terms: InvoiceRequest;
}

/** Stores a requested invoice, due at once; false when the order has a live invoice already. */
export async function insertInvoice(
  q: Queryable,
  vault: Vault,
  { appId, invoiceNo, orderId, source, terms }: NewInvoice,
  now: Date,
): Promise<boolean> {
  const rows = await q.query({
    name: 'insert-invoice',
    text: `insert into invoices (app_id, invoice_no, order_id, source, terms_sealed, verify_code, file_code, created_at, due_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
           on conflict (app_id, order_id) where status not in ('failed', 'reversed') do nothing returning 1`,
    values: [
      appId,
      invoiceNo,
      orderId,
      source,
      vault.seal(invoiceTermsContext(orderId), terms),
      newDocumentCode(),
      newDocumentCode(),
      now,
    ],
  });
  return rows.length === 1;
}

/** Stores the invoices that orders asked for (2.1), in the commit that pays them. */
export function insertInvoicesOfOrders(
  tx: Transaction,
  wanted: readonly { readonly appId: string; readonly orderId: string; readonly invoiceNo: string }[],
  now: Date,
): void {
  tx.send({
    name: 'insert-invoices-of-orders',
    text: `insert into invoices (app_id, invoice_no, order_id, source, terms_sealed, verify_code, file_code, created_at, due_at)
           select app_id, invoice_no, order_id, 'order', invoice_sealed, verify_code, file_code, $6, $6
             from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[])
               as wanted(app_id, order_id, invoice_no, verify_code, file_code)
             join orders using (app_id, order_id)
            where invoice_sealed is not null`,
    values: [
      wanted.map(({ appId }) => appId),
      wanted.map(({ orderId }) => orderId),
      wanted.map(({ invoiceNo }) => invoiceNo),
      wanted.map(newDocumentCode),
      wanted.map(newDocumentCode),
      now,
    ],
  });
}

/** The order's invoices, the latest first; at most one of them is live. */
export async function findInvoicesOfOrder(
  q: Queryable,
  vault: Vault,
  appId: string,
  orderId: string,
): Promise<Invoice[]> {
  return INVOICE.all(q, vault, {
    name: 'find-invoices-of-order',
    text: `select ${INVOICE.selected} from invoices where app_id = $1 and order_id = $2 order by invoice_no desc`,
    values: [appId, orderId],
  });
}

export async function findInvoice(q: Queryable, vault: Vault, key: InvoiceKey): Promise<Invoice | undefined> {
  return INVOICE.one(q, vault, {
    name: 'find-invoice',
    text: `select ${INVOICE.selected} from invoices where app_id = $1 and invoice_no = $2`,
    values: [key.appId, key.invoiceNo],
  });
}

/** By the code in the address of its page, or of its files. */
export async function findInvoiceByCode(
  q: Queryable,
  vault: Vault,
  column: 'verify_code' | 'file_code',
  code: string,
): Promise<Invoice | undefined> {
  return INVOICE.one(q, vault, {
    name: `find-invoice-by-${column}`,
    text: `select ${INVOICE.selected} from invoices where ${column} = $1`,
    values: [code],
  });
}

/** Locks the invoice; lock its payment first when both are needed. */
export async function lockInvoice(tx: Transaction, vault: Vault, key: InvoiceKey): Promise<Invoice> {
  const found = await INVOICE.one(tx, vault, {
    name: 'lock-invoice',
    text: `select ${INVOICE.selected} from invoices where app_id = $1 and invoice_no = $2 for no key update`,
    values: [key.appId, key.invoiceNo],
  });
  if (!found) throw new Error(`invoice ${key.invoiceNo} of app ${key.appId} does not exist`);
  return found;
}

/** The exact bytes are about to be sent: from here on the provider may have it. */
export async function markInvoiceSent(
  tx: Transaction,
  vault: Vault,
  key: InvoiceKey,
  { provider, accountId, amount, requestBody }: SentInvoice,
): Promise<void> {
  await tx.query({
    name: 'mark-invoice-sent',
    text: `update invoices set status = 'issuing', provider = $3, invoice_account_id = $4, amount = $5, request_body_sealed = $6
            where app_id = $1 and invoice_no = $2`,
    values: [
      key.appId,
      key.invoiceNo,
      provider,
      accountId ?? null,
      amount,
      vault.seal(requestBodyContext(key.invoiceNo), requestBody),
    ],
  });
}

export async function markInvoiceIssued(
  tx: Transaction,
  vault: Vault,
  key: InvoiceKey,
  { providerRef, number, code, issuedAt, files }: IssuedInvoice,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'mark-invoice-issued',
    text: `update invoices set status = 'issued', provider_ref = $3, number = $4, code = $5, issued_at = $6, files_sealed = $7,
                               failure = null, due_at = $8, checks = 0
            where app_id = $1 and invoice_no = $2`,
    values: [
      key.appId,
      key.invoiceNo,
      providerRef,
      number,
      code ?? null,
      issuedAt,
      vault.seal(filesContext(key.invoiceNo), files),
      now,
    ],
  });
}

export async function markInvoiceFailed(
  q: Queryable,
  key: InvoiceKey,
  failure: string,
  now: Date,
): Promise<void> {
  await q.query({
    name: 'mark-invoice-failed',
    text: `update invoices set status = 'failed', failure = $3, failed_at = $4, due_at = null
            where app_id = $1 and invoice_no = $2`,
    values: [key.appId, key.invoiceNo, failure, now],
  });
}

export async function markInvoiceBlocked(q: Queryable, key: InvoiceKey, reason: string): Promise<void> {
  await q.query({
    name: 'mark-invoice-blocked',
    text: `update invoices set status = 'blocked_auth', failure = $3
            where app_id = $1 and invoice_no = $2 and status = 'issuing'`,
    values: [key.appId, key.invoiceNo, reason],
  });
}

/** Its files are kept; nothing more is to be done. */
export async function markInvoiceArchived(q: Queryable, key: InvoiceKey, now: Date): Promise<void> {
  await q.query({
    name: 'mark-invoice-archived',
    text: `update invoices set archived_at = $3, due_at = null
            where app_id = $1 and invoice_no = $2 and status = 'issued'`,
    values: [key.appId, key.invoiceNo, now],
  });
}
