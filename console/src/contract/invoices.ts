import type { Submitted } from './changes.ts';
import type { AccountSecrets, AccountSettings } from './channel-accounts.ts';
import type { ExportWish, File, Instant, Listed, ListWish, NameFilter, Nothing } from './list.ts';

export type InvoiceStatus =
  | 'requested'
  | 'issuing'
  | 'blocked_auth'
  | 'issued'
  | 'failed'
  | 'reversing'
  | 'reversed';
export type InvoiceSource = 'order' | 'partner' | 'payer' | 'operator' | 'remainder';
export type InvoiceProvider = 'receipt' | 'nuonuo';

/** Amounts are fen. Whom it is made out to is not told. */
export interface InvoiceView {
  readonly schoolId: string;
  readonly appName: string;
  readonly invoiceNo: string;
  readonly orderId: string;
  readonly outTradeNo: string;
  readonly source: InvoiceSource;
  readonly status: InvoiceStatus;
  /** Absent until it is first sent. */
  readonly provider?: InvoiceProvider;
  readonly amount?: number;
  /** Printed on it. */
  readonly number?: string;
  readonly createdAt: Instant;
  readonly issuedAt?: Instant;
  readonly failure?: string;
  readonly reversalNumber?: string;
  readonly reversedBy?: string;
  readonly reversalReason?: string;
  /** Whether the order has no later one. */
  readonly isLatest: boolean;
}

/** Days are of Beijing, both included; `number` is printed on it, or ours of invoice or order. */
export interface InvoiceFilter {
  readonly schoolId?: string;
  readonly appId?: string;
  readonly status?: InvoiceStatus;
  readonly number?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Where a school's invoices come from: of its secrets only which ones there are. */
export interface InvoiceAccountView {
  readonly invoiceAccountId: string;
  readonly schoolId: string;
  readonly provider: InvoiceProvider;
  readonly settings: AccountSettings;
  readonly secretNames: readonly string[];
  readonly enabled: boolean;
  readonly createdAt: Instant;
  readonly callbackUrl: string;
}

type OfOrder = { readonly orderId: string };

export interface InvoiceRoutes {
  'GET /invoices': { readonly params: ListWish & InvoiceFilter; readonly answer: Listed<InvoiceView> };
  'GET /invoices/export': { readonly params: ExportWish & InvoiceFilter; readonly answer: File };
  /** The issued document itself. */
  'GET /orders/:orderId/invoice/document': { readonly params: OfOrder; readonly answer: File };
  /** Sends the issued one to its buyer once more. */
  'POST /orders/:orderId/invoice/deliver': { readonly params: OfOrder; readonly answer: Nothing };
  /** All of them, unless a page is asked for. */
  'GET /invoice-accounts': {
    readonly params: ListWish & NameFilter;
    readonly answer: Listed<InvoiceAccountView>;
  };
  'GET /invoice-accounts/export': {
    readonly params: ExportWish & NameFilter;
    readonly answer: File;
  };
  /** The school's next invoices come from it. */
  'POST /invoice-accounts': {
    readonly params: {
      readonly schoolId: string;
      readonly provider: InvoiceProvider;
      readonly settings: AccountSettings;
      readonly secrets: AccountSecrets;
    };
    readonly answer: { readonly invoiceAccountId: string } | Submitted;
  };
  'PUT /invoice-accounts/:invoiceAccountId': {
    readonly params: {
      readonly invoiceAccountId: string;
      readonly settings: AccountSettings;
      readonly secrets: AccountSecrets;
    };
    readonly answer: Submitted | Nothing;
  };
  /** The school's next documents are built-in receipts again. */
  'POST /invoice-accounts/:invoiceAccountId/disable': {
    readonly params: { readonly invoiceAccountId: string };
    readonly answer: Nothing;
  };
}
