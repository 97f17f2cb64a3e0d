import type { Core } from '../core.ts';
import { withTotals } from '../db/count-states.ts';
import { isId } from '../lib/ids.ts';
import { type CountedPage, type Page, type PageQuery, pageSorted } from '../lib/page.ts';
import { findOrderIdsByNumber } from '../orders/order-search-store.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { RefundFilter, RefundListed } from './refund-list.ts';
import { countRefunds, type RefundConditions, selectRefunds } from './refund-search-store.ts';

/** Refunds, newest first unless they are sorted otherwise. */
export async function searchRefunds(
  core: Pick<Core, 'db' | 'vault'>,
  scope: SchoolScope,
  { number, ...filter }: RefundFilter,
  page: PageQuery,
): Promise<CountedPage<RefundListed>> {
  const orderIds =
    number === undefined ? undefined : await findOrderIdsByNumber(core.db, scope, number.trim(), isId);
  const conditions = { ...filter, orderIds, behind: undefined };
  return withTotals(page, pageOfRefunds(core, scope, conditions, page), () =>
    countRefunds(core.db, scope, conditions),
  );
}

async function pageOfRefunds(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  scope: SchoolScope,
  conditions: RefundConditions,
  page: PageQuery,
): Promise<Page<RefundListed>> {
  if (conditions.orderIds?.length === 0) return { rows: [], next: undefined };
  return pageSorted(page, 'refundId', conditions.sort, (behind, limit) =>
    selectRefunds(db, vault, scope, { ...conditions, behind }, limit),
  );
}
