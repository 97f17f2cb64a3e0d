import { columns, from, pick } from '../db/columns.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { fen, flag, id, instant, optional, text } from '../db/fields.ts';
import { firstIdAt } from '../lib/ids.ts';
import { PAYMENT } from '../payments/payment-row.ts';
import { appInScope, inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';
import type { RefundRequest, RefundRequestFilter, RefundRequestListed } from './refund-request.ts';

export const REQUEST = columns<RefundRequest>()({
  appId: text('app_id'),
  refundRequestId: id('refund_request_id'),
  orderId: id('order_id'),
  paymentNo: id('payment_no'),
  refundFee: fen('refund_fee'),
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

export async function insertRefundRequest(
  tx: Transaction,
  request: RefundRequest,
  idempotencyKey: string | undefined,
): Promise<void> {
  await tx.query({
    name: 'insert-refund-request',
    text: `insert into refund_requests (${REQUEST.written}, wish_id)
           values (${REQUEST.places()}, $${REQUEST.width + 1})`,
    values: [...REQUEST.valuesOf(request), idempotencyKey ?? null],
  });
}

/** The refund request that was made with this idempotency key. */
export async function findRequestByIdempotencyKey(
  tx: Transaction,
  appId: string,
  idempotencyKey: string,
): Promise<RefundRequest | undefined> {
  return REQUEST.one(tx, {
    name: 'find-request-by-idempotency-key',
    text: `select ${REQUEST.selected} from refund_requests where app_id = $1 and wish_id = $2`,
    values: [appId, idempotencyKey],
  });
}

/** Undefined when there is none in these schools. */
export async function findRefundRequest(
  q: Queryable,
  scope: SchoolScope,
  refundRequestId: string,
): Promise<RefundRequest | undefined> {
  return REQUEST.one(q, {
    name: 'find-refund-request',
    text: `select ${REQUEST.selected} from refund_requests where ${IN_SCOPE} and refund_request_id = $2`,
    values: [schoolsIn(scope), refundRequestId],
  });
}

/** Locks the request; undefined when there is none in these schools. */
export async function lockRefundRequest(
  tx: Transaction,
  scope: SchoolScope,
  refundRequestId: string,
): Promise<RefundRequest | undefined> {
  return REQUEST.one(tx, {
    name: 'lock-refund-request',
    text: `select ${REQUEST.selected} from refund_requests
            where ${IN_SCOPE} and refund_request_id = $2 for no key update`,
    values: [schoolsIn(scope), refundRequestId],
  });
}

/** Whose a request is; undefined when there is none in these schools. */
export async function findSchoolOfRefundRequest(
  q: Queryable,
  scope: SchoolScope,
  refundRequestId: string,
): Promise<string | undefined> {
  const [row] = await q.query<{ school_id: string }>({
    name: 'find-school-of-refund-request',
    text: `select school_id from refund_requests join apps using (app_id)
            where refund_request_id = $2 and ${inScope('school_id', '$1')}`,
    values: [schoolsIn(scope), refundRequestId],
  });
  return row?.school_id;
}

/** How a request was decided. */
export type Decision = { readonly by: string; readonly at: Date; readonly note: string | undefined } & (
  | { readonly status: 'approved'; readonly refundId: string }
  | { readonly status: 'rejected'; readonly refundId?: undefined }
);

export async function markRefundRequestDecided(
  tx: Transaction,
  key: Pick<RefundRequest, 'appId' | 'refundRequestId'>,
  decision: Decision,
): Promise<void> {
  await tx.query({
    name: 'mark-refund-request-decided',
    text: `update refund_requests set status = $3, decided_by = $4, decided_at = $5, note = $6, refund_id = $7
            where app_id = $1 and refund_request_id = $2`,
    values: [
      key.appId,
      key.refundRequestId,
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
  payment: Pick<RefundRequest, 'appId' | 'orderId' | 'paymentNo'>,
): Promise<number> {
  const [row] = await tx.query<{ allowance: string }>({
    name: 'find-unapproved-allowance',
    text: `select (select refund_approval_above from schools join apps using (school_id) where app_id = $1)
                  - coalesce(sum(q.refund_fee), 0) as allowance
             from refund_requests q join refunds r using (app_id, refund_id)
            where q.app_id = $1 and q.order_id = $2 and q.payment_no = $3 and not q.needs_approval and r.status <> 'failed'`,
    values: [payment.appId, payment.orderId, payment.paymentNo],
  });
  return Number(row?.allowance ?? 0);
}

/** How much of each payment of an order waits for a second person, in fen, by payment number. */
export async function findWaitingFees(
  q: Queryable,
  order: Pick<RefundRequest, 'appId' | 'orderId'>,
): Promise<ReadonlyMap<string, number>> {
  const rows = await q.query<{ payment_no: string; waiting: string }>({
    name: 'find-waiting-fees',
    text: `select payment_no, sum(refund_fee) as waiting from refund_requests
            where app_id = $1 and order_id = $2 and status = 'pending' group by payment_no`,
    values: [order.appId, order.orderId],
  });
  return new Map(rows.map((row) => [row.payment_no, Number(row.waiting)]));
}

const LISTED = columns<RefundRequestListed>()({
  ...from('q', REQUEST.fields),
  schoolId: text('a.school_id'),
  appName: text('a.name as app_name'),
  outTradeNo: text('o.out_trade_no'),
  refundStatus: optional(text('r.status as refund_status')),
  refundFailure: optional(text('r.failure as refund_failure')),
  // what is refunded was paid
  paidFee: fen('p.paid_fee'),
  ...from('p', pick(PAYMENT.fields, 'refundingFee', 'refundedFee')),
});

/** The requests of these schools, newest first. */
export async function findRefundRequests(
  q: Queryable,
  scope: SchoolScope,
  filter: RefundRequestFilter,
  before: string | undefined,
  limit: number,
): Promise<RefundRequestListed[]> {
  // only a literal lets the planner see that the index of what is pending will do
  const status = filter.status === 'pending' ? `q.status = 'pending' and` : '';
  return LISTED.all(q, {
    text: `select ${LISTED.selected}
             from refund_requests q join apps a using (app_id) join orders o using (app_id, order_id)
             join payments p on p.app_id = q.app_id and p.payment_no = q.payment_no
             left join refunds r on r.app_id = q.app_id and r.refund_id = q.refund_id
            where ${status} ${inScope('a.school_id', '$1')}
              and ($2::text is null or q.status = $2) and ($3::bigint is null or q.refund_request_id < $3)
              and ($5::text is null or q.app_id = $5)
              and ($6::bigint is null or q.refund_request_id >= $6)
              and ($7::bigint is null or q.refund_request_id < $7)
            order by q.refund_request_id desc limit $4`,
    values: [
      schoolsIn(scope),
      filter.status ?? null,
      before ?? null,
      limit,
      filter.appId ?? null,
      filter.from ? firstIdAt(filter.from) : null,
      filter.to ? firstIdAt(filter.to) : null,
    ],
  });
}
