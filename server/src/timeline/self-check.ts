import type { Verdict } from '@zhixiao/contract/codes/workbench';
import type { RequestListed } from '../apps/requests/request-list.ts';
import { searchRequests } from '../apps/requests/search-requests.ts';
import type { Core } from '../core.ts';
import { findPausedEndpoints } from '../notifications/endpoint-store.ts';
import type { NotificationListed } from '../notifications/notification-list.ts';
import { searchNotifications } from '../notifications/search-notifications.ts';
import type { OrderListed } from '../orders/order-list.ts';
import { searchOrders } from '../orders/search-orders.ts';
import type { AppScope } from '../schools/scope.ts';
import { findNotificationTimeline } from './notification-timeline-store.ts';
import type { TimelineEvent } from './timeline-event.ts';
import { findTimelinePayments, type TimelinePayment } from './timeline-store.ts';

type Attempt = Extract<TimelineEvent, { what: 'notification_attempt' }>;

/** The way of one order as its partner may see it. */
export interface OrderCheck {
  readonly verdict: Verdict;
  readonly order: OrderListed | undefined;
  readonly payments: readonly TimelinePayment[];
  readonly notification: (NotificationListed & { readonly made: readonly Attempt[] }) | undefined;
}

const ORDERS = 5;
const REQUESTS = 10;
const ATTEMPTS = 50;

/**
 * Follows an order from its request over its payment to the partner's answer, and says where the way ends. Without an order
 * the requests of that number say why there is none.
 */
export async function selfCheck(
  core: Pick<Core, 'db' | 'vault' | 'clock'>,
  scope: AppScope,
  { number, appId }: { readonly number: string; readonly appId: string | undefined },
): Promise<{ readonly checks: readonly OrderCheck[]; readonly requests: readonly RequestListed[] }> {
  const wanted = number.trim();
  const { rows: orders } = await searchOrders(core, scope, { number: wanted, appId }, { limit: ORDERS });
  const checks = await Promise.all(orders.map((order) => checkOf(core, scope, order)));
  const outTradeNo = orders[0]?.outTradeNo ?? wanted;
  const requests = await searchRequests(core, scope, { number: outTradeNo, appId }, { limit: REQUESTS });
  if (checks.length > 0) return { checks, requests: requests.rows };
  const verdict = requests.rows.length > 0 ? 'not_created' : 'nothing_arrived';
  return {
    checks: [{ verdict, order: undefined, payments: [], notification: undefined }],
    requests: requests.rows,
  };
}

async function checkOf(
  core: Pick<Core, 'db' | 'vault'>,
  scope: AppScope,
  order: OrderListed,
): Promise<OrderCheck> {
  const { appId, orderId } = order;
  const [payments, found, timeline, paused] = await Promise.all([
    findTimelinePayments(core.db, order),
    searchNotifications(core, scope, { appId, number: orderId }, { limit: 1 }),
    findNotificationTimeline(core.db, order),
    findPausedEndpoints(core.db, appId),
  ]);
  const [listed] = found.rows;
  const made = (timeline?.events ?? []).filter(
    (event): event is Attempt => event.what === 'notification_attempt',
  );
  const notification = listed && { ...listed, made: made.toReversed().slice(0, ATTEMPTS) };
  const isPaused = notification !== undefined && paused.includes(new URL(notification.address).origin);
  return { verdict: verdictOf(order, payments, notification, isPaused), order, payments, notification };
}

function verdictOf(
  { status }: OrderListed,
  payments: readonly TimelinePayment[],
  notification: OrderCheck['notification'],
  isPaused: boolean,
): Verdict {
  if (status !== 'paid') {
    if (payments.some(({ disposition }) => disposition === 'wrong_amount')) return 'held';
    if (payments.some(({ disposition }) => disposition !== undefined)) return 'late_money';
    if (payments.some(({ status: each, inDoubt }) => each === 'unknown' || inDoubt)) return 'payment_unknown';
    return status === 'closed' ? 'closed' : 'unpaid';
  }
  switch (notification?.status) {
    case 'delivered':
      return 'delivered';
    case 'exhausted':
      return 'given_up';
    case 'pending':
      if (notification.attempts === 0) return 'sending';
      return isPaused ? 'paused' : 'retrying';
    default:
      return 'sending';
  }
}
