import type { RefundApplication } from '../refunds/refund-application.ts';
import type { TimelineEvent } from './timeline-event.ts';

/** What an operator asked for, and what another decided: within the limit nobody has to. */
export function applicationEvents(application: RefundApplication): TimelineEvent[] {
  const { refundApplicationId, refundId, requestedAt, reason, requestedBy, refundAmount, status, note } =
    application;
  const { needsApproval, decidedAt, decidedBy } = application;
  const of = { refundApplicationId, refundId };
  const asked = { what: 'refund_requested', ...of, refundAmount, reason, by: requestedBy } as const;
  const events: TimelineEvent[] = [{ at: requestedAt, ...asked }];
  if (needsApproval && status !== 'pending' && decidedAt && decidedBy !== undefined) {
    events.push({ at: decidedAt, what: `refund_${status}`, ...of, by: decidedBy, note });
  }
  return events;
}
