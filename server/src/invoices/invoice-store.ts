import type { InvoiceRequest } from '@zhixiao/protocol/invoice-fields';
import type { Queryable, Transaction } from '../db/database.ts';
import { plusMs } from '../lib/clock.ts';
import type { Vault } from '../lib/vault.ts';
import { invoiceTermsPlace } from '../orders/order-store.ts';
import { LEASE_MS } from '../worker/job.ts';
import {
  type Invoice,
  type InvoiceSource,
  type InvoiceStatus,
  newDocumentCode,
  type SentInvoice,
} from './invoice.ts';
import type { InvoiceProviderName, IssuedInvoice } from './provider.ts';

export interface InvoiceKey {
  readonly appId: string;
  readonly invoiceNo: string;
}

interface InvoiceRow {
  readonly app_id: string;
  readonly invoice_no: string;
  readonly order_id: string;
  readonly source: InvoiceSource;
  readonly status: InvoiceStatus;
  readonly terms_sealed: Buffer;
  readonly verify_code: string;
  readonly file_code: string;
  readonly created_at: Date;
  readonly provider: InvoiceProviderName | null;
  readonly invoice_account_id: string | null;
  readonly amount: string | null;
  readonly request_sealed: Buffer | null;
  readonly provider_ref: string | null;
  readonly number: string | null;
  readonly code: string | null;
  readonly issued_at: Date | null;
  readonly files_sealed: Buffer | null;
  readonly archived_at: Date | null;
  readonly failure: string | null;
  readonly reissues: boolean;
  readonly reversal_no: string | null;
  readonly reversal_sealed: Buffer | null;
  readonly reversal_number: string | null;
  readonly due_at: Date | null;
  readonly checks: number;
}

const COLUMNS = `app_id, invoice_no, order_id, source, status, terms_sealed, verify_code, file_code, created_at, provider,
  invoice_account_id, amount, request_sealed, provider_ref, number, code, issued_at, files_sealed, archived_at, failure,
  reissues, reversal_no, reversal_sealed, reversal_number, due_at, checks`;

const requestPlace = (invoiceNo: string) => `invoices.request_sealed|${invoiceNo}`;
const filesPlace = (invoiceNo: string) => `invoices.files_sealed|${invoiceNo}`;
const reversalPlace = (invoiceNo: string) => `invoices.reversal_sealed|${invoiceNo}`;

/** What is known of an invoice that somebody wants. */
export interface NewInvoice {
  readonly appId: string;
  readonly invoiceNo: string;
  readonly orderId: string;
  readonly source: InvoiceSource;
  readonly terms: InvoiceRequest;
}

/** Stores the wish, due at once; false when the order has a live invoice already. */
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
      vault.seal(invoiceTermsPlace(orderId), terms),
      newDocumentCode(),
      newDocumentCode(),
      now,
    ],
  });
  return rows.length === 1;
}

/** Stores the wish that came with the order (2.1), in the commit that pays it. */
export async function insertInvoiceOfOrder(
  tx: Transaction,
  order: { readonly appId: string; readonly orderId: string },
  invoiceNo: string,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'insert-invoice-of-order',
    text: `insert into invoices (app_id, invoice_no, order_id, source, terms_sealed, verify_code, file_code, created_at, due_at)
           select app_id, $3, order_id, 'order', invoice_sealed, $4, $5, $6, $6 from orders
            where app_id = $1 and order_id = $2 and invoice_sealed is not null`,
    values: [order.appId, order.orderId, invoiceNo, newDocumentCode(), newDocumentCode(), now],
  });
}

/** The order's invoices, the latest first; at most one of them is live. */
export async function findInvoicesOfOrder(
  q: Queryable,
  vault: Vault,
  appId: string,
  orderId: string,
): Promise<Invoice[]> {
  const rows = await q.query<InvoiceRow>({
    name: 'find-invoices-of-order',
    text: `select ${COLUMNS} from invoices where app_id = $1 and order_id = $2 order by invoice_no desc`,
    values: [appId, orderId],
  });
  return rows.map((row) => fromRow(vault, row));
}

export async function findInvoice(q: Queryable, vault: Vault, key: InvoiceKey): Promise<Invoice | undefined> {
  const [row] = await q.query<InvoiceRow>({
    name: 'find-invoice',
    text: `select ${COLUMNS} from invoices where app_id = $1 and invoice_no = $2`,
    values: [key.appId, key.invoiceNo],
  });
  return row && fromRow(vault, row);
}

