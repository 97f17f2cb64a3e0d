import type { InvoiceFilter as AskedFilter } from '@zhixiao/contract/console/invoices';
import { INVOICE_STATUS_NAMES } from '@zhixiao/contract/words/invoices';
import { INVOICE_COLUMNS } from '../../exports/invoice-columns.ts';
import type { InvoiceFilter, InvoiceListed } from '../../invoices/invoice-list.ts';
import { deliverInScope, documentInScope } from '../../invoices/operate-invoice.ts';
import { INVOICE_FILE_TYPES } from '../../invoices/provider.ts';
import { searchInvoices } from '../../invoices/search-invoices.ts';
import type { Export } from '../../lib/export/export.ts';
import { maskPeople } from '../../lib/mask.ts';
import { eachRow } from '../../lib/page.ts';
import { schoolOfOrder } from '../../orders/order-in-scope.ts';
import { exportList } from './export-list.ts';
import { pageQuery, periodOf } from './list-query.ts';
import { type Route, route } from './route.ts';

/** Invoices and receipts of every order. */
export const INVOICE_ROUTES: readonly Route[] = [
  route('GET /invoices', {
    permission: 'orders.read',
    scope: 'schools',
    proof: 'session',
    mayLag: true,
    audit: 'none',
    async answer({ core, scope }, params) {
      const { rows, next, totals } = await searchInvoices(core, scope, filterOf(params), pageQuery(params));
      return { rows: rows.map(invoiceView), next, totals };
    },
  }),
  route('GET /invoices/export', {
    permission: 'orders.read',
    alsoNeeds: 'lists.export',
    scope: 'schools',
    proof: 'session',
    mayLag: true,
    audit: { action: 'invoices.export', details: ['appId', 'status', 'number', 'from', 'to'] },
    answer(context, { form, ...filter }) {
      const { core, scope } = context;
      return exportList(context, form, filter, {
        title: '票据',
        rows: eachRow((query) => searchInvoices(core, scope, filterOf(filter), query)),
        columns: INVOICE_COLUMNS,
        words: { status: INVOICE_STATUS_NAMES.zh },
        schoolOf: ({ schoolId }) => schoolId,
      });
    },
  }),
  route('GET /orders/:orderId/invoice/document', {
    permission: 'orders.read',
    scope: 'schools',
    proof: 'session',
    audit: { action: 'invoice.open', subject: 'orderId', school: schoolOfOrder },
    async answer({ core, scope }, { orderId }): Promise<Export> {
      const { kind, content, number } = await documentInScope(core, scope, orderId);
      return {
        contentType: INVOICE_FILE_TYPES[kind],
        fileName: `${number}.${kind}`,
        body: oneChunk(content),
      };
    },
  }),
  route('POST /orders/:orderId/invoice/deliver', {
    permission: 'orders.operate',
    scope: 'schools',
    proof: 'session',
    audit: { action: 'invoice.deliver', subject: 'orderId', school: schoolOfOrder },
    async answer({ core, scope, operator }, { orderId }) {
      await deliverInScope(core, scope, operator.account, orderId);
      return {};
    },
  }),
];

function filterOf({
  appId,
  status,
  number,
  sort,
  ...days
}: AskedFilter & Pick<InvoiceFilter, 'sort'>): InvoiceFilter {
  return { appId, status, number, sort, ...periodOf(days) };
}

/** An invoice in a list; what a provider says may name people. */
export function invoiceView(invoice: InvoiceListed) {
  return {
    schoolId: invoice.schoolId,
    appName: invoice.appName,
    invoiceNo: invoice.invoiceNo,
    orderId: invoice.orderId,
    outTradeNo: invoice.outTradeNo,
    source: invoice.source,
    status: invoice.status,
    provider: invoice.provider,
    amount: invoice.amount,
    number: invoice.number,
    createdAt: invoice.createdAt,
    issuedAt: invoice.issuedAt,
    failure: invoice.failure && maskPeople(invoice.failure),
    reversalNumber: invoice.reversalNumber,
    reversedBy: invoice.reversedBy,
    reversalReason: invoice.reversalReason,
    isLatest: invoice.isLatest,
  };
}

async function* oneChunk(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}
