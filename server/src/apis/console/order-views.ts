import type { Core } from '../../core.ts';
import { maskName, maskNumber, maskUrl } from '../../lib/mask.ts';
import { operatorNames } from '../../operators/operator-names.ts';
import type { OrderListed } from '../../orders/order-list.ts';
import { problemsOfOrder } from '../../overview/open-problems.ts';
import { listSchools } from '../../schools/manage-schools.ts';
import type { SchoolScope } from '../../schools/scope.ts';
import { type OrderTimeline, orderTimeline } from '../../timeline/order-timeline.ts';
import { isUnderWay, orderVersion } from '../../timeline/order-version.ts';

/** An order as a list shows it, whom it is for masked. */
export function orderRow(order: OrderListed) {
  return {
    schoolId: order.schoolId,
    appId: order.appId,
    appName: order.appName,
    orderId: order.orderId,
    outTradeNo: order.outTradeNo,
    body: order.body,
    totalAmount: order.totalAmount,
    status: order.status,
    createdAt: order.createdAt,
    paidAt: order.paidAt,
    ...maskedPayer(order.payer),
    channel: order.channel,
    transactionId: order.transactionId,
    refundingAmount: order.refundingAmount,
    refundedAmount: order.refundedAmount,
  };
}

/** Everything about one order, and whom it is for, unmasked. @throws Refusal order_not_found */
export async function orderTimelineView(core: Core, scope: SchoolScope, orderId: string) {
  // before the rest: what changes in between is seen at the next look
  const version = await orderVersion(core, scope, orderId);
  const timeline = await orderTimeline(core, scope, orderId);
  const { order, payments, refunds, waitingAmounts, notification, invoices } = timeline;
  const [problems, names] = await Promise.all([
    problemsOfOrder(core, order),
    operatorNames(core, operatorsOf(timeline)),
  ]);
  const app = await core.apps(order.appId);
  const [school] = await listSchools(core, app ? [app.schoolId] : []);
  const paying = payments.find(({ disposition }) => disposition === 'order');
  const [invoice] = invoices;
  const view = {
    version,
    isUnderWay: isUnderWay(timeline),
    order: {
      schoolId: app?.schoolId ?? '',
      schoolName: school?.name ?? '',
      appId: order.appId,
      appName: app?.name ?? '',
      orderId: order.orderId,
      outTradeNo: order.outTradeNo,
      body: order.body,
      totalAmount: order.totalAmount,
      status: order.status,
      closeReason: order.closeReason,
      createdAt: order.createdAt,
      expiresAt: order.expiresAt,
      paidAt: order.paidAt,
      closedAt: order.closedAt,
      ...maskedPayer(order.payer),
      notifyUrl: maskUrl(order.notifyUrl),
      channel: paying?.channel,
      transactionId: paying?.transactionId,
      refundingAmount: paying?.refundingAmount ?? 0,
      refundedAmount: paying?.refundedAmount ?? 0,
    },
    refundable: payments
      .filter(({ disposition }) => disposition === 'order' || disposition === 'wrong_amount')
      .map((payment) => ({
        paymentNo: payment.paymentNo,
        isHeld: payment.disposition === 'wrong_amount',
        paidAmount: payment.paidAmount ?? 0,
        refundedAmount: payment.refundedAmount,
        refundingAmount: payment.refundingAmount,
        abnormalAmount: abnormalAmount(refunds, payment.paymentNo),
        leftAmount: leftOf(payment),
        waitingAmount: waitingAmounts.get(payment.paymentNo) ?? 0,
      })),
    otherMoney: payments.flatMap(otherMoney),
    approvalAbove: school?.refundApprovalAbove ?? 0,
    notification: notification && {
      status: notification.status,
      attempts: notification.attempts,
      nextAttemptAt: notification.nextAttemptAt,
    },
    problems: problems.map((problem) => ({ ...problem, failure: failureOf(timeline, problem.number) })),
    invoice: invoice && {
      invoiceNo: invoice.invoiceNo,
      status: invoice.status,
      number: invoice.number,
      failure: invoice.failure,
      isFiled: invoice.isFiled,
    },
    // one that `TIMELINE_DETAILS` does not name does not compile, and stays behind when the answer is written
    events: timeline.events.map(({ at, what, ...details }) => ({
      at,
      what,
      details: 'by' in details && details.by !== undefined ? named(details, details.by, names) : details,
    })),
    archived: timeline.archived,
  };
  return { view, payer: order.payer };
}

/** The accounts of those who did something about the order. */
function operatorsOf({ events }: OrderTimeline): string[] {
  const accounts = events.flatMap((event) => ('by' in event && event.by !== undefined ? [event.by] : []));
  return [...new Set(accounts)];
}

/** A person is shown by name; the account is for the audit log. */
function named<D extends object>(details: D, by: string, names: ReadonlyMap<string, string>): D {
  return { ...details, by: names.get(by) ?? by };
}

/** What of a payment is on its way back and stands still, in fen. */
function abnormalAmount(refunds: OrderTimeline['refunds'], paymentNo: string): number {
  return refunds
    .filter((refund) => refund.paymentNo === paymentNo && refund.status === 'processing' && refund.abnormalAt)
    .reduce((sum, { refundAmount }) => sum + refundAmount, 0);
}

/** Why the refund or invoice of this number failed, if it has. */
function failureOf({ refunds, invoices }: OrderTimeline, number: string): string | undefined {
  const refund = refunds.find(({ refundId }) => refundId === number);
  return (refund ?? invoices.find(({ invoiceNo }) => invoiceNo === number))?.failure;
}

function otherMoney(payment: OrderTimeline['payments'][number]) {
  const {
    paymentNo,
    channel,
    transactionId,
    disposition,
    paidAmount = 0,
    refundingAmount,
    refundedAmount,
  } = payment;
  if (disposition === undefined || disposition === 'order') return [];
  return [{ paymentNo, channel, transactionId, disposition, paidAmount, refundingAmount, refundedAmount }];
}

function leftOf({
  paidAmount = 0,
  refundingAmount,
  refundedAmount,
}: OrderTimeline['payments'][number]): number {
  return paidAmount - refundingAmount - refundedAmount;
}

/** Whom an order is for, masked. */
export function maskedPayer({ userNo, userName }: OrderListed['payer']) {
  return {
    userNo: userNo === undefined ? undefined : maskNumber(userNo),
    userName: userName === undefined ? undefined : maskName(userName),
  };
}