/** By the code in the address of its page, or of its files. */
export async function findInvoiceByCode(
  q: Queryable,
  vault: Vault,
  column: 'verify_code' | 'file_code',
  code: string,
): Promise<Invoice | undefined> {
  const [row] = await q.query<InvoiceRow>({
    name: `find-invoice-by-${column}`,
    text: `select ${COLUMNS} from invoices where ${column} = $1`,
    values: [code],
  });
  return row && fromRow(vault, row);
}

/** Locks the invoice; lock its payment first when both are needed. */
export async function lockInvoice(tx: Transaction, vault: Vault, key: InvoiceKey): Promise<Invoice> {
  const [row] = await tx.query<InvoiceRow>({
    name: 'lock-invoice',
    text: `select ${COLUMNS} from invoices where app_id = $1 and invoice_no = $2 for no key update`,
    values: [key.appId, key.invoiceNo],
  });
  if (!row) throw new Error(`invoice ${key.invoiceNo} of app ${key.appId} does not exist`);
  return fromRow(vault, row);
}

/** The exact bytes are about to be sent: from here on the provider may have it. */
export async function markInvoiceSent(
  tx: Transaction,
  vault: Vault,
  key: InvoiceKey,
  { provider, accountId, amount, request }: SentInvoice,
): Promise<void> {
  await tx.query({
    name: 'mark-invoice-sent',
    text: `update invoices set status = 'issuing', provider = $3, invoice_account_id = $4, amount = $5, request_sealed = $6
            where app_id = $1 and invoice_no = $2`,
    values: [
      key.appId,
      key.invoiceNo,
      provider,
      accountId ?? null,
      amount,
      vault.seal(requestPlace(key.invoiceNo), request),
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
      vault.seal(filesPlace(key.invoiceNo), files),
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

/** Why an invoice is taken back: an operator wants it, or else money went back. */
export interface ReversalCause {
  readonly reissues: boolean;
  readonly by?: string;
  readonly reason?: string;
}

/** Has the order's issued invoice taken back; what is not issued yet looks at the payment when it is. */
export async function markInvoiceReversing(
  q: Queryable,
  order: { readonly appId: string; readonly orderId: string },
  { reissues, by, reason }: ReversalCause,
  now: Date,
): Promise<boolean> {
  const rows = await q.query({
    name: 'mark-invoice-reversing',
    text: `update invoices set status = 'reversing', reissues = $3, reversed_by = $4, reversal_reason = $5,
                               reversing_since = $6, due_at = $6, checks = 0
            where app_id = $1 and order_id = $2 and status = 'issued' returning 1`,
    values: [order.appId, order.orderId, reissues, by ?? null, reason ?? null, now],
  });
  return rows.length === 1;
}

/**
 * The reversal is about to be sent under this number, or, with undefined, that number is proven dead. False when
 * another worker came first: then nothing may be sent.
 */
export async function markReversalSent(
  q: Queryable,
  vault: Vault,
  invoice: Pick<Invoice, 'appId' | 'invoiceNo' | 'reversal'>,
  reversal: Invoice['reversal'],
): Promise<boolean> {
  const rows = await q.query({
    name: 'mark-reversal-sent',
    text: `update invoices set reversal_no = $3, reversal_sealed = $4
            where app_id = $1 and invoice_no = $2 and status = 'reversing'
              and reversal_no is not distinct from $5 returning 1`,
    values: [
      invoice.appId,
      invoice.invoiceNo,
      reversal?.reversalNo ?? null,
      reversal ? vault.seal(reversalPlace(invoice.invoiceNo), reversal.request) : null,
      invoice.reversal?.reversalNo ?? null,
    ],
  });
  return rows.length === 1;
}

export async function markInvoiceReversed(
  tx: Transaction,
  key: InvoiceKey,
  number: string,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'mark-invoice-reversed',
    text: `update invoices set status = 'reversed', reversal_number = $3, reversed_at = $4, due_at = null
            where app_id = $1 and invoice_no = $2`,
    values: [key.appId, key.invoiceNo, number, now],
  });
}

/** When a worker goes on with one it had claimed, unless what it did has decided that already; counts the attempt. */
export async function rescheduleInvoice(q: Queryable, claimed: Invoice, dueAt: Date): Promise<void> {
  await q.query({
    name: 'reschedule-invoice',
    text: `update invoices set due_at = $4, checks = checks + 1
            where app_id = $1 and invoice_no = $2 and due_at = $3`,
    values: [claimed.appId, claimed.invoiceNo, claimed.dueAt, dueAt],
  });
}

/** Has a worker go on with it now; one it is busy with already, or is done with, is left. */
export async function resumeInvoice(q: Queryable, key: InvoiceKey, now: Date): Promise<void> {
  await q.query({
    name: 'resume-invoice',
    text: 'update invoices set due_at = $3, checks = 0 where app_id = $1 and invoice_no = $2 and due_at > $4',
    values: [key.appId, key.invoiceNo, now, plusMs(now, LEASE_MS)],
  });
}

/** The way to the provider is open again: whatever waited for it goes on now. False when nothing did. */
export async function resumeInvoicesOfAccount(q: Queryable, accountId: string, now: Date): Promise<boolean> {
  const rows = await q.query({
    name: 'resume-invoices-of-account',
    text: `update invoices set due_at = $2, checks = 0
            where invoice_account_id = $1 and due_at > $3 returning 1`,
    values: [accountId, now, plusMs(now, LEASE_MS)],
  });
  return rows.length > 0;
}

/** A hint came: whichever invoice the provider knows by this number is looked at now, unless it is already. */
export async function hurryInvoice(
  q: Queryable,
  accountId: string,
  number: string,
  now: Date,
): Promise<void> {
  await q.query({
    name: 'hurry-invoice',
    text: `update invoices set due_at = $3
            where invoice_account_id = $1 and (invoice_no = $2 or reversal_no = $2)
              and status in ('issuing', 'blocked_auth', 'reversing') and due_at > $4`,
    values: [accountId, number, now, plusMs(now, LEASE_MS)],
  });
}

/** Takes due invoices for this worker until `leaseUntil`. */
export async function claimDueInvoices(
  q: Queryable,
  vault: Vault,
  { now, leaseUntil, limit }: { readonly now: Date; readonly leaseUntil: Date; readonly limit: number },
): Promise<Invoice[]> {
  const rows = await q.query<InvoiceRow>({
    name: 'claim-due-invoices',
    text: `update invoices set due_at = $2
            where (app_id, invoice_no) in (
              select app_id, invoice_no from invoices
               where due_at <= $1 order by due_at limit $3 for no key update skip locked)
           returning ${COLUMNS}`,
    values: [now, leaseUntil, limit],
  });
  return rows.map((row) => fromRow(vault, row));
}

function fromRow(vault: Vault, row: InvoiceRow): Invoice {
  const { invoice_no: invoiceNo, provider, number, issued_at: issuedAt } = row;
  return {
    appId: row.app_id,
    invoiceNo,
    orderId: row.order_id,
    source: row.source,
    status: row.status,
    terms: vault.open(invoiceTermsPlace(row.order_id), row.terms_sealed) as InvoiceRequest,
    verifyCode: row.verify_code,
    fileCode: row.file_code,
    createdAt: row.created_at,
    sent:
      provider && row.request_sealed
        ? {
            provider,
            accountId: row.invoice_account_id ?? undefined,
            amount: Number(row.amount),
            request: vault.open(requestPlace(invoiceNo), row.request_sealed) as string,
          }
        : undefined,
    issued:
      number !== null && issuedAt
        ? {
            providerRef: row.provider_ref ?? '',
            number,
            ...(row.code === null ? {} : { code: row.code }),
            issuedAt,
            files: row.files_sealed
              ? (vault.open(filesPlace(invoiceNo), row.files_sealed) as IssuedInvoice['files'])
              : [],
          }
        : undefined,
    archivedAt: row.archived_at ?? undefined,
    failure: row.failure ?? undefined,
    reissues: row.reissues,
    reversal:
      row.reversal_no !== null && row.reversal_sealed
        ? {
            reversalNo: row.reversal_no,
            request: vault.open(reversalPlace(invoiceNo), row.reversal_sealed) as string,
          }
        : undefined,
    reversalNumber: row.reversal_number ?? undefined,
    dueAt: row.due_at ?? undefined,
    checks: row.checks,
  };
}
