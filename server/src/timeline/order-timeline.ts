import type { ArchivedPart } from '@zhixiao/contract/codes/orders';
import type { Core } from '../core.ts';
import type { Order } from '../orders/order.ts';
import { orderInScope } from '../orders/order-in-scope.ts';
import { findWaitingAmounts } from '../refunds/refund-application-store.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { applicationEvents } from './application-events.ts';
import {
  findDeliveryEvents,
  findInvoiceAttemptEvents,
  findTimelineInvoices,
  type TimelineInvoice,
} from './invoice-timeline-store.ts';
import { findNotificationTimeline, type TimelineNotification } from './notification-timeline-store.ts';
import { inOrderOfCause } from './order-of-cause.ts';
import type { TimelineEvent } from './timeline-event.ts';
import {
  findArchivedParts,
  findCallbackEvents,
  findPostingEvents,
  findTimelineApplications,
  findTimelinePayments,
  findTimelineRefunds,
  type TimelinePayment,
  type TimelineRefund,
} from './timeline-store.ts';

/** An order with everything that ever happened to it. */
export interface OrderTimeline {
  readonly order: Order;
  readonly payments: readonly TimelinePayment[];
  readonly refunds: readonly TimelineRefund[];
  /** What waits for a second person to agree to its refund, in fen, by payment number. */
  readonly waitingAmounts: ReadonlyMap<string, number>;
  /** The latest first; at most one of them is live. */
  readonly invoices: readonly TimelineInvoice[];
  /** The state of its notification; undefined while there is none. */
  readonly notification: TimelineNotification | undefined;
  /** What led to another comes before it (`order-of-cause.ts`), otherwise the oldest first. */
  readonly events: readonly TimelineEvent[];
  /** What is not among the events, because it was archived. */
  readonly archived: readonly ArchivedPart[];
}

/**
 * The timeline of an order: one query for each kind of thing, however much happened.
 * @throws Refusal order_not_found
 */
export async function orderTimeline(
  core: Pick<Core, 'db' | 'vault'>,
  scope: SchoolScope,
  orderId: string,
): Promise<OrderTimeline> {
  const order = await orderInScope(core, scope, orderId);
  const [payments, applications, waitingAmounts, refunds, invoices, attempts, deliveries, notified] =
    await Promise.all([
      findTimelinePayments(core.db, order),
      findTimelineApplications(core.db, order),
      findWaitingAmounts(core.db, order),
      findTimelineRefunds(core.db, order),
      findTimelineInvoices(core.db, order),
      findInvoiceAttemptEvents(core.db, order),
      findDeliveryEvents(core.db, order),
      findNotificationTimeline(core.db, order),
    ]);
  const subjects = [
    ...payments.map(({ paymentNo }) => paymentNo),
    ...refunds.map(({ refundId }) => refundId),
  ];
  const [callbacks, postings, archived] = await Promise.all([
    findCallbackEvents(core.db, subjects),
    findPostingEvents(core.db, order.appId, subjects),
    findArchivedParts(core.db, order, subjects),
  ]);
  const events = inOrderOfCause([
    ...orderEvents(order),
    ...payments.flatMap(paymentEvents),
    ...callbacks,
    ...applications.flatMap(applicationEvents),
    ...refunds.flatMap(refundEvents),
    ...(notified?.events ?? []),
    ...invoices.toReversed().flatMap(invoiceEvents),
    ...attempts,
    ...deliveries,
    ...postings,
  ]);
  return {
    order,
    payments,
    refunds,
    waitingAmounts,
    invoices,
    notification: notified?.notification,
    events,
    archived,
  };
}

function orderEvents({
  createdAt,
  closedAt,
  closeReason,
  closeBy: by,
  closeNote: note,
}: Order): TimelineEvent[] {
  const events: TimelineEvent[] = [{ at: createdAt, what: 'order_created' }];
  if (closedAt && closeReason) {
    const reason = by === undefined ? closeReason : 'cancelled_by_operator';
    events.push({ at: closedAt, what: 'order_closed', reason, by, note });
  }
  return events;
}

function paymentEvents(payment: TimelinePayment): TimelineEvent[] {
  const { paymentNo, channel, scene, totalAmount, paidAt, paidAmount, transactionId, disposition } = payment;
  const events: TimelineEvent[] = [
    { at: payment.createdAt, what: 'payment_started', paymentNo, channel, scene, totalAmount },
  ];
  if (payment.closedAt) events.push({ at: payment.closedAt, what: 'payment_closed', paymentNo });
  if (paidAt && paidAmount !== undefined && transactionId !== undefined && disposition) {
    events.push({
      at: paidAt,
      what: 'money_received',
      paymentNo,
      channel,
      transactionId,
      paidAmount,
      disposition,
    });
  }
  return events;
}

function refundEvents(refund: TimelineRefund): TimelineEvent[] {
  const { refundId, paymentNo, refundAmount, cause, settledAt, failure } = refund;
  const events: TimelineEvent[] = [
    { at: refund.createdAt, what: 'refund_started', refundId, paymentNo, refundAmount, cause },
  ];
  const of = { refundId, refundAmount };
  if (refund.acceptedAt) events.push({ at: refund.acceptedAt, what: 'refund_accepted', ...of });
  if (refund.abnormalAt) events.push({ at: refund.abnormalAt, what: 'refund_abnormal', ...of });
  if (settledAt && refund.status === 'succeeded') {
    events.push({ at: settledAt, what: 'refund_succeeded', ...of });
  }
  if (settledAt && failure !== undefined) {
    events.push({ at: settledAt, what: 'refund_failed', ...of, failure });
  }
  if (refund.dismissal) events.push({ what: 'refund_dismissed', refundId, ...refund.dismissal });
  return events;
}

function invoiceEvents(invoice: TimelineInvoice): TimelineEvent[] {
  const { invoiceNo, source, number, issuedAt, reversalNumber, reversedAt, failure, failedAt } = invoice;
  const events: TimelineEvent[] = [{ at: invoice.createdAt, what: 'invoice_requested', invoiceNo, source }];
  if (issuedAt && number !== undefined)
    events.push({ at: issuedAt, what: 'invoice_issued', invoiceNo, number });
  if (failedAt && failure !== undefined)
    events.push({ at: failedAt, what: 'invoice_failed', invoiceNo, failure });
  if (invoice.reversingSince) {
    const { reversingSince: at, reversedBy: by, reversalReason: reason } = invoice;
    events.push({ at, what: 'invoice_reversing', invoiceNo, by, reason });
  }
  if (reversedAt && reversalNumber !== undefined) {
    events.push({ at: reversedAt, what: 'invoice_reversed', invoiceNo, number: reversalNumber });
  }
  return events;
}
