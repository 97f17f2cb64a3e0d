import { columns, from, pick } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { text } from '../db/fields.ts';
import { newestFirst, ofApp } from '../db/newest-of-app.ts';
import { firstIdAt } from '../lib/ids.ts';
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
  /** Refunds older than this one. */
  readonly before: string | undefined;
}

/** The newest refunds that meet the conditions, each app's from the end of its own index. */
export async function selectRefunds(
  q: Queryable,
  vault: Vault,
  scope: SchoolScope,
  conditions: RefundConditions,
  limit: number,
): Promise<RefundListed[]> {
  const values: unknown[] = [schoolsIn(scope), conditions.appId ?? null, limit];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const { orderIds, before, status, cause, channel, from, to } = conditions;
  const parts: string[] = [];
  if (orderIds) parts.push(`r.order_id = any (${bind(orderIds)}::bigint[])`);
  if (before !== undefined) parts.push(`r.refund_id < ${bind(before)}`);
  if (from) parts.push(`r.refund_id >= ${bind(firstIdAt(from))}`);
  if (to) parts.push(`r.refund_id < ${bind(firstIdAt(to))}`);
  if (channel) parts.push(`r.channel = ${bind(channel)}`);
  // literals, in the words of the partial indexes
  if (cause) parts.push(CAUSES[cause]);
  if (status) parts.push(STATUS[status]);
  return LISTED.all(q, vault, {
    text: `with page as (
             select found.app_id, found.refund_id
               from apps a cross join lateral (
                 select r.app_id, r.refund_id from refunds r
                  where ${ofApp('r')} ${parts.map((part) => `and ${part}`).join(' ')}
                  order by ${newestFirst('r', 'refund_id')} limit $3) found
              where ${inScope('a.school_id', '$1')} and ($2::text is null or a.app_id = $2)
              order by found.refund_id desc limit $3)
           select ${LISTED.selected}
             from page join refunds r using (app_id, refund_id) join apps a using (app_id)
             join orders o on o.app_id = r.app_id and o.order_id = r.order_id
            order by r.refund_id desc`,
    values,
  });
}
