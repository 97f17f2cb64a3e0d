import type { Core } from '../core.ts';
import { withTotals } from '../db/count-states.ts';
import { isId } from '../lib/ids.ts';
import { type CountedPage, type Page, type PageQuery, pageSorted } from '../lib/page.ts';
import type { AppScope } from '../schools/scope.ts';
import type { OrderFilter, OrderListed } from './order-list.ts';
import {
  countOrders,
  findOrderIdsByNumber,
  isOfPaid,
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
): Promise<CountedPage<OrderListed>> {
  const conditions = await conditionsOf(core, scope, filter);
  return withTotals(page, pageOfOrders(core, scope, conditions, page), () =>
    countOrders(core.db, scope, conditions),
  );
}

async function pageOfOrders(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  scope: AppScope,
  conditions: OrderConditions,
  page: PageQuery,
): Promise<Page<OrderListed>> {
  const { status, orderIds, sort } = conditions;
  const isNothing = isOfPaid(conditions) && status !== undefined && status !== 'paid';
  if (isNothing || orderIds?.length === 0) return { rows: [], next: undefined };
  return pageSorted(
    page,
    'orderId',
    sort,
    (behind, limit) => selectOrders(db, vault, scope, { ...conditions, behind }, limit),
    ({ totalAmount }) => totalAmount,
  );
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
