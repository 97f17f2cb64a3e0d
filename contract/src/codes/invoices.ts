/**
 * `requested`: nothing was sent yet. `issuing`: the provider may have it. `blocked_auth`: it waits until somebody
 * at the school proves who they are. `failed`: it does not exist. `reversing`: it is being taken back.
 */
export const INVOICE_STATUSES = [
  'requested',
  'issuing',
  'blocked_auth',
  'issued',
  'failed',
  'reversing',
  'reversed',
] as const;
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];

/** Who asked for it. `remainder`: what a partial refund left of one that was reversed. */
export const INVOICE_SOURCES = ['order', 'partner', 'payer', 'operator', 'remainder'] as const;
export type InvoiceSource = (typeof INVOICE_SOURCES)[number];

export const INVOICE_PROVIDERS = ['receipt', 'nuonuo'] as const;
export type InvoiceProvider = (typeof INVOICE_PROVIDERS)[number];

/** What a provider is asked to do. */
export const INVOICE_ACTIONS = ['issue', 'query', 'fetch', 'reverse', 'query_reversal'] as const;
export type InvoiceAction = (typeof INVOICE_ACTIONS)[number];

/** How a document reaches its buyer. */
export const DELIVERY_METHODS = ['email', 'sms'] as const;
export type DeliveryMethod = (typeof DELIVERY_METHODS)[number];

export const PAYER_TYPES = ['individual', 'company'] as const;
