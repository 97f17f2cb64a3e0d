import type { AppKeys } from '../app-keys.ts';
import { completeKeys } from '../complete-keys.ts';
import { BadNotificationError } from '../errors.ts';
import {
  type FormFields,
  NOTIFICATION_RECEIVED,
  type NotificationHeaders,
  readNotification,
  type SealedFields,
} from '../notification.ts';
import type { Notification } from '../types.ts';

export interface ReceiverOptions extends AppKeys {
  /**
   * Takes a payment in. The platform gets `success` only after this has resolved, so store the payment before it does; when
   * it rejects, the platform sends the notification again, for seven days.
   */
  readonly onPaid: (notification: Notification) => Promise<void> | void;
  /**
   * Whether the order was taken in before: then the platform gets `success`, and `onPaid` is not called. Two deliveries at
   * once can both pass it on two machines: let a unique key of your database on `out_trade_no` decide.
   */
  readonly isDone?: ((notification: Notification) => Promise<boolean> | boolean) | undefined;
  /** Gets what `isDone` or `onPaid` failed with; `console.error` by default. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** A request to notify_url, out of whatever framework. */
interface Incoming {
  readonly method: string | undefined;
  readonly headers: NotificationHeaders;
  /** Gives the body: as it came, or what a parser made of it; undefined when it is too large or incomplete. */
  readonly body: () => Promise<string | FormFields | SealedFields | undefined>;
}

interface Outgoing {
  readonly status: number;
  readonly text: string;
}

/** What one framework's handler gives a request to, and sends the answer of. Never rejects. */
export type Receive = (incoming: Incoming) => Promise<Outgoing>;

/** @throws TypeError when the keys cannot be right */
export function createReceive(options: ReceiverOptions): Receive {
  completeKeys(options);
  const { onError = console.error } = options;
  const takeIn = once(options);
  return async (incoming) => {
    try {
      return await answer(options, takeIn, incoming);
    } catch (error) {
      try {
        onError(error);
      } catch {
        // whatever becomes of the report, the platform must not be told that all went well
      }
      return { status: 500, text: '处理失败' };
    }
  };
}

async function answer(
  keys: AppKeys,
  takeIn: (notification: Notification) => Promise<void>,
  { method, headers, body: read }: Incoming,
): Promise<Outgoing> {
  if (method !== 'POST') return { status: 405, text: '请使用 POST 方法' };
  const body = await read();
  if (body === undefined) return { status: 413, text: '请求体过大或不完整' };
  let notification: Notification;
  try {
    notification = readNotification(keys, body, headers);
  } catch (error) {
    if (error instanceof BadNotificationError) return { status: 400, text: error.message };
    throw error;
  }
  await takeIn(notification);
  return { status: 200, text: NOTIFICATION_RECEIVED };
}

/** With `isDone`, two deliveries of an order at once are one: the second waits for the first, and ends as it does. */
function once({ isDone, onPaid }: ReceiverOptions): (notification: Notification) => Promise<void> {
  if (!isDone) return async (notification) => onPaid(notification);
  const running = new Map<string, Promise<void>>();
  const takeIn = async (notification: Notification) => {
    if (!(await isDone(notification))) await onPaid(notification);
  };
  return (notification) => {
    const key = notification.out_trade_no;
    const known = running.get(key);
    if (known !== undefined) return known;
    // `finally` comes later even where a hook throws at once: what failed must not stay
    const run = takeIn(notification).finally(() => running.delete(key));
    running.set(key, run);
    return run;
  };
}
