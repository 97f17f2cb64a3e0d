import { ORDER_STATUSES } from '@zhixiao/contract/codes/orders';
import type { ListTotals } from '@zhixiao/contract/console/list';
import { columns, from, pick } from '../db/columns.ts';
import { COUNT_LIMIT, countStates, type Reads } from '../db/count-states.ts';
import type { Queryable } from '../db/database.ts';
import { fen, optional, text } from '../db/fields.ts';
import { ofApp, ofAppToo } from '../db/newest-of-app.ts';
import { type Ordering, ordering } from '../db/ordering.ts';
import { DAY_MS } from '../lib/clock.ts';
import { firstIdAt } from '../lib/ids.ts';
import type { Behind } from '../lib/page.ts';
import type { Vault } from '../lib/vault.ts';
import { type AppScope, appScopeIn, inAppScope } from '../schools/scope.ts';
import type { OrderStatus } from './order.ts';
import type { OrderFilter, OrderListed } from './order-list.ts';
import { ORDER } from './order-row.ts';

/** A person, by the blind indexes of the person or of the payer of orders. */
export interface PersonSought {
  readonly userNo: string | null;
  readonly userName: string | null;
  readonly paidOrderIds: readonly string[];
}

/** The filter with numbers and persons made searchable. */
export interface OrderConditions extends Omit<OrderFilter, 'number' | 'person'> {
  readonly orderIds: readonly string[] | undefined;
  readonly person: PersonSought | undefined;
  /** Orders that come after this one. */
  readonly behind: Behind | undefined;
}

/** The orders a number of any kind belongs to: few, whatever it is. */
export async function findOrderIdsByNumber(
  q: Queryable,
  scope: AppScope,
  number: string,
  isId: (text: string) => boolean,
): Promise<string[]> {
  const [schools, apps] = appScopeIn(scope);
  const rows = await q.query<{ order_id: string }>({
    name: 'find-order-ids-by-number',
    text: `with own as (select app_id from apps where ${inAppScope('apps', '$1', '$4')})
           select order_id from orders where order_id = $3
           union select o.order_id from own join orders o using (app_id) where o.out_trade_no = $2
           union select order_id from payments where payment_no = $3
           union select order_id from payments where transaction_id = $2
           union select order_id from refunds where refund_id = $3
           union select r.order_id from own join refunds r using (app_id) where r.out_refund_no = $2
           union select order_id from refunds where channel_refund_id = $2
           union select order_id from invoices where invoice_no = $3
           union select order_id from invoices where number = $2`,
    values: [schools, number, isId(number) ? number : null, apps],
  });
  return rows.map((row) => row.order_id);
}

const LISTED = columns<OrderListed, Vault>()({
  schoolId: text('a.school_id'),
  appName: text('a.name as app_name'),
  ...from(
    'o',
    pick(
      ORDER.fields,
      'appId',
      'orderId',
      'outTradeNo',
      'body',
      'totalAmount',
      'status',
      'closeReason',
      'createdAt',
      'paidAt',
      'payer',
    ),
  ),
  channel: optional(text('p.channel')),
  transactionId: optional(text('p.transaction_id')),
  refundingAmount: fen('coalesce(p.refunding_amount, 0) as refunding_amount'),
  refundedAmount: fen('coalesce(p.refunded_amount, 0) as refunded_amount'),
});

/**
 * The first orders that meet the conditions, the newest unless they are sorted otherwise. Each app's are read from the end of an index that leads
 * with the app, so that a small school's page does not wade through a large one's orders. Planned for
 * its values every time (the statement has no name): which index is best depends on them.
 */
export async function selectOrders(
  q: Queryable,
  vault: Vault,
  scope: AppScope,
  conditions: OrderConditions,
  limit: number,
): Promise<OrderListed[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const order = ordering(conditions.sort, 'order_id', 'total_amount');
  return LISTED.all(q, vault, {
    text: `with page as (${found(scope, conditions, order, limit, bind)})
           select ${LISTED.selected}
             from page join orders o using (app_id, order_id) join apps a using (app_id)
             left join payments p on p.app_id = o.app_id and p.payment_no = o.payment_no
            order by ${order.of('o')}`,
    values,
  });
}

/** How many orders meet the conditions, and what they come to. */
export function countOrders(
  db: Reads,
  scope: AppScope,
  { status, ...conditions }: OrderConditions,
): Promise<ListTotals | undefined> {
  // a channel and a booking are known of what was paid, and of nothing else
  const states = isOfPaid(conditions) ? (['paid'] as const) : ORDER_STATUSES;
  return countStates<OrderStatus>(db, {
    states,
    state: status,
    hasAmount: true,
    found: (state, bind) =>
      `select total_amount as amount from (${found(scope, { ...conditions, status: state }, undefined, COUNT_LIMIT, bind)}) page`,
  });
}

