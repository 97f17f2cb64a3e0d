import type { Core } from '../core.ts';
import { type Page, type PageQuery, pageById } from '../lib/page.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { InvoiceFilter, InvoiceListed } from './invoice-list.ts';
import { selectInvoices } from './invoice-search-store.ts';

/** Invoices, the last wanted first. */
export async function searchInvoices(
  core: Pick<Core, 'db'>,
  scope: SchoolScope,
  filter: InvoiceFilter,
  page: PageQuery,
): Promise<Page<InvoiceListed>> {
  return pageById(page, 'invoiceNo', (before, limit) =>
    selectInvoices(core.db, scope, filter, before, limit),
  );
}
