import type { AppListed } from '../../apps/change-app.ts';
import { maskPeople } from '../../lib/mask.ts';
import type { NotificationListed } from '../../notifications/notification-list.ts';
import type { OrderListed } from '../../orders/order-list.ts';
import type { CallbackHealth } from '../../timeline/callback-health.ts';
import type { OrderCheck } from '../../timeline/self-check.ts';

/** An order without whom it is for: the partner knows, and a screen need not. */
export function ownOrder(order: OrderListed) {
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
    channel: order.channel,
    refundingAmount: order.refundingAmount,
    refundedAmount: order.refundedAmount,
  };
}

/** A notification as the list of a school shows it, without people whom the partner's server may have named. */
export function ownNotification(notification: NotificationListed): NotificationListed {
  const { last } = notification;
  return { ...notification, last: last && { ...answerOf(last), at: last.at } };
}

export function healthView(health: CallbackHealth) {
  const { lastFailure } = health;
  return {
    schoolId: health.schoolId,
    appId: health.appId,
    appName: health.appName,
    tried: health.tried,
    delivered: health.delivered,
    attempts: health.attempts,
    lastSuccessAt: health.lastSuccessAt,
    lastFailure: lastFailure && { ...answerOf(lastFailure), at: lastFailure.at },
    waiting: health.waiting,
    waitingSince: health.waitingSince,
    paused: health.paused,
  };
}

export function keysView({ schoolName, appId, name, cipher, frozen, keyChange, spoke }: AppListed) {
  return { schoolName, appId, name, cipher, frozen, keyChange, spoke };
}

export function checkView({ verdict, order, payments, notification }: OrderCheck) {
  return {
    verdict,
    order: order && ownOrder(order),
    payments: payments.map(({ channel, createdAt, paidAt, disposition, status, inDoubt }) => ({
      channel,
      startedAt: createdAt,
      paidAt,
      disposition,
      isInDoubt: status === 'unknown' || inDoubt,
    })),
    notification: notification && {
      status: notification.status,
      address: notification.address,
      nextAttemptAt: notification.nextAttemptAt,
      attempts: notification.made.map((made) => ({
        attempt: made.attempt,
        at: made.at,
        durationMs: made.durationMs,
        ...answerOf(made),
      })),
    },
  };
}

type Answer = Pick<NonNullable<CallbackHealth['lastFailure']>, 'outcome' | 'httpStatus' | 'detail'>;

/** What the partner's server said may be anything. */
function answerOf({ outcome, httpStatus, detail }: Answer) {
  return { outcome, httpStatus, detail: maskPeople(detail) };
}
