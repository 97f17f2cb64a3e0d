import type { InvoiceRequest } from '@zhixiao/protocol/invoice-fields';
import type { Vault } from '../lib/vault.ts';
import { invoiceTermsPlace } from '../orders/order-store.ts';
import type { Invoice, InvoiceSource, InvoiceStatus } from './invoice.ts';
import type { InvoiceProviderName, IssuedInvoice } from './provider.ts';

/** An invoice as the table has it. */
export interface InvoiceRow {
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

/** What an `InvoiceRow` is selected with. */
export const COLUMNS = `app_id, invoice_no, order_id, source, status, terms_sealed, verify_code, file_code, created_at, provider,
  invoice_account_id, amount, request_sealed, provider_ref, number, code, issued_at, files_sealed, archived_at, failure,
  reissues, reversal_no, reversal_sealed, reversal_number, due_at, checks`;

/** Where each sealed value stands, which it cannot be moved from. */
export const requestPlace = (invoiceNo: string) => `invoices.request_sealed|${invoiceNo}`;
export const filesPlace = (invoiceNo: string) => `invoices.files_sealed|${invoiceNo}`;
export const reversalPlace = (invoiceNo: string) => `invoices.reversal_sealed|${invoiceNo}`;

/** Opens what is sealed. */
export function fromRow(vault: Vault, row: InvoiceRow): Invoice {
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
