import type { AppKeys } from './app-keys.ts';
import { type NodeRequest, type NodeResponse, receiveNode } from './receiver/node.ts';
import { createReceive } from './receiver/receive.ts';
import type { Notification } from './types.ts';

/**
 * A handler of notify_url for `node:http` and Express; `notificationReceiver` has those of other frameworks. The platform gets
 * `success` only after `onPaid` has resolved, so store the payment before it does; when it rejects, the platform sends
 * the notification again, for seven days. Every delivery is handed on, repeats included, two at once included: act on an
 * `out_trade_no` only once.
 * @param onError called with the reason of `onPaid`'s rejection; `console.error` by default
 */
export function notificationHandler(
  keys: AppKeys,
  onPaid: (notification: Notification) => Promise<void> | void,
  onError?: (error: unknown) => void,
): (request: NodeRequest, response: NodeResponse) => void {
  const handle = receiveNode(createReceive({ ...keys, onPaid, onError }));
  return (request, response) => void handle(request, response);
}
