import type { OrderTimelineView } from '@zhixiao/contract/console/orders';
import { expect, test } from 'vitest';
import { progressOf } from './order-progress.ts';

const PAYMENT = {
  paymentNo: '1',
  isHeld: false,
  paidAmount: 100,
  refundedAmount: 0,
  refundingAmount: 0,
  abnormalAmount: 0,
  leftAmount: 100,
  waitingAmount: 0,
};

function refunded(payment: Partial<typeof PAYMENT>, problems: OrderTimelineView['problems'] = []) {
  const timeline = {
    order: { status: 'paid', createdAt: '2026-11-29T00:00:00.000Z' },
    refundable: [{ ...PAYMENT, ...payment }],
    problems,
  } as unknown as OrderTimelineView;
  return progressOf(timeline).refunded;
}

test.each([
  [{}, [], 'none', 'none'],
  [{ waitingAmount: 10 }, [], 'waiting', 'now'],
  [{ refundingAmount: 10, waitingAmount: 5 }, [], 'refunding', 'now'],
  [{ refundedAmount: 10 }, [], 'part', 'done'],
  [{ refundedAmount: 100 }, [], 'whole', 'done'],
  // whatever else goes on, and although it is reserved as one under way is
  [{ refundingAmount: 30, abnormalAmount: 10, waitingAmount: 5, refundedAmount: 20 }, [], 'abnormal', 'bad'],
  [
    { refundingAmount: 30 },
    [{ kind: 'refund_failed', number: '2', since: '2026-11-29T00:00:00.000Z' }],
    'failed',
    'bad',
  ],
] as const)('refunds of %o with problems %o stand at %s', (payment, problems, word, state) => {
  expect(refunded(payment, [...problems])).toEqual({ word, state });
});
