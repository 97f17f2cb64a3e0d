import type { Core } from '../core.ts';
import { maskName, maskNumber, maskUrl } from '../lib/mask.ts';
import { type OrderStory, orderStory } from '../orders/order-story.ts';
import type { OrderListed } from '../orders/search-orders.ts';
import { listSchools } from '../schools/manage-schools.ts';
import type { SchoolScope } from '../schools/scope.ts';

/** An order as a list shows it, whom it is for masked. */
export function orderRow({ payer, closeReason: _, ...order }: OrderListed) {
  return { ...order, ...maskedPayer(payer) };
}

/** Everything about one order. @throws Refusal order_not_found */
export async function orderStoryView(core: Core, scope: SchoolScope, orderId: string) {
  const { order, payments, waitingFees, notification, invoices, events } = await orderStory(
    core,
    scope,
    orderId,
  );
  const app = await core.apps(order.appId);
  const [school] = await listSchools(core, app ? [app.schoolId] : []);
  const paying = payments.find(({ disposition }) => disposition === 'order');
  const {
    payer,
    openid: _openid,
    payType: _payType,
    wantsInvoice: _wants,
    paymentNo: _no,
    returnUrl: _url,
    notifyUrl,
    closeBy: _by,
    closeNote: _note,
    ...rest
  } = order;
  const [invoice] = invoices;
  return {
    order: {
      ...rest,
      ...maskedPayer(payer),
      notifyUrl: maskUrl(notifyUrl),
      schoolId: app?.schoolId ?? '',
      schoolName: school?.name ?? '',
      appName: app?.name ?? '',
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
    events: events.map(({ at, what, ...details }) => ({ at, what, details: { ...details } })),
  };
}

function otherMoney(payment: OrderStory['payments'][number]) {
  const { paymentNo, channel, transactionId, disposition, paidFee = 0, refundingFee, refundedFee } = payment;
  if (disposition === undefined || disposition === 'order') return [];
  return [{ paymentNo, channel, transactionId, disposition, paidFee, refundingFee, refundedFee }];
}

function leftOf({ paidFee = 0, refundingFee, refundedFee }: OrderStory['payments'][number]): number {
  return paidFee - refundingFee - refundedFee;
}

function maskedPayer({ userNo, userName }: OrderListed['payer']) {
  return {
    userNo: userNo === undefined ? undefined : maskNumber(userNo),
    userName: userName === undefined ? undefined : maskName(userName),
  };
}
