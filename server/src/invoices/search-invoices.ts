import type { ListTotals } from '@zhixiao/contract/console/list';
import type { Core } from '../core.ts';
import { type Page, type PageQuery, pageSorted } from '../lib/page.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { InvoiceFilter, InvoiceListed } from './invoice-list.ts';
import { countInvoices, selectInvoices } from './invoice-search-store.ts';

/** Invoices, the last wanted first unless they are sorted otherwise. */
export async function searchInvoices(
  core: Pick<Core, 'db'>,
  scope: SchoolScope,
  filter: InvoiceFilter,
  page: PageQuery,
): Promise<Page<InvoiceListed>> {
  return pageSorted(page, 'invoiceNo', filter.sort, (behind, limit) =>
    selectInvoices(core.db, scope, filter, behind, limit),
  );
}

/** How many invoices the filter finds on all pages, and what they come to; undefined when that takes too long. */
export function totalInvoices(
  core: Pick<Core, 'db'>,
  scope: SchoolScope,
  filter: InvoiceFilter,
): Promise<ListTotals | undefined> {
  return countInvoices(core.db, scope, filter);
}
