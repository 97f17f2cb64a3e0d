import type { Core } from '../core.ts';
import type { Order } from '../orders/order.ts';
import { orderInScope } from '../orders/order-in-scope.ts';
import { findWaitingFees } from '../refunds/refund-request-store.ts';
import type { SchoolScope } from '../schools/scope.ts';
import {
  findDeliveriesTold,
  findInvoiceAttemptsTold,
  findInvoicesTold,
  type InvoiceToldOf,
} from './invoices-told-store.ts';
import { findNotificationTold, type NotificationToldOf } from './notification-told-store.ts';
import type { StoryEvent } from './story-event.ts';
import {
  findCallbacksTold,
  findPaymentsTold,
  findPostingsTold,
  findRefundRequestsTold,
  findRefundsTold,
  type PaymentToldOf,
  type RefundToldOf,
} from './story-store.ts';

/** An order with everything that ever happened to it. */
export interface OrderStory {
  readonly order: Order;
  readonly payments: readonly PaymentToldOf[];
  readonly refunds: readonly RefundToldOf[];
  /** What waits for a second person to agree to its refund, in fen, by payment number. */
  readonly waitingFees: ReadonlyMap<string, number>;
  /** The latest first; at most one of them is live. */
  readonly invoices: readonly InvoiceToldOf[];
  /** How its partner is told; undefined while nothing is to be told. */
  readonly notification: NotificationToldOf | undefined;
  /** Oldest first. */
  readonly events: readonly StoryEvent[];
}

/**
 * The whole story of an order: one query for each kind of thing, however much happened.
 * @throws Refusal order_not_found
 */
export async function orderStory(
  core: Pick<Core, 'db' | 'vault'>,
  scope: SchoolScope,
  orderId: string,
): Promise<OrderStory> {
  const order = await orderInScope(core, scope, orderId);
  const [payments, requests, waitingFees, refunds, invoices, attempts, deliveries, told] = await Promise.all([
    findPaymentsTold(core.db, order),
    findRefundRequestsTold(core.db, order),
    findWaitingFees(core.db, order),
    findRefundsTold(core.db, order),
    findInvoicesTold(core.db, order),
    findInvoiceAttemptsTold(core.db, order),
    findDeliveriesTold(core.db, order),
    findNotificationTold(core.db, order),
  ]);
  const subjects = [
    ...payments.map(({ paymentNo }) => paymentNo),
    ...refunds.map(({ refundId }) => refundId),
  ];
  const [callbacks, postings] = await Promise.all([
    findCallbacksTold(core.db, subjects),
    findPostingsTold(core.db, order.appId, subjects),
  ]);
  const events = [
    ...orderEvents(order),
    ...payments.flatMap(paymentEvents),
    ...callbacks,
    ...requests,
    ...refunds.flatMap(refundEvents),
    ...(told?.events ?? []),
    ...invoices.toReversed().flatMap(invoiceEvents),
    ...attempts,
    ...deliveries,
    ...postings,
  ];
  // equal instants keep this order: cause before effect
  events.sort((a, b) => a.at.getTime() - b.at.getTime());
  return { order, payments, refunds, waitingFees, invoices, notification: told?.notification, events };
}

function orderEvents({
  createdAt,
  closedAt,
  closeReason,
  closeBy: by,
  closeNote: note,
}: Order): StoryEvent[] {
  const events: StoryEvent[] = [{ at: createdAt, what: 'order_created' }];
  if (closedAt && closeReason) {
    const reason = by === undefined ? closeReason : 'cancelled_by_operator';
    events.push({ at: closedAt, what: 'order_closed', reason, by, note });
  }
  return events;
}

function paymentEvents(payment: PaymentToldOf): StoryEvent[] {
  const { paymentNo, channel, scene, totalFee, paidAt, paidFee, transactionId, disposition } = payment;
  const events: StoryEvent[] = [
    { at: payment.createdAt, what: 'payment_started', paymentNo, channel, scene, totalFee },
  ];
  if (payment.closedAt) events.push({ at: payment.closedAt, what: 'payment_closed', paymentNo });
  if (paidAt && paidFee !== undefined && transactionId !== undefined && disposition) {
    events.push({
      // channels tell whole seconds: nobody has paid before it was begun
      at: new Date(Math.max(paidAt.getTime(), payment.createdAt.getTime())),
      what: 'money_received',
      paymentNo,
      channel,
      transactionId,
      paidFee,
      disposition,
    });
  }
  return events;
}

function refundEvents(refund: RefundToldOf): StoryEvent[] {
  const { refundId, paymentNo, refundFee, cause, settledAt, failure } = refund;
  const events: StoryEvent[] = [
    { at: refund.createdAt, what: 'refund_started', refundId, paymentNo, refundFee, cause },
  ];
  if (refund.acceptedAt) events.push({ at: refund.acceptedAt, what: 'refund_accepted', refundId });
  if (refund.abnormalAt) events.push({ at: refund.abnormalAt, what: 'refund_abnormal', refundId });
  if (settledAt && refund.status === 'succeeded') {
    events.push({ at: settledAt, what: 'refund_succeeded', refundId });
  }
  if (settledAt && failure !== undefined) {
    events.push({ at: settledAt, what: 'refund_failed', refundId, failure });
  }
  if (refund.seenTo) events.push({ what: 'refund_seen_to', refundId, ...refund.seenTo });
  return events;
}

function invoiceEvents(invoice: InvoiceToldOf): StoryEvent[] {
  const { invoiceNo, source, number, issuedAt, reversalNumber, reversedAt, failure, failedAt } = invoice;
  const events: StoryEvent[] = [{ at: invoice.createdAt, what: 'invoice_requested', invoiceNo, source }];
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
