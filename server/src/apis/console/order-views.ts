import type { Core } from '../../core.ts';
import { maskName, maskNumber, maskUrl } from '../../lib/mask.ts';
import type { OrderListed } from '../../orders/order-list.ts';
import { listSchools } from '../../schools/manage-schools.ts';
import type { SchoolScope } from '../../schools/scope.ts';
import { type OrderTimeline, orderTimeline } from '../../timeline/order-timeline.ts';

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

/** Everything about one order. @throws Refusal order_not_found */
export async function orderTimelineView(core: Core, scope: SchoolScope, orderId: string) {
  const { order, payments, waitingAmounts, notification, invoices, events } = await orderTimeline(
    core,
    scope,
    orderId,
  );
  const app = await core.apps(order.appId);
  const [school] = await listSchools(core, app ? [app.schoolId] : []);
  const paying = payments.find(({ disposition }) => disposition === 'order');
  const [invoice] = invoices;
  return {
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
        leftAmount: leftOf(payment),
        waitingAmount: waitingAmounts.get(payment.paymentNo) ?? 0,
      })),
    otherMoney: payments.flatMap(otherMoney),
    approvalAbove: school?.refundApprovalAbove ?? 0,
    notification: notification?.status,
    invoice: invoice && {
      invoiceNo: invoice.invoiceNo,
      status: invoice.status,
      number: invoice.number,
      failure: invoice.failure,
      isFiled: invoice.isFiled,
    },
    // one that `TIMELINE_DETAILS` does not name does not compile, and stays behind when the answer is written
    events: events.map(({ at, what, ...details }) => ({ at, what, details })),
  };
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
