import type { ListTotals } from '@zhixiao/contract/console/list';
import type { Core } from '../core.ts';
import { isId } from '../lib/ids.ts';
import { type Page, type PageQuery, pageSorted } from '../lib/page.ts';
import { findOrderIdsByNumber } from '../orders/order-search-store.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { RefundFilter, RefundListed } from './refund-list.ts';
import { countRefunds, selectRefunds } from './refund-search-store.ts';

/** Refunds, newest first unless they are sorted otherwise. */
export async function searchRefunds(
  core: Pick<Core, 'db' | 'vault'>,
  scope: SchoolScope,
  { number, ...filter }: RefundFilter,
  page: PageQuery,
): Promise<Page<RefundListed>> {
  const orderIds = await ordersOf(core, scope, number);
  if (orderIds?.length === 0) return { rows: [], next: undefined };
  return pageSorted(page, 'refundId', filter.sort, (behind, limit) =>
    selectRefunds(core.db, core.vault, scope, { ...filter, orderIds, behind }, limit),
  );
}

/** How many refunds the filter finds on all pages, and what they come to; undefined when that takes too long. */
export async function totalRefunds(
  core: Pick<Core, 'db'>,
  scope: SchoolScope,
  { number, ...filter }: RefundFilter,
): Promise<ListTotals | undefined> {
  const orderIds = await ordersOf(core, scope, number);
  return countRefunds(core.db, scope, { ...filter, orderIds, behind: undefined });
}

async function ordersOf(
  { db }: Pick<Core, 'db'>,
  scope: SchoolScope,
  number: string | undefined,
): Promise<readonly string[] | undefined> {
  return number === undefined ? undefined : findOrderIdsByNumber(db, scope, number.trim(), isId);
}
