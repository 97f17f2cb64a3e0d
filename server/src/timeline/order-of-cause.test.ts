import { expect, test } from 'vitest';
import { inOrderOfCause } from './order-of-cause.ts';
import type { TimelineEvent } from './timeline-event.ts';

type What = TimelineEvent['what'];

/** An event at a number of milliseconds; of `about` a payment, refund or invoice, or of the ledger. */
function told(at: number, what: What, about = '1', more: object = {}): TimelineEvent {
  const numbers = { paymentNo: about, refundId: about, invoiceNo: about };
  const [name, number] =
    what === 'posted' || what === 'callback_received'
      ? ['subjectNo', about]
      : what.startsWith('refund')
        ? ['refundId', numbers.refundId]
        : what.startsWith('invoice')
          ? ['invoiceNo', numbers.invoiceNo]
          : ['paymentNo', numbers.paymentNo];
  return { at: new Date(Date.UTC(2026, 10, 29) + at), what, [name]: number, ...more } as TimelineEvent;
}

const order = (...events: readonly TimelineEvent[]) => inOrderOfCause(events).map(({ what }) => what);
/** The same however they were read. */
function expectOrder(events: readonly TimelineEvent[], wanted: readonly What[]): void {
  expect(order(...events)).toEqual(wanted);
  expect(order(...events.toReversed())).toEqual(wanted);
}

const SECOND = 1_000;

test.each([
  ['the channel’s clock is two seconds ahead', 4.9 * SECOND],
  ['the channel tells whole seconds, and so one before the payment was begun', 1 * SECOND],
  ['both clocks are the same', 2 * SECOND],
])('money comes after its payment and before all that came of it: %s', (_, paidAt) => {
  expectOrder(
    [
      told(0, 'order_created'),
      told(1.4 * SECOND, 'payment_started'),
      told(paidAt, 'money_received'),
      told(2.91 * SECOND, 'callback_received', '1', { kind: 'payment' }),
      told(2.9 * SECOND, 'posted', '1', { event: 'payment_received' }),
    ],
    ['order_created', 'payment_started', 'money_received', 'callback_received', 'posted'],
  );
});

test('what one commit wrote at one instant is told in the order of cause, of whatever it is', () => {
  expectOrder(
    [
      told(0, 'order_created'),
      told(0, 'payment_started'),
      told(0, 'money_received'),
      told(0, 'posted', '1', { event: 'payment_received' }),
      told(0, 'notification_queued'),
      told(0, 'invoice_requested', '9'),
    ],
    [
      'order_created',
      'payment_started',
      'money_received',
      'posted',
      'notification_queued',
      'invoice_requested',
    ],
  );
});

test('a refund is asked for, agreed to, started, reserved, taken, abnormal, over and dismissed, whatever the milliseconds say', () => {
  expectOrder(
    [
      told(12, 'refund_requested', '4'),
      told(11, 'refund_approved', '4'),
      told(9, 'refund_started', '4'),
      told(8, 'posted', '4', { event: 'refund_reserved' }),
      told(7, 'refund_accepted', '4'),
      told(6, 'refund_abnormal', '4'),
      told(5, 'refund_failed', '4'),
      told(4, 'posted', '4', { event: 'refund_failed' }),
      told(3, 'refund_dismissed', '4'),
    ],
    [
      'refund_requested',
      'refund_approved',
      'refund_started',
      'posted',
      'refund_accepted',
      'refund_abnormal',
      'refund_failed',
      'posted',
      'refund_dismissed',
    ],
  );
});

test('of an invoice, a second try stays behind the failure that it followed; a provider’s clock may be ahead or behind', () => {
  const attempt = (at: number, action: string) => told(at, 'invoice_attempt', '9', { action });
  expectOrder(
    [
      told(10, 'invoice_requested', '9'),
      attempt(20, 'issue'),
      told(30, 'invoice_failed', '9'),
      attempt(4_000, 'issue'),
      told(3_990, 'invoice_issued', '9'),
      attempt(4_010, 'fetch'),
      told(5_000, 'invoice_reversing', '9'),
      attempt(5_010, 'reverse'),
      told(5_000, 'invoice_reversed', '9'),
    ],
    [
      'invoice_requested',
      'invoice_attempt',
      'invoice_failed',
      'invoice_issued',
      'invoice_attempt',
      'invoice_attempt',
      'invoice_reversing',
      'invoice_attempt',
      'invoice_reversed',
    ],
  );
  expectOrder(
    [
      told(10, 'invoice_requested', '9'),
      told(9_000, 'invoice_issued', '9'),
      told(100, 'invoice_delivered', '9'),
    ],
    ['invoice_requested', 'invoice_issued', 'invoice_delivered'],
  );
});

test('rounds of a notification keep their order, and times are those that were recorded', () => {
  const events = [
    told(0, 'order_created'),
    told(50, 'notification_queued'),
    told(60, 'notification_attempt'),
    told(40, 'notification_exhausted'),
    told(45, 'notification_resent'),
    told(41, 'notification_attempt'),
    told(42, 'notification_delivered'),
  ];
  const ordered = inOrderOfCause(events);
  expect(ordered).toEqual(events);
  expect(ordered.map(({ at }) => at.getMilliseconds())).toEqual([0, 50, 60, 40, 45, 41, 42]);
});

test('what did not lead to each other is in the order of time: money may come before its payment is closed, or after', () => {
  for (const [closed, paid] of [
    [10, 20],
    [20, 10],
  ] as const) {
    const wanted =
      closed < paid ? ['payment_closed', 'money_received'] : ['money_received', 'payment_closed'];
    expect(
      order(told(0, 'payment_started'), told(paid, 'money_received'), told(closed, 'payment_closed')),
    ).toEqual(['payment_started', ...wanted]);
  }
});

test('the next invoice of an order is asked for when the one before is reversed, also at one instant', () => {
  expectOrder(
    [
      told(0, 'invoice_requested', '9'),
      told(1, 'invoice_issued', '9'),
      told(2, 'invoice_reversing', '9'),
      told(3, 'invoice_reversed', '9'),
      told(3, 'invoice_requested', '10'),
      told(3, 'invoice_issued', '10'),
    ],
    [
      'invoice_requested',
      'invoice_issued',
      'invoice_reversing',
      'invoice_reversed',
      'invoice_requested',
      'invoice_issued',
    ],
  );
});
