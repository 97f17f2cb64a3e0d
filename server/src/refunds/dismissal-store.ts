import type { Queryable, Transaction } from '../db/database.ts';
import { appInScope, inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';

/** Who dismissed a failed refund, when and why. */
export interface Dismissal {
  readonly at: Date;
  readonly by: string;
  readonly reason: string;
}

/**
 * Marks a failed refund as dismissed, so that it is no open problem; the first dismissal is kept.
 * False: these schools have no such refund.
 */
export async function markRefundDismissed(
  tx: Transaction,
  scope: SchoolScope,
  refundId: string,
  { at, by, reason }: Dismissal,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'mark-refund-dismissed',
    text: `update refunds set dismissed_at = coalesce(dismissed_at, $3), dismissed_by = coalesce(dismissed_by, $4),
                              dismissal_reason = coalesce(dismissal_reason, $5)
            where refund_id = $2 and status = 'failed' and cause in ('operator', 'wrong_amount')
              and ${appInScope('$1')}
           returning 1`,
    values: [schoolsIn(scope), refundId, at, by, reason],
  });
  return rows.length === 1;
}

/** Whose a refund is; undefined when there is none in these schools. */
export async function findSchoolOfRefund(
  q: Queryable,
  scope: SchoolScope,
  refundId: string,
): Promise<string | undefined> {
  const [row] = await q.query<{ school_id: string }>({
    name: 'find-school-of-refund',
    text: `select school_id from refunds join apps using (app_id)
            where refund_id = $2 and ${inScope('school_id', '$1')}`,
    values: [schoolsIn(scope), refundId],
  });
  return row?.school_id;
}