/** Whether only orders that were paid can meet the conditions. */
export function isOfPaid({ channel, booked }: Pick<OrderConditions, 'channel' | 'booked'>): boolean {
  return channel !== undefined || booked !== undefined;
}

type Bind = (value: unknown) => string;

/**
 * The first orders of the scope's apps, each app's from the end of its own index.
 * @param order undefined: any will do, and no more apps are looked at than it takes
 */
function found(
  scope: AppScope,
  conditions: OrderConditions,
  order: Ordering | undefined,
  limit: number,
  bind: Bind,
): string {
  const ofEachApp = order ?? ordering('newest', 'order_id');
  const [schools, apps, appId, most] = [...appScopeIn(scope), conditions.appId ?? null, limit].map(bind);
  return `select found.app_id, found.order_id, found.total_amount
            from apps a cross join lateral (
              select o.app_id, o.order_id, o.total_amount from orders o ${paidBy(conditions, bind)}
               where ${ofApp('o')} ${where(conditions, bind)}
               order by ${ofEachApp.ofApp('o')} limit ${most}) found
           where ${inAppScope('a', `${schools}`, `${apps}`)} and (${appId}::text is null or a.app_id = ${appId})
           ${order ? `order by ${order.of('found')}` : ''} limit ${most}`;
}

/** The payment that paid an order, and when the ledger booked it, where the conditions are about these. */
function paidBy({ channel, booked, ...conditions }: OrderConditions, bind: Bind): string {
  if (!isOfPaid({ channel, booked })) return '';
  const bounds = boundsOf(conditions).map(([operator, id]) => `and p.order_id ${operator} ${bind(id)}`);
  const ofChannel = channel === undefined ? '' : `and p.channel = ${bind(channel)}`;
  const payment = `join payments p on p.app_id = o.app_id and p.order_id = o.order_id and p.disposition = 'order'
                            ${ofChannel} ${bounds.join(' ')}`;
  if (booked === undefined) return `${payment} and ${ofAppToo('p')}`;
  const { from: begin, to } = booked;
  // of a few days the postings are read first, and their app is said once; of many, the orders from the end of the list
  const isShort = begin !== undefined && to !== undefined && to.getTime() - begin.getTime() <= SHORT_MS;
  const ofApps = isShort ? ofApp('t') : `${ofAppToo('p')} and ${ofAppToo('t')}`;
  return `${payment}
          join ledger_transactions t on ${ofApps} and t.app_id = p.app_id and t.subject_no = p.payment_no
                            and t.event = 'payment_received'
                            ${begin ? `and t.posted_at >= ${bind(begin)}` : ''} ${to ? `and t.posted_at < ${bind(to)}` : ''}`;
}

const SHORT_MS = 31 * DAY_MS;

function where(conditions: OrderConditions, bind: Bind): string {
  const { orderIds, person, status, amount, behind, sort } = conditions;
  const parts = boundsOf(conditions).map(([operator, id]) => `o.order_id ${operator} ${bind(id)}`);
  if (behind?.amount !== undefined)
    parts.push(ordering(sort, 'order_id', 'total_amount').behind('o', behind, bind));
  if (orderIds) parts.push(`o.order_id = any (${bind(orderIds)}::bigint[])`);
  if (person) {
    const { userNo, userName, paidOrderIds } = person;
    const ways = [`o.user_no_index = ${bind(userNo)}`, `o.user_name_index = ${bind(userName)}`];
    if (paidOrderIds.length > 0) ways.push(`o.order_id = any (${bind(paidOrderIds)}::bigint[])`);
    parts.push(`(${ways.join(' or ')})`);
  }
  if (status !== undefined) parts.push(STATUS[status]);
  if (amount) {
    const isOne = amount.min === amount.max;
    parts.push(
      isOne
        ? `o.total_amount = ${bind(amount.min)}`
        : `o.total_amount between ${bind(amount.min)} and ${bind(amount.max)}`,
    );
  }
  return parts.map((part) => `and ${part}`).join(' ');
}

type Bound = '<' | '>' | '>=';

/** What the numbers of the orders must be above and below: an order's time is in its number (`lib/ids.ts`). */
function boundsOf({ behind, sort, from, to }: Omit<OrderConditions, 'channel'>): [Bound, string][] {
  const bounds: [Bound, string][] = [];
  if (behind && behind.amount === undefined) bounds.push([sort === 'oldest' ? '>' : '<', behind.id]);
  if (from) bounds.push(['>=', firstIdAt(from)]);
  if (to) bounds.push(['<', firstIdAt(to)]);
  return bounds;
}

/** In the words of the partial indexes. */
const STATUS: Readonly<Record<OrderStatus, string>> = {
  pending: `o.status = 'pending' and o.due_at is not null`,
  paid: `o.status = 'paid'`,
  closed: `o.status = 'closed'`,
};
