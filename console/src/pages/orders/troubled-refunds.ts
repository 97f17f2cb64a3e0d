import type { OrderTimelineView } from '@zhixiao/contract/console/orders';

type Events = OrderTimelineView['events'];

/**
 * How many refunds of an order are not as they should be: those whose channel waits for a person, and those that failed
 * and that nobody has dismissed.
 */
export function troubledRefunds(events: Events): { readonly abnormal: number; readonly failed: number } {
  const of = (...kinds: Events[number]['what'][]) =>
    events.flatMap(({ what, details }) => (kinds.includes(what) ? [details.refundId] : []));
  const without = (all: ReturnType<typeof of>, gone: ReturnType<typeof of>) =>
    new Set(all.filter((refundId) => !gone.includes(refundId))).size;
  return {
    abnormal: without(of('refund_abnormal'), of('refund_succeeded', 'refund_failed')),
    failed: without(of('refund_failed'), of('refund_dismissed')),
  };
}
