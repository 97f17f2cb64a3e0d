import type { Queryable, Transaction } from '../db/database.ts';
import { claimDue } from '../jobs/claim-due.ts';
import type { Refund } from './refund.ts';
import { NEW_REFUND, type NewRefund, REFUND } from './refund-row.ts';

export interface RefundKey {
  readonly appId: string;
  readonly refundId: string;
}

/** Stores the intent to refund, request bytes included; its amount is reserved in the same transaction. */
export async function insertRefund(tx: Transaction, refund: NewRefund, dueAt: Date): Promise<Refund> {
  const inserted = await REFUND.one(tx, {
    name: 'insert-refund',
    text: `insert into refunds (${NEW_REFUND.written}, due_at)
           values (${NEW_REFUND.places()}, $${NEW_REFUND.width + 1}) returning ${REFUND.selected}`,
    values: [...NEW_REFUND.valuesOf(refund), dueAt],
  });
  if (!inserted) throw new Error('insert returned no refund');
  return inserted;
}

export async function findRefund(q: Queryable, key: RefundKey): Promise<Refund | undefined> {
  return REFUND.one(q, {
    name: 'find-refund',
    text: `select ${REFUND.selected} from refunds where app_id = $1 and refund_id = $2`,
    values: [key.appId, key.refundId],
  });
}

/** By the number a channel knows it by. */
export async function findRefundByNo(q: Queryable, refundId: string): Promise<Refund | undefined> {
  return REFUND.one(q, {
    name: 'find-refund-by-no',
    text: `select ${REFUND.selected} from refunds where refund_id = $1`,
    values: [refundId],
  });
}

/** By the partner's own number. */
export async function findRefundByOutNo(
  q: Queryable,
  appId: string,
  outRefundNo: string,
): Promise<Refund | undefined> {
  return REFUND.one(q, {
    name: 'find-refund-by-out-no',
    text: `select ${REFUND.selected} from refunds where app_id = $1 and out_refund_no = $2`,
    values: [appId, outRefundNo],
  });
}

/** The unsettled refund that an identical request without a number stands for. */
export async function findUnnumberedRefund(
  q: Queryable,
  appId: string,
  orderId: string,
  refundAmount: number,
): Promise<Refund | undefined> {
  return REFUND.one(q, {
    name: 'find-unnumbered-refund',
    text: `select ${REFUND.selected} from refunds
            where app_id = $1 and order_id = $2 and refund_amount = $3
              and status = 'processing' and out_refund_no is null and cause = 'partner'`,
    values: [appId, orderId, refundAmount],
  });
}

/** The refunds of what an order was paid, asked for by its partner or an operator, oldest first. */
export async function findRefundsOfOrder(q: Queryable, appId: string, orderId: string): Promise<Refund[]> {
  return REFUND.all(q, {
    name: 'find-refunds-of-order',
    text: `select ${REFUND.selected} from refunds
            where app_id = $1 and order_id = $2 and cause in ('partner', 'operator') order by refund_id`,
    values: [appId, orderId],
  });
}

/** The refunds of one order whose end is not known yet. */
export async function findUnsettledRefunds(q: Queryable, appId: string, orderId: string): Promise<Refund[]> {
  return REFUND.all(q, {
    name: 'find-unsettled-refunds',
    text: `select ${REFUND.selected} from refunds
            where app_id = $1 and order_id = $2 and status = 'processing' order by refund_id`,
    values: [appId, orderId],
  });
}

/** Locks the refund; lock its payment first when both are needed. */
export async function lockRefund(tx: Transaction, key: RefundKey): Promise<Refund> {
  const found = await REFUND.one(tx, {
    name: 'lock-refund',
    text: `select ${REFUND.selected} from refunds where app_id = $1 and refund_id = $2 for no key update`,
    values: [key.appId, key.refundId],
  });
  if (!found) throw new Error(`refund ${key.refundId} of app ${key.appId} does not exist`);
  return found;
}

/**
 * The channel has taken the refund on; how it ends is still open.
 * @param evidenceAccountId the merchant account whose word it is: the payment's own, or the database refuses
 */
export function markRefundAccepted(
  tx: Transaction,
  key: RefundKey,
  channelRefundId: string,
  evidenceAccountId: string,
  now: Date,
): void {
  tx.send({
    name: 'mark-refund-accepted',
    text: `update refunds set accepted_at = coalesce(accepted_at, $3), channel_refund_id = $4,
                              evidence_account_id = $5
            where app_id = $1 and refund_id = $2`,
    values: [key.appId, key.refundId, now, channelRefundId, evidenceAccountId],
  });
}

/** The channel waits for a person since the first time it said so. */
export function markRefundAbnormal(tx: Transaction, key: RefundKey, now: Date): void {
  tx.send({
    name: 'mark-refund-abnormal',
    text: `update refunds set abnormal_at = coalesce(abnormal_at, $3) where app_id = $1 and refund_id = $2`,
    values: [key.appId, key.refundId, now],
  });
}

/** @param evidenceAccountId the merchant account whose word it is: the payment's own, or the database refuses */
export function markRefundSettled(
  tx: Transaction,
  key: RefundKey,
  end: { status: 'succeeded' } | { status: 'failed'; failure: string },
  evidenceAccountId: string,
  now: Date,
): void {
  const failure = end.status === 'failed' ? end.failure : null;
  tx.send({
    name: 'mark-refund-settled',
    text: `update refunds set status = $3, failure = $4, settled_at = $5, due_at = null, evidence_account_id = $6
            where app_id = $1 and refund_id = $2`,
    values: [key.appId, key.refundId, end.status, failure, now, evidenceAccountId],
  });
}

/** When a worker asks again; counts the query just made. */
export async function rescheduleRefund(q: Queryable, key: RefundKey, dueAt: Date): Promise<void> {
  await q.query({
    name: 'reschedule-refund',
    text: `update refunds set due_at = $3, checks = checks + 1
            where app_id = $1 and refund_id = $2 and status = 'processing'`,
    values: [key.appId, key.refundId, dueAt],
  });
}

/** Takes due refunds for this worker until `leaseUntil`. */
export async function claimDueRefunds(
  q: Queryable,
  now: Date,
  leaseUntil: Date,
  limit: number,
): Promise<Refund[]> {
  const rows = await claimDue(q, now, leaseUntil, limit, {
    name: 'claim-due-refunds',
    table: 'refunds',
    key: 'app_id, refund_id',
    returning: REFUND.selected,
  });
  return REFUND.fromRows(rows);
}
