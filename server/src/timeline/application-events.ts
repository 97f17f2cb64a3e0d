import type { RefundApplication } from '../refunds/refund-application.ts';
import type { TimelineEvent } from './timeline-event.ts';

/**
 * What an operator asked for, and what was decided. A refund within the limit is reserved a moment before its
 * application is written, in one commit: it was asked for when it was started, at the latest.
 * @param startedAt of the refund that came of it
 */
export function applicationEvents(
  application: RefundApplication,
  startedAt: Date | undefined,
): TimelineEvent[] {
  const { refundApplicationId, requestedAt, reason, requestedBy, refundAmount, status, note } = application;
  const { decidedAt, decidedBy } = application;
  const asked: TimelineEvent = {
    at: earlier(requestedAt, startedAt),
    what: 'refund_requested',
    refundApplicationId,
    refundAmount,
    reason,
    by: requestedBy,
  };
  if (status === 'pending' || !decidedAt || decidedBy === undefined) return [asked];
  const at = earlier(decidedAt, startedAt);
  return [asked, { at, what: `refund_${status}`, refundApplicationId, by: decidedBy, note }];
}

function earlier(at: Date, other: Date | undefined): Date {
  return other && other < at ? other : at;
}
