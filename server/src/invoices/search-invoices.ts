import type { Core } from '../core.ts';
import { isId } from '../lib/ids.ts';
import { type Page, type PageWish, pageOf } from '../lib/page.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { InvoiceFilter, InvoiceListed } from './invoice-list.ts';
import { selectInvoices } from './invoice-search-store.ts';

/** Invoices, the last wanted first. */
export async function searchInvoices(
  core: Pick<Core, 'db'>,
  scope: SchoolScope,
  filter: InvoiceFilter,
  { after, limit }: PageWish,
): Promise<Page<InvoiceListed>> {
  const before = after !== undefined && isId(after) ? after : undefined;
  const found = await selectInvoices(core.db, scope, filter, before, limit + 1);
  return pageOf(found, limit, ({ invoiceNo }) => invoiceNo);
}
