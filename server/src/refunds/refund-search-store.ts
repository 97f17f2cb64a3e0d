import { REFUND_STATUSES } from '@zhixiao/contract/codes/refunds';
import type { ListTotals } from '@zhixiao/contract/console/list';
import { columns, from, pick } from '../db/columns.ts';
import { COUNT_LIMIT, countStates, type Reads } from '../db/count-states.ts';
import type { Queryable } from '../db/database.ts';
import { text } from '../db/fields.ts';
import { ofApp } from '../db/newest-of-app.ts';
import { type Ordering, ordering } from '../db/ordering.ts';
import { firstIdAt } from '../lib/ids.ts';
import type { Behind } from '../lib/page.ts';
import type { Vault } from '../lib/vault.ts';
import { ORDER } from '../orders/order-row.ts';
import { PAYMENT } from '../payments/payment-row.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { RefundCause, RefundStatus } from './refund.ts';
import type { RefundFilter, RefundListed } from './refund-list.ts';
import { REFUND, REFUND_SHOWN } from './refund-row.ts';

const LISTED = columns<RefundListed, Vault>()({
  schoolId: text('a.school_id'),
  appName: text('a.name as app_name'),
  ...from('o', pick(ORDER.fields, 'outTradeNo', 'body', 'payer')),
  ...from('r', {
    ...pick(
      REFUND.fields,
      'appId',
      'refundId',
      'outRefundNo',
      'orderId',
      'paymentNo',
      'refundAmount',
      'cause',
    ),
    ...pick(REFUND.fields, 'status', 'failure', 'createdAt', 'settledAt'),
    ...pick(REFUND_SHOWN, 'channelRefundId', 'abnormalAt'),
    ...pick(PAYMENT.fields, 'channel'),
  }),
});

const CAUSES: Readonly<Record<RefundCause, string>> = {
  partner: `r.cause = 'partner'`,
  operator: `r.cause = 'operator' and r.cause <> 'partner'`,
  late: `r.cause = 'late' and r.cause <> 'partner'`,
  duplicate: `r.cause = 'duplicate' and r.cause <> 'partner'`,
  wrong_amount: `r.cause = 'wrong_amount' and r.cause <> 'partner'`,
};

const STATUS: Readonly<Record<RefundStatus, string>> = {
  processing: `r.status = 'processing' and r.due_at is not null`,
  succeeded: `r.status = 'succeeded'`,
  failed: `r.status = 'failed'`,
};

/** The filter with its number made searchable. */
export interface RefundConditions extends Omit<RefundFilter, 'number'> {
  readonly orderIds: readonly string[] | undefined;
  /** Undefined: of any payment. */
  readonly paymentNos?: readonly string[];
  /** Refunds that come after this one. */
  readonly behind: Behind | undefined;
}

/** The first refunds that meet the conditions, the newest unless they are sorted otherwise. */
export async function selectRefunds(
  q: Queryable,
  vault: Vault,
  scope: SchoolScope,
  conditions: RefundConditions,
  limit: number,
): Promise<RefundListed[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}` as const;
  const order = ordering(conditions.sort, 'refund_id');
  return LISTED.all(q, vault, {
    text: `with page as (${found(scope, conditions, order, limit, bind)})
           select ${LISTED.selected}
             from page join refunds r using (app_id, refund_id) join apps a using (app_id)
             join orders o on o.app_id = r.app_id and o.order_id = r.order_id
            order by ${order.of('r')}`,
    values,
  });
}

/** How many refunds meet the conditions, and what they come to. */
export function countRefunds(
  db: Reads,
  scope: SchoolScope,
  { status, ...conditions }: RefundConditions,
): Promise<ListTotals | undefined> {
  return countStates<RefundStatus>(db, {
    states: REFUND_STATUSES,
    state: status,
    hasAmount: true,
    found: (state, bind) =>
      `select refund_amount as amount from (${found(scope, { ...conditions, status: state }, undefined, COUNT_LIMIT, bind)}) page`,
  });
}

/**
 * The first refunds of the scope's apps, each app's from the end of its own index.
 * @param order undefined: any will do, and no more apps are looked at than it takes
 */
function found(
  scope: SchoolScope,
  conditions: RefundConditions,
  order: Ordering | undefined,
  limit: number,
  bind: (value: unknown) => `$${number}`,
): string {
  const { appId, orderIds, paymentNos, behind, status, cause, channel, from, to, sort } = conditions;
  const ofEachApp = ordering(sort, 'refund_id');
  const parts: string[] = [];
  if (orderIds) parts.push(`r.order_id = any (${bind(orderIds)}::bigint[])`);
  if (paymentNos) parts.push(`r.payment_no = any (${bind(paymentNos)}::bigint[])`);
  if (behind) parts.push(ofEachApp.behind('r', behind, bind));
  if (from) parts.push(`r.refund_id >= ${bind(firstIdAt(from))}`);
  if (to) parts.push(`r.refund_id < ${bind(firstIdAt(to))}`);
  if (channel) parts.push(`r.channel = ${bind(channel)}`);
  // literals, in the words of the partial indexes
  if (cause) parts.push(CAUSES[cause]);
  if (status) parts.push(STATUS[status]);
  const app = bind(appId ?? null);
  const most = bind(limit);
  return `select found.app_id, found.refund_id, found.refund_amount
            from apps a cross join lateral (
              select r.app_id, r.refund_id, r.refund_amount from refunds r
               where ${ofApp('r')} ${parts.map((part) => `and ${part}`).join(' ')}
               order by ${ofEachApp.ofApp('r')} limit ${most}) found
           where ${inScope('a.school_id', bind(schoolsIn(scope)))} and (${app}::text is null or a.app_id = ${app})
           ${order ? `order by ${order.of('found')}` : ''} limit ${most}`;
}
