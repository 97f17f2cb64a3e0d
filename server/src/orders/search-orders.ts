import type { ListTotals } from '@zhixiao/contract/console/list';
import type { Core } from '../core.ts';
import { isId } from '../lib/ids.ts';
import { type Page, type PageQuery, pageSorted } from '../lib/page.ts';
import type { AppScope } from '../schools/scope.ts';
import type { OrderFilter, OrderListed } from './order-list.ts';
import {
  countOrders,
  findOrderIdsByNumber,
  type OrderConditions,
  type PersonSought,
  selectOrders,
} from './order-search-store.ts';
import { userNameBlindIndex, userNoBlindIndex } from './payer-indexes.ts';
import { findOrderIdsOfPayer } from './payer-orders-store.ts';

/** Orders, newest first unless they are sorted otherwise. */
export async function searchOrders(
  core: Pick<Core, 'db' | 'vault'>,
  scope: AppScope,
  filter: OrderFilter,
  page: PageQuery,
): Promise<Page<OrderListed>> {
  // a channel is known of what was paid on it, and of nothing else
  const isNothing = filter.channel !== undefined && filter.status !== undefined && filter.status !== 'paid';
  const conditions = await conditionsOf(core, scope, filter);
  if (isNothing || conditions.orderIds?.length === 0) return { rows: [], next: undefined };
  return pageSorted(
    page,
    'orderId',
    filter.sort,
    (behind, limit) => selectOrders(core.db, core.vault, scope, { ...conditions, behind }, limit),
    ({ totalAmount }) => totalAmount,
  );
}

/** How many orders the filter finds on all pages, and what they come to; undefined when that takes too long. */
export async function totalOrders(
  core: Pick<Core, 'db' | 'vault'>,
  scope: AppScope,
  filter: OrderFilter,
): Promise<ListTotals | undefined> {
  return countOrders(core.db, scope, await conditionsOf(core, scope, filter));
}

async function conditionsOf(
  core: Pick<Core, 'db' | 'vault'>,
  scope: AppScope,
  { number, person, ...rest }: OrderFilter,
): Promise<OrderConditions> {
  const orderIds =
    number === undefined ? undefined : await findOrderIdsByNumber(core.db, scope, number.trim(), isId);
  const sought = person === undefined ? undefined : await whom(core, scope, person);
  return { ...rest, orderIds, person: sought, behind: undefined };
}

async function whom(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  scope: AppScope,
  person: string,
): Promise<PersonSought> {
  return {
    userNo: userNoBlindIndex(vault, person),
    userName: userNameBlindIndex(vault, person),
    paidOrderIds: await findOrderIdsOfPayer(db, vault, scope, person.trim()),
  };
}
