import type { Core } from '../core.ts';
import { isId } from '../lib/ids.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { findSchoolOfRefund, markRefundSeenTo } from './seen-to-store.ts';

/** What an operator says of a failed refund that need not be asked for anew. */
export interface SeenToWish {
  readonly refundId: string;
  readonly reason: string;
}

/**
 * An operator is done with a refund that failed: nobody will ask for it anew, as when the money went back another
 * way. No money moves. Said again, it stays as it was said first.
 * @throws Refusal refund_not_found, also of one that did not fail or that no operator wanted; refund_reason_missing
 */
export async function seeToRefund(
  core: Pick<Core, 'db' | 'clock'>,
  scope: SchoolScope,
  operator: string,
  { refundId, reason }: SeenToWish,
): Promise<void> {
  if (reason.trim() === '') throw new Refusal('refund_reason_missing', {});
  const seenTo = { at: core.clock.now(), by: operator, reason: reason.trim() };
  await core.db.transaction(async (tx) => {
    const isThere = isId(refundId) && (await markRefundSeenTo(tx, scope, refundId, seenTo));
    if (!isThere) throw new Refusal('refund_not_found', {});
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
