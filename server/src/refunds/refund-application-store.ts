import { REFUND_APPLICATION_STATUSES, type RefundApplicationStatus } from '@zhixiao/contract/codes/refunds';
import type { ListTotals } from '@zhixiao/contract/console/list';
import { columns, from, pick } from '../db/columns.ts';
import { COUNT_LIMIT, countStates, type Reads } from '../db/count-states.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { fen, flag, id, instant, optional, text } from '../db/fields.ts';
import { ordering } from '../db/ordering.ts';
import { firstIdAt } from '../lib/ids.ts';
import type { Behind } from '../lib/page.ts';
import type { Vault } from '../lib/vault.ts';
import { ORDER } from '../orders/order-row.ts';
import { PAYMENT } from '../payments/payment-row.ts';
import { appInScope, inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type {
  RefundApplication,
  RefundApplicationFilter,
  RefundApplicationListed,
} from './refund-application.ts';

export const REFUND_APPLICATION = columns<RefundApplication>()({
  appId: text('app_id'),
  refundApplicationId: id('refund_application_id'),
  orderId: id('order_id'),
  paymentNo: id('payment_no'),
  refundAmount: fen('refund_amount'),
  reason: text('reason'),
  needsApproval: flag('needs_approval'),
  requestedBy: text('requested_by'),
  requestedAt: instant('requested_at'),
  status: text('status'),
  decidedBy: optional(text('decided_by')),
  decidedAt: optional(instant('decided_at')),
  note: optional(text('note')),
  refundId: optional(id('refund_id')),
});

const IN_SCOPE = appInScope('$1');

export async function insertRefundApplication(
  tx: Transaction,
  application: RefundApplication,
  idempotencyKey: string | undefined,
): Promise<void> {
  await tx.query({
    name: 'insert-refund-application',
    text: `insert into refund_applications (${REFUND_APPLICATION.written}, idempotency_key)
           values (${REFUND_APPLICATION.places()}, $${REFUND_APPLICATION.width + 1})`,
    values: [...REFUND_APPLICATION.valuesOf(application), idempotencyKey ?? null],
  });
}

/** The refund application that was made with this idempotency key. */
export async function findApplicationByIdempotencyKey(
  tx: Transaction,
  appId: string,
  idempotencyKey: string,
): Promise<RefundApplication | undefined> {
  return REFUND_APPLICATION.one(tx, {
    name: 'find-application-by-idempotency-key',
    text: `select ${REFUND_APPLICATION.selected} from refund_applications where app_id = $1 and idempotency_key = $2`,
    values: [appId, idempotencyKey],
  });
}

/** Undefined when there is none in these schools. */
export async function findRefundApplication(
  q: Queryable,
  scope: SchoolScope,
  refundApplicationId: string,
): Promise<RefundApplication | undefined> {
  return REFUND_APPLICATION.one(q, {
    name: 'find-refund-application',
    text: `select ${REFUND_APPLICATION.selected} from refund_applications where ${IN_SCOPE} and refund_application_id = $2`,
    values: [schoolsIn(scope), refundApplicationId],
  });
}

/** Locks the application; undefined when there is none in these schools. */
export async function lockRefundApplication(
  tx: Transaction,
  scope: SchoolScope,
  refundApplicationId: string,
): Promise<RefundApplication | undefined> {
  return REFUND_APPLICATION.one(tx, {
    name: 'lock-refund-application',
    text: `select ${REFUND_APPLICATION.selected} from refund_applications
            where ${IN_SCOPE} and refund_application_id = $2 for no key update`,
    values: [schoolsIn(scope), refundApplicationId],
  });
}

/** Whose an application is; undefined when there is none in these schools. */
export async function findSchoolOfRefundApplication(
  q: Queryable,
  scope: SchoolScope,
  refundApplicationId: string,
): Promise<string | undefined> {
  const [row] = await q.query<{ school_id: string }>({
    name: 'find-school-of-refund-application',
    text: `select school_id from refund_applications join apps using (app_id)
            where refund_application_id = $2 and ${inScope('school_id', '$1')}`,
    values: [schoolsIn(scope), refundApplicationId],
  });
  return row?.school_id;
}

/** How an application was decided. */
export type Decision = { readonly by: string; readonly at: Date; readonly note: string | undefined } & (
  | { readonly status: 'approved'; readonly refundId: string }
  | { readonly status: 'rejected'; readonly refundId?: undefined }
);

export async function markRefundApplicationDecided(
  tx: Transaction,
  key: Pick<RefundApplication, 'appId' | 'refundApplicationId'>,
  decision: Decision,
): Promise<void> {
  await tx.query({
    name: 'mark-refund-application-decided',
    text: `update refund_applications set status = $3, decided_by = $4, decided_at = $5, note = $6, refund_id = $7
            where app_id = $1 and refund_application_id = $2`,
    values: [
      key.appId,
      key.refundApplicationId,
      decision.status,
      decision.by,
      decision.at,
      decision.note ?? null,
      decision.refundId ?? null,
    ],
  });
}

/**
 * How much of a payment may still be refunded without a second person, in fen: the school's limit, less
 * what went that way before, so that a large refund in small parts is still a large one.
 */
export async function findUnapprovedAllowance(
  tx: Transaction,
  payment: Pick<RefundApplication, 'appId' | 'orderId' | 'paymentNo'>,
): Promise<number> {
  const [row] = await tx.query<{ allowance: string }>({
    name: 'find-unapproved-allowance',
    text: `select (select refund_approval_above from schools join apps using (school_id) where app_id = $1)
                  - coalesce(sum(q.refund_amount), 0) as allowance
             from refund_applications q join refunds r using (app_id, refund_id)
            where q.app_id = $1 and q.order_id = $2 and q.payment_no = $3 and not q.needs_approval and r.status <> 'failed'`,
    values: [payment.appId, payment.orderId, payment.paymentNo],
  });
  return Number(row?.allowance ?? 0);
}

/** How much of each payment of an order waits for a second person, in fen, by payment number. */
export async function findWaitingAmounts(
  q: Queryable,
  order: Pick<RefundApplication, 'appId' | 'orderId'>,
): Promise<ReadonlyMap<string, number>> {
  const rows = await q.query<{ payment_no: string; waiting: string }>({
    name: 'find-waiting-amounts',
    text: `select payment_no, sum(refund_amount) as waiting from refund_applications
            where app_id = $1 and order_id = $2 and status = 'pending' group by payment_no`,
    values: [order.appId, order.orderId],
  });
  return new Map(rows.map((row) => [row.payment_no, Number(row.waiting)]));
}

const LISTED = columns<RefundApplicationListed, Vault>()({
  ...from('q', REFUND_APPLICATION.fields),
  schoolId: text('a.school_id'),
  appName: text('a.name as app_name'),
  ...from('o', pick(ORDER.fields, 'outTradeNo', 'body', 'payer')),
  requestedByName: text('coalesce(asker.name, q.requested_by) as requested_by_name'),
  decidedByName: optional(text('coalesce(decider.name, q.decided_by) as decided_by_name')),
  refundStatus: optional(text('r.status as refund_status')),
  refundFailure: optional(text('r.failure as refund_failure')),
  // what is refunded was paid
  paidAmount: fen('p.paid_amount'),
  ...from('p', pick(PAYMENT.fields, 'refundingAmount', 'refundedAmount')),
});

const LISTED_FROM = `
  refund_applications q join apps a using (app_id) join orders o using (app_id, order_id)
  join payments p on p.app_id = q.app_id and p.payment_no = q.payment_no
  left join refunds r on r.app_id = q.app_id and r.refund_id = q.refund_id
  left join operators asker on asker.account = q.requested_by
  left join operators decider on decider.account = q.decided_by`;

/** One application as a list shows it; undefined when there is none in these schools. */
export function findListedApplication(
  q: Queryable,
  vault: Vault,
  scope: SchoolScope,
  refundApplicationId: string,
): Promise<RefundApplicationListed | undefined> {
  return LISTED.one(q, vault, {
    name: 'find-listed-application',
    text: `select ${LISTED.selected} from ${LISTED_FROM}
            where ${inScope('a.school_id', '$1')} and q.refund_application_id = $2`,
    values: [schoolsIn(scope), refundApplicationId],
  });
}

/** The applications of these schools, newest first unless they are sorted otherwise. */
export async function findRefundApplications(
  q: Queryable,
  vault: Vault,
  scope: SchoolScope,
  filter: RefundApplicationFilter,
  behind: Behind | undefined,
  limit: number,
): Promise<RefundApplicationListed[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}` as const;
  const order = ordering(filter.sort, 'refund_application_id');
  const where = [...conditionsOf(scope, filter, bind), ...(behind ? [order.behind('q', behind, bind)] : [])];
  return LISTED.all(q, vault, {
    text: `select ${LISTED.selected} from ${LISTED_FROM}
            where ${where.join(' and ')} order by ${order.of('q')} limit ${bind(limit)}`,
    values,
  });
}

/** How many applications of these schools there are, and what they come to. */
export function countRefundApplications(
  db: Reads,
  scope: SchoolScope,
  { status, ...filter }: RefundApplicationFilter,
): Promise<ListTotals | undefined> {
  return countStates<RefundApplicationStatus>(db, {
    states: REFUND_APPLICATION_STATUSES,
    state: status,
    hasAmount: true,
    found: (state, bind) =>
      `select q.refund_amount as amount from refund_applications q join apps a using (app_id)
        where ${conditionsOf(scope, { ...filter, status: state }, bind).join(' and ')} limit ${bind(COUNT_LIMIT)}`,
  });
}

function conditionsOf(
  scope: SchoolScope,
  { status, appId, from: begin, to }: RefundApplicationFilter,
  bind: (value: unknown) => `$${number}`,
): string[] {
  const parts = [inScope('a.school_id', bind(schoolsIn(scope)))];
  // only a literal lets the planner see that the index of what is pending will do
  if (status) parts.push(`q.status = '${status}'`);
  if (appId !== undefined) parts.push(`q.app_id = ${bind(appId)}`);
  if (begin) parts.push(`q.refund_application_id >= ${bind(firstIdAt(begin))}`);
  if (to) parts.push(`q.refund_application_id < ${bind(firstIdAt(to))}`);
  return parts;
}
