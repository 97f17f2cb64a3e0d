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
    totalFee: order.totalFee,
    status: order.status,
    createdAt: order.createdAt,
    paidAt: order.paidAt,
    ...maskedPayer(order.payer),
    channel: order.channel,
    transactionId: order.transactionId,
    refundingFee: order.refundingFee,
    refundedFee: order.refundedFee,
  };
}

/** Everything about one order. @throws Refusal order_not_found */
export async function orderTimelineView(core: Core, scope: SchoolScope, orderId: string) {
  const { order, payments, waitingFees, notification, invoices, events } = await orderTimeline(
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
      totalFee: order.totalFee,
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
      refundingFee: paying?.refundingFee ?? 0,
      refundedFee: paying?.refundedFee ?? 0,
    },
    refundable: payments
      .filter(({ disposition }) => disposition === 'order' || disposition === 'wrong_amount')
      .map((payment) => ({
        paymentNo: payment.paymentNo,
        isHeld: payment.disposition === 'wrong_amount',
        leftFee: leftOf(payment),
        waitingFee: waitingFees.get(payment.paymentNo) ?? 0,
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
  const { paymentNo, channel, transactionId, disposition, paidFee = 0, refundingFee, refundedFee } = payment;
  if (disposition === undefined || disposition === 'order') return [];
  return [{ paymentNo, channel, transactionId, disposition, paidFee, refundingFee, refundedFee }];
}

function leftOf({ paidFee = 0, refundingFee, refundedFee }: OrderTimeline['payments'][number]): number {
  return paidFee - refundingFee - refundedFee;
}

function maskedPayer({ userNo, userName }: OrderListed['payer']) {
  return {
    userNo: userNo === undefined ? undefined : maskNumber(userNo),
    userName: userName === undefined ? undefined : maskName(userName),
  };
}
