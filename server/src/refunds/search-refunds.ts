import type { Core } from '../core.ts';
import { isId } from '../lib/ids.ts';
import { type Page, type PageQuery, pageById } from '../lib/page.ts';
import { findOrderIdsByNumber } from '../orders/order-search-store.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { RefundFilter, RefundListed } from './refund-list.ts';
import { selectRefunds } from './refund-search-store.ts';

/** Refunds, newest first. */
export async function searchRefunds(
  core: Pick<Core, 'db' | 'vault'>,
  scope: SchoolScope,
  { number, ...filter }: RefundFilter,
  page: PageQuery,
): Promise<Page<RefundListed>> {
  const orderIds =
    number === undefined ? undefined : await findOrderIdsByNumber(core.db, scope, number.trim(), isId);
  if (orderIds?.length === 0) return { rows: [], next: undefined };
  return pageById(page, 'refundId', (before, limit) =>
    selectRefunds(core.db, core.vault, scope, { ...filter, orderIds, before }, limit),
  );
}
