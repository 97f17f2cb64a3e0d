import type { Core } from '../core.ts';
import { isId } from '../lib/ids.ts';
import { type Page, type PageQuery, pageById } from '../lib/page.ts';
import type { AppScope } from '../schools/scope.ts';
import type { OrderFilter, OrderListed } from './order-list.ts';
import { findOrderIdsByNumber, type PersonSought, selectOrders } from './order-search-store.ts';
import { userNameBlindIndex, userNoBlindIndex } from './payer-indexes.ts';
import { findOrderIdsOfPayer } from './payer-orders-store.ts';

/** Orders, newest first. */
export async function searchOrders(
  core: Pick<Core, 'db' | 'vault'>,
  scope: AppScope,
  filter: OrderFilter,
  page: PageQuery,
): Promise<Page<OrderListed>> {
  const { number, person, ...rest } = filter;
  const orderIds =
    number === undefined ? undefined : await findOrderIdsByNumber(core.db, scope, number.trim(), isId);
  // a channel is known of what was paid on it, and of nothing else
  const isNothing = rest.channel !== undefined && rest.status !== undefined && rest.status !== 'paid';
  if (isNothing || orderIds?.length === 0) return { rows: [], next: undefined };
  const sought = person === undefined ? undefined : await whom(core, scope, person);
  return pageById(page, 'orderId', (before, limit) =>
    selectOrders(core.db, core.vault, scope, { ...rest, orderIds, person: sought, before }, limit),
  );
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
