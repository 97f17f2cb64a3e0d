import { expect, test } from 'vitest';
import type { RefundApplication } from '../refunds/refund-application.ts';
import { applicationEvents } from './application-events.ts';

const at = (ms: number) => new Date(Date.UTC(2026, 10, 29, 6, 50, 9, ms));

const APPLICATION: RefundApplication = {
  appId: 'partner1',
  refundApplicationId: '3',
  orderId: '1',
  paymentNo: '2',
  refundAmount: 100,
  reason: '退宿',
  needsApproval: false,
  requestedBy: 'admin',
  requestedAt: at(12),
  status: 'approved',
  decidedBy: 'admin',
  decidedAt: at(12),
  note: undefined,
  refundId: '4',
};

const instants = (application: RefundApplication, startedAt?: Date) =>
  applicationEvents(application, startedAt).map(({ at, what }) => [what, at.getMilliseconds()]);

test('a refund is asked for before it is started, whatever the milliseconds say', () => {
  expect(instants(APPLICATION, at(9))).toEqual([
    ['refund_requested', 9],
    ['refund_approved', 9],
  ]);
});

test('what a second person decided keeps its times', () => {
  const decided = { ...APPLICATION, needsApproval: true, decidedBy: 'other', decidedAt: at(400) };
  expect(instants(decided, at(401))).toEqual([
    ['refund_requested', 12],
    ['refund_approved', 400],
  ]);
  expect(instants({ ...decided, status: 'rejected', refundId: undefined })).toEqual([
    ['refund_requested', 12],
    ['refund_rejected', 400],
  ]);
  expect(instants({ ...APPLICATION, status: 'pending' })).toEqual([['refund_requested', 12]]);
});
