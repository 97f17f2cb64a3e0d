import type { AuditedCore, Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { isId } from '../lib/ids.ts';
import { type Page, type PageQuery, pageById } from '../lib/page.ts';
import { channelOf } from '../payments/channel-of.ts';
import { findPayment, lockPayment } from '../payments/payment-store.ts';
import type { Refund } from '../refunds/refund.ts';
import type { RefundRequest, RefundRequestFilter, RefundRequestListed } from '../refunds/refund-request.ts';
import {
  findRefundRequest,
  findRefundRequests,
  findSchoolOfRefundRequest,
  lockRefundRequest,
  markRefundRequestDecided,
} from '../refunds/refund-request-store.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { reserveForOperator } from './request-refund.ts';
import { submitRefund } from './submit-refund.ts';

/** The decision of an operator who did not ask. */
export interface RefundDecision {
  readonly refundRequestId: string;
  readonly note?: string | undefined;
}

/**
 * Agrees to a refund and sends it to the channel: its amount is reserved in the commit of the decision, so
 * that a crash in between leaves a refund that a worker sends. Answers it as it then stands.
 * @throws Refusal refund_request_*, refund_needs_another_person, refund_exceeds
 */
export async function approveRefund(
  core: AuditedCore,
  scope: SchoolScope,
  operator: string,
  { refundRequestId, note }: RefundDecision,
): Promise<Refund> {
  const asked = isId(refundRequestId) ? await findRefundRequest(core.db, scope, refundRequestId) : undefined;
  if (!asked) throw new Refusal('refund_request_not_found', {});
  const found = await findPayment(core.db, core.vault, asked);
  if (!found) throw new Error(`refund request ${refundRequestId} has no payment`);
  const channel = await channelOf(core, found);
  const refund = await core.db.transaction(async (tx) => {
    const request = await lockUndecided(tx, scope, operator, refundRequestId);
    const payment = await lockPayment(tx, core.vault, request);
    const reserved = await reserveForOperator(core, tx, channel, payment, request.refundFee);
    const { refundId } = reserved;
    const decision = { status: 'approved', by: operator, at: core.clock.now(), note, refundId } as const;
    await markRefundRequestDecided(tx, request, decision);
    await core.audit.record(tx);
    return reserved;
  });
  return (await submitRefund(core, refund)).refund;
}

/**
 * Declines a refund; no money moves.
 * @throws Refusal refund_request_*, refund_needs_another_person
 */
export async function rejectRefund(
  core: AuditedCore,
  scope: SchoolScope,
  operator: string,
  { refundRequestId, note }: RefundDecision,
): Promise<void> {
  await core.db.transaction(async (tx) => {
    const request = await lockUndecided(tx, scope, operator, refundRequestId);
    const decision = { status: 'rejected', by: operator, at: core.clock.now(), note } as const;
    await markRefundRequestDecided(tx, request, decision);
    await core.audit.record(tx);
  });
}

/** The refunds that operators asked for, newest first. */
export async function listRefundRequests(
  core: Pick<Core, 'db'>,
  scope: SchoolScope,
  filter: RefundRequestFilter,
  page: PageQuery,
): Promise<Page<RefundRequestListed>> {
  return pageById(page, 'refundRequestId', (before, limit) =>
    findRefundRequests(core.db, scope, filter, before, limit),
  );
}

/** Whose a request is that an operator names; undefined when it is not there. */
export async function schoolOfRefundRequest(
  { db }: Pick<Core, 'db'>,
  scope: SchoolScope,
  refundRequestId: string,
): Promise<string | undefined> {
  return isId(refundRequestId) ? findSchoolOfRefundRequest(db, scope, refundRequestId) : undefined;
}

async function lockUndecided(
  tx: Transaction,
  scope: SchoolScope,
  operator: string,
  refundRequestId: string,
): Promise<RefundRequest> {
  const request = isId(refundRequestId) ? await lockRefundRequest(tx, scope, refundRequestId) : undefined;
  if (!request) throw new Refusal('refund_request_not_found', {});
  if (request.status !== 'pending') {
    throw new Refusal('refund_request_decided', { status: request.status });
  }
  if (request.requestedBy === operator) throw new Refusal('refund_needs_another_person', {});
  return request;
}
