import type { AuditedCore, Core } from '../core.ts';
import { withTotals } from '../db/count-states.ts';
import type { Transaction } from '../db/database.ts';
import { isId } from '../lib/ids.ts';
import { type CountedPage, type PageQuery, pageSorted } from '../lib/page.ts';
import { channelOf } from '../payments/channel-of.ts';
import { findPayment, lockPayment } from '../payments/payment-store.ts';
import type { Refund } from '../refunds/refund.ts';
import type {
  RefundApplication,
  RefundApplicationFilter,
  RefundApplicationListed,
} from '../refunds/refund-application.ts';
import {
  countRefundApplications,
  findListedApplication,
  findRefundApplication,
  findRefundApplications,
  findSchoolOfRefundApplication,
  lockRefundApplication,
  markRefundApplicationDecided,
} from '../refunds/refund-application-store.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { reserveForOperator } from './apply-for-refund.ts';
import { submitRefund } from './submit-refund.ts';

/** The decision of an operator who did not ask. */
export interface RefundDecision {
  readonly refundApplicationId: string;
  readonly note?: string | undefined;
}

/**
 * Agrees to a refund and sends it to the channel: its amount is reserved in the commit of the decision, so
 * that a crash in between leaves a refund that a worker sends. Answers it as it then stands.
 * @throws Refusal refund_application_*, refund_needs_another_person, refund_exceeds
 */
export async function approveRefund(
  core: AuditedCore,
  scope: SchoolScope,
  operator: string,
  { refundApplicationId, note }: RefundDecision,
): Promise<Refund> {
  const asked = isId(refundApplicationId)
    ? await findRefundApplication(core.db, scope, refundApplicationId)
    : undefined;
  if (!asked) throw new Refusal('refund_application_not_found', {});
  const found = await findPayment(core.db, core.vault, asked);
  if (!found) throw new Error(`refund application ${refundApplicationId} has no payment`);
  const channel = await channelOf(core, found);
  const refund = await core.db.transaction(async (tx) => {
    const application = await lockUndecided(tx, scope, operator, refundApplicationId);
    const payment = await lockPayment(tx, core.vault, application);
    const reserved = await reserveForOperator(core, tx, channel, payment, application.refundAmount);
    const { refundId } = reserved;
    const decision = { status: 'approved', by: operator, at: core.clock.now(), note, refundId } as const;
    await markRefundApplicationDecided(tx, application, decision);
    await core.audit.record(tx);
    return reserved;
  });
  return (await submitRefund(core, refund)).refund;
}

/**
 * Declines a refund; no money moves.
 * @throws Refusal refund_application_*, refund_needs_another_person
 */
export async function rejectRefund(
  core: AuditedCore,
  scope: SchoolScope,
  operator: string,
  { refundApplicationId, note }: RefundDecision,
): Promise<void> {
  await core.db.transaction(async (tx) => {
    const application = await lockUndecided(tx, scope, operator, refundApplicationId);
    const decision = { status: 'rejected', by: operator, at: core.clock.now(), note } as const;
    await markRefundApplicationDecided(tx, application, decision);
    await core.audit.record(tx);
  });
}

/** The refunds that operators asked for, newest first. */
export async function listRefundApplications(
  core: Pick<Core, 'db' | 'vault'>,
  scope: SchoolScope,
  filter: RefundApplicationFilter,
  page: PageQuery,
): Promise<CountedPage<RefundApplicationListed>> {
  const rows = pageSorted(page, 'refundApplicationId', filter.sort, (behind, limit) =>
    findRefundApplications(core.db, core.vault, scope, filter, behind, limit),
  );
  return withTotals(page, rows, () => countRefundApplications(core.db, scope, filter));
}

/** @throws Refusal refund_application_not_found */
export async function listedApplication(
  core: Pick<Core, 'db' | 'vault'>,
  scope: SchoolScope,
  refundApplicationId: string,
): Promise<RefundApplicationListed> {
  const application = isId(refundApplicationId)
    ? await findListedApplication(core.db, core.vault, scope, refundApplicationId)
    : undefined;
  if (!application) throw new Refusal('refund_application_not_found', {});
  return application;
}

/** Whose an application is that an operator names; undefined when it is not there. */
export async function schoolOfRefundApplication(
  { db }: Pick<Core, 'db'>,
  scope: SchoolScope,
  refundApplicationId: string,
): Promise<string | undefined> {
  return isId(refundApplicationId)
    ? findSchoolOfRefundApplication(db, scope, refundApplicationId)
    : undefined;
}

async function lockUndecided(
  tx: Transaction,
  scope: SchoolScope,
  operator: string,
  refundApplicationId: string,
): Promise<RefundApplication> {
  const application = isId(refundApplicationId)
    ? await lockRefundApplication(tx, scope, refundApplicationId)
    : undefined;
  if (!application) throw new Refusal('refund_application_not_found', {});
  if (application.status !== 'pending') {
    throw new Refusal('refund_application_decided', { status: application.status });
  }
  if (application.requestedBy === operator) throw new Refusal('refund_needs_another_person', {});
  return application;
}
