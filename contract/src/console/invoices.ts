import { Type } from 'typebox';
import { INVOICE_PROVIDERS, INVOICE_SOURCES, INVOICE_STATUSES } from '../codes/invoices.ts';
import { FLAG, INSTANT, NOTHING, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { INVOICE_SETTINGS, SECRETS, SHOWN_SETTINGS } from './account-record.ts';
import { ID, PERIOD, SCHOOL } from './fields.ts';
import {
  EXPORT_QUERY,
  FILE,
  LIST_QUERY,
  listed,
  listedWithTotals,
  NAME_FILTER,
  type RouteSchemas,
  TIME_SORT_QUERY,
  TOTALS_QUERY,
} from './list.ts';
import { SUBMITTED, SUBMITTED_IF_WAITING } from './submitted.ts';

/** Amounts are fen. The buyer is not included. */
export const INVOICE_VIEW = Type.Object({
  schoolId: TEXT,
  appName: TEXT,
  invoiceNo: TEXT,
  orderId: TEXT,
  outTradeNo: TEXT,
  source: oneOf(INVOICE_SOURCES),
  status: oneOf(INVOICE_STATUSES),
  /** Absent until it is first sent. */
  provider: Type.Optional(oneOf(INVOICE_PROVIDERS)),
  amount: Type.Optional(WHOLE),
  /** Printed on it. */
  number: Type.Optional(TEXT),
  createdAt: INSTANT,
  issuedAt: Type.Optional(INSTANT),
  failure: Type.Optional(TEXT),
  reversalNumber: Type.Optional(TEXT),
  reversedBy: Type.Optional(TEXT),
  reversalReason: Type.Optional(TEXT),
  /** Whether the order has no later one. */
  isLatest: FLAG,
});
export type InvoiceView = Of<typeof INVOICE_VIEW>;

const FILTER = {
  ...SCHOOL,
  appId: Type.Optional(ID),
  status: Type.Optional(oneOf(INVOICE_STATUSES)),
  number: Type.Optional(ID),
  ...PERIOD,
};
const filter = Type.Object(FILTER);
/** Days are of Beijing, both included; `number` is printed on it, or ours of invoice or order. */
export type InvoiceFilter = Of<typeof filter>;

/** Where a school's invoices come from: of its secrets only which ones there are. */
const INVOICE_ACCOUNT_VIEW = Type.Object({
  invoiceAccountId: TEXT,
  schoolId: TEXT,
  provider: oneOf(INVOICE_PROVIDERS),
  settings: SHOWN_SETTINGS,
  secretNames: Type.Array(TEXT),
  enabled: FLAG,
  createdAt: INSTANT,
  callbackUrl: TEXT,
});
export type InvoiceAccountView = Of<typeof INVOICE_ACCOUNT_VIEW>;

const OF_ORDER = Type.Object({ orderId: ID });
const OF_ACCOUNT = { invoiceAccountId: ID };

export const INVOICE_ROUTES = {
  'GET /invoices': {
    params: Type.Object({ ...LIST_QUERY, ...TIME_SORT_QUERY, ...TOTALS_QUERY, ...FILTER }),
    answer: listedWithTotals(INVOICE_VIEW),
  },
  'GET /invoices/export': { params: Type.Object({ ...EXPORT_QUERY, ...FILTER }), answer: FILE },
  /** The issued document itself. */
  'GET /orders/:orderId/invoice/document': { params: OF_ORDER, answer: FILE },
  /** Sends the issued one to its buyer once more. */
  'POST /orders/:orderId/invoice/deliver': { params: OF_ORDER, answer: NOTHING },
  /** All of them, unless a page is asked for. */
  'GET /invoice-accounts': {
    params: Type.Object({ ...LIST_QUERY, ...NAME_FILTER }),
    answer: listed(INVOICE_ACCOUNT_VIEW),
  },
  'GET /invoice-accounts/export': { params: Type.Object({ ...EXPORT_QUERY, ...NAME_FILTER }), answer: FILE },
  /** The school's next invoices come from it. */
  'POST /invoice-accounts': {
    params: Type.Object({
      schoolId: ID,
      provider: oneOf(INVOICE_PROVIDERS),
      settings: INVOICE_SETTINGS,
      secrets: SECRETS,
    }),
    answer: Type.Union([Type.Object({ invoiceAccountId: TEXT }), SUBMITTED]),
  },
  'PUT /invoice-accounts/:invoiceAccountId': {
    params: Type.Object({ ...OF_ACCOUNT, settings: INVOICE_SETTINGS, secrets: SECRETS }),
    answer: SUBMITTED_IF_WAITING,
  },
  /** The school's next documents are built-in receipts again. */
  'POST /invoice-accounts/:invoiceAccountId/disable': { params: Type.Object(OF_ACCOUNT), answer: NOTHING },
} satisfies Record<string, RouteSchemas>;
