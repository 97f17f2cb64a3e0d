import type { Core } from '../core.ts';
import { withTotals } from '../db/count-states.ts';
import { type CountedPage, type PageQuery, pageSorted } from '../lib/page.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { InvoiceFilter, InvoiceListed } from './invoice-list.ts';
import { countInvoices, selectInvoices } from './invoice-search-store.ts';

/** Invoices, the last wanted first unless they are sorted otherwise. */
export async function searchInvoices(
  core: Pick<Core, 'db'>,
  scope: SchoolScope,
  filter: InvoiceFilter,
  page: PageQuery,
): Promise<CountedPage<InvoiceListed>> {
  const rows = pageSorted(page, 'invoiceNo', filter.sort, (behind, limit) =>
    selectInvoices(core.db, scope, filter, behind, limit),
  );
  return withTotals(page, rows, () => countInvoices(core.db, scope, filter));
}
