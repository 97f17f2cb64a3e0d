import type { Channel } from '../channels/channel.ts';
import type { Core } from '../core.ts';
import { isId } from '../lib/ids.ts';
import { type Page, type PageWish, pageOf } from '../lib/page.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { CloseReason, OrderStatus, Payer } from './order.ts';
import { findOrderIdsByNumber, type PersonSought, selectOrders } from './order-search-store.ts';
import { userNameMark, userNoMark } from './payer-marks.ts';
import { findOrderIdsOfPayer } from './payer-orders-store.ts';

/** What an operator looks for; every condition given must hold. */
export interface OrderFilter {
  /** Any number: of the order, a payment, a channel's transaction or a refund, ours, the partner's or the channel's. */
  readonly number?: string | undefined;
  /** The exact number or name of whom the order is for, or the uid of whom it is paid by. */
  readonly person?: string | undefined;
  readonly appId?: string | undefined;
  readonly status?: OrderStatus | undefined;
  /** The channel that it was paid by. */
  readonly channel?: Channel | undefined;
  /** Fen, both included. */
  readonly fee?: { readonly min: number; readonly max: number } | undefined;
  /** Created from this instant on, and before that one. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** An order as a list shows it. Fees are fen. */
export interface OrderListed {
  readonly schoolId: string;
  readonly appId: string;
  readonly appName: string;
  readonly orderId: string;
  readonly outTradeNo: string;
  readonly body: string;
  readonly totalFee: number;
  readonly status: OrderStatus;
  readonly closeReason: CloseReason | undefined;
  readonly createdAt: Date;
  readonly paidAt: Date | undefined;
  /** Who it is for, as the partner said. Personal: whoever shows it decides how much of it. */
  readonly payer: Payer;
  /** Of the payment that paid it. */
  readonly channel: Channel | undefined;
  readonly transactionId: string | undefined;
  readonly refundingFee: number;
  readonly refundedFee: number;
}

/** Orders, newest first. */
export async function searchOrders(
  core: Pick<Core, 'db' | 'vault'>,
  scope: SchoolScope,
  filter: OrderFilter,
  { after, limit }: PageWish,
): Promise<Page<OrderListed>> {
  const { number, person, ...rest } = filter;
  const orderIds =
    number === undefined ? undefined : await findOrderIdsByNumber(core.db, scope, number.trim(), isId);
  // a channel is known of what was paid on it, and of nothing else
  const isNothing = rest.channel !== undefined && rest.status !== undefined && rest.status !== 'paid';
  if (isNothing || orderIds?.length === 0) return { rows: [], next: undefined };
  const before = after !== undefined && isId(after) ? after : undefined;
  const found = await selectOrders(
    core.db,
    core.vault,
    scope,
    { ...rest, orderIds, person: person === undefined ? undefined : await whom(core, scope, person), before },
    limit + 1,
  );
  return pageOf(found, limit, ({ orderId }) => orderId);
}

async function whom(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  scope: SchoolScope,
  person: string,
): Promise<PersonSought> {
  return {
    userNo: userNoMark(vault, person),
    userName: userNameMark(vault, person),
    paidOrderIds: await findOrderIdsOfPayer(db, vault, scope, person.trim()),
  };
}
