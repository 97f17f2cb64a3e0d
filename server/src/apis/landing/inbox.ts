import { isRequestSignedBy, openRequest, type SealedRequest } from '@zhixiao/protocol/envelope';
import { parseBoundedJson } from '@zhixiao/protocol/json';
import type { Core } from '../../core.ts';
import { propertyOf } from '../../lib/property-of.ts';
import type { Order } from '../../orders/order.ts';
import { orderById } from '../../orders/order-by-id.ts';
import { TEST_APP } from '../../sandbox/seed.ts';

/** A notification as it came. */
export interface Received {
  readonly at: Date;
  readonly contentType: string;
  readonly body: string;
}

/** What a partner's server does, for the test app: verifies notifications of this page's orders and keeps them. */
export interface Inbox {
  /** Whether the notification is believed; it is kept by then. */
  receive(token: string, message: Omit<Received, 'at'>): Promise<boolean>;
  /** Those of an order, oldest first. */
  receivedFor(orderId: string): readonly Received[];
}

/** What memory may hold, times the limit of a body: 4 MiB. */
const ORDERS_MAX = 100;
const KEPT_OF_ORDER = 5;

/** Keeps notifications in memory, of the latest orders only. */
export function createInbox(core: Core): Inbox {
  const kept = new Map<string, readonly Received[]>();
  return {
    async receive(token, message) {
      const orderId = notifiedOrderId(message.body);
      const order = orderId === undefined ? undefined : await orderOfInbox(core, orderId, token);
      if (!order) return false;
      const before = kept.get(order.orderId) ?? [];
      kept.delete(order.orderId);
      kept.set(order.orderId, [...before, { at: core.clock.now(), ...message }].slice(-KEPT_OF_ORDER));
      const [oldest] = kept.keys();
      if (kept.size > ORDERS_MAX && oldest !== undefined) kept.delete(oldest);
      return true;
    },
    receivedFor: (orderId) => kept.get(orderId) ?? [],
  };
}

/** Where a browser has its orders' notifications sent; only who made an order with it knows the token. */
export function inboxUrl({ publicUrl }: Pick<Core, 'publicUrl'>, token = ''): string {
  return `${publicUrl}/landing/inbox/${token}`;
}

/** An order of the test app whose notifications go to this inbox; no other order is shown. */
export async function orderOfInbox(core: Core, orderId: string, token: string): Promise<Order | undefined> {
  const order = await orderById(core, orderId);
  const isOwn = order?.appId === TEST_APP.appId && order.notifyUrl === inboxUrl(core, token);
  return isOwn ? order : undefined;
}

/** The order that a notification is about; undefined when it is not signed by the gateway. */
function notifiedOrderId(body: string): string | undefined {
  const form = new URLSearchParams(body);
  const field = (name: keyof SealedRequest) => form.get(name) ?? '';
  const sealed: SealedRequest = { id: field('id'), param: field('param'), sign: field('sign') };
  if (sealed.id !== TEST_APP.appId || !isRequestSignedBy(TEST_APP, sealed)) return undefined;
  try {
    const orderId = propertyOf(parseBoundedJson(openRequest(TEST_APP, sealed)), 'order_id');
    return typeof orderId === 'string' ? orderId : undefined;
  } catch {
    return undefined;
  }
}
