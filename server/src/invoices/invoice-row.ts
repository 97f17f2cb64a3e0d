import type { InvoiceRequest } from '@zhixiao/protocol/invoice-fields';
import { columns } from '../db/columns.ts';
import { bytes, fen, flag, id, instant, integer, made, optional, sealed, text } from '../db/fields.ts';
import type { Vault } from '../lib/vault.ts';
import { invoiceTermsContext } from '../orders/order-row.ts';
import type { Invoice, SentInvoice } from './invoice.ts';
import type { InvoiceProviderName, IssuedInvoice } from './provider.ts';

/** Where each sealed value stands, which it cannot be moved from. */
export const requestBodyContext = (invoiceNo: string) => `invoices.request_sealed|${invoiceNo}`;
export const filesContext = (invoiceNo: string) => `invoices.files_sealed|${invoiceNo}`;
export const reversalContext = (invoiceNo: string) => `invoices.reversal_sealed|${invoiceNo}`;

type Numbered = Pick<Invoice, 'invoiceNo'>;

const SENT = {
  provider: optional(text<InvoiceProviderName>('provider')),
  accountId: optional(text('invoice_account_id')),
  amount: optional(fen('amount')),
  requestBody: optional(bytes('request_body_sealed')),
};
const ISSUED = {
  providerRef: optional(text('provider_ref')),
  number: optional(text('number')),
  code: optional(text('code')),
  issuedAt: optional(instant('issued_at')),
  files: optional(bytes('files_sealed')),
};
const REVERSAL = { reversalNo: optional(id('reversal_no')), requestBody: optional(bytes('reversal_sealed')) };

/** What is sealed is opened. */
export const INVOICE = columns<Invoice, Vault>()({
  appId: text('app_id'),
  invoiceNo: id('invoice_no'),
  orderId: id('order_id'),
  source: text('source'),
  status: text('status'),
  terms: sealed<InvoiceRequest, Pick<Invoice, 'orderId'>>('terms_sealed', (invoice) =>
    invoiceTermsContext(invoice.orderId),
  ),
  verifyCode: text('verify_code'),
  fileCode: text('file_code'),
  createdAt: instant('created_at'),
  sent: made(SENT, (row, { invoiceNo }: Numbered, vault: Vault): SentInvoice | undefined => {
    const { provider, accountId, amount = 0 } = row;
    if (!provider || !row.requestBody) return undefined;
    return {
      provider,
      accountId,
      amount,
      requestBody: String(vault.open(requestBodyContext(invoiceNo), row.requestBody)),
    };
  }),
  issued: made(ISSUED, (row, { invoiceNo }: Numbered, vault: Vault): IssuedInvoice | undefined => {
    const { providerRef = '', number, code, issuedAt } = row;
    if (number === undefined || !issuedAt) return undefined;
    const files = row.files ? (vault.open(filesContext(invoiceNo), row.files) as IssuedInvoice['files']) : [];
    return { providerRef, number, ...(code === undefined ? {} : { code }), issuedAt, files };
  }),
  archivedAt: optional(instant('archived_at')),
  failure: optional(text('failure')),
  reissues: flag('reissues'),
  reversal: made(REVERSAL, ({ reversalNo, requestBody }, { invoiceNo }: Numbered, vault: Vault) =>
    reversalNo !== undefined && requestBody
      ? { reversalNo, requestBody: String(vault.open(reversalContext(invoiceNo), requestBody)) }
      : undefined,
  ),
  reversalNumber: optional(text('reversal_number')),
  dueAt: optional(instant('due_at')),
  checks: integer('checks'),
});

/** What lists and timelines show of one besides. */
export const INVOICE_SHOWN = {
  amount: optional(fen('amount')),
  number: optional(text('number')),
  issuedAt: optional(instant('issued_at')),
  reversedBy: optional(text('reversed_by')),
  reversalReason: optional(text('reversal_reason')),
};
