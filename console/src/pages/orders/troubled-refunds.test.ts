import type { OrderTimelineView } from '@zhixiao/contract/console/orders';
import { expect, test } from 'vitest';
import { troubledRefunds } from './troubled-refunds.ts';

type Event = OrderTimelineView['events'][number];

const events = (...all: readonly (readonly [Event['what'], string])[]): Event[] =>
  all.map(([what, refundId]) => ({ at: '2026-11-29T00:00:00.000Z', what, details: { refundId } }));

test('a refund is in trouble while its channel waits for a person, or when it failed and nobody has dismissed it', () => {
  expect(troubledRefunds(events(['refund_started', '1'], ['refund_abnormal', '1']))).toEqual({
    abnormal: 1,
    failed: 0,
  });
  expect(
    troubledRefunds(
      events(
        ['refund_abnormal', '1'],
        ['refund_succeeded', '1'],
        ['refund_abnormal', '2'],
        ['refund_failed', '2'],
        ['refund_failed', '3'],
        ['refund_dismissed', '3'],
      ),
    ),
  ).toEqual({ abnormal: 0, failed: 1 });
  expect(troubledRefunds([])).toEqual({ abnormal: 0, failed: 0 });
});
