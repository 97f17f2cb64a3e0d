import type { Audited, Core } from '../core.ts';
import { isId } from '../lib/ids.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { findSchoolOfRefund, markRefundDismissed } from './dismissal-store.ts';

/** An operator dismisses a failed refund: no other refund is needed. */
export interface RefundDismissal {
  readonly refundId: string;
  readonly reason: string;
}

/**
 * Dismisses a failed refund, as when the money was returned another way. No money moves. A repeat changes nothing:
 * the first dismissal is kept.
 * @throws Refusal refund_not_found, also of one that did not fail or that no operator wanted; refund_reason_missing
 */
export async function dismissRefund(
  core: Pick<Core, 'db' | 'clock'> & Audited,
  scope: SchoolScope,
  operator: string,
  { refundId, reason }: RefundDismissal,
): Promise<void> {
  if (reason.trim() === '') throw new Refusal('refund_reason_missing', {});
  const dismissal = { at: core.clock.now(), by: operator, reason: reason.trim() };
  await core.db.transaction(async (tx) => {
    const isThere = isId(refundId) && (await markRefundDismissed(tx, scope, refundId, dismissal));
    if (!isThere) throw new Refusal('refund_not_found', {});
    await core.audit.record(tx);
  });
}

/** Whose a refund is that an operator names; undefined when it is not there. */
export async function schoolOfRefund(
  { db }: Pick<Core, 'db'>,
  scope: SchoolScope,
  refundId: string,
): Promise<string | undefined> {
  return isId(refundId) ? findSchoolOfRefund(db, scope, refundId) : undefined;
}
