import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AppKeys, completeKeys } from './app-keys.ts';
import { BadNotificationError } from './errors.ts';
import { NOTIFICATION_RECEIVED, readNotification } from './notification.ts';
import type { Notification } from './types.ts';

const BODY_LIMIT_BYTES = 64 * 1024;

/**
 * A `node:http` handler for notify_url. The platform gets `success` only after `onPaid` has resolved, so store the
 * payment before it does; when it rejects, the platform sends the notification again, for seven days. Every delivery
 * is handed on, repeats included, two at once included: act on an `out_trade_no` only once.
 * @param onError called with the reason of `onPaid`'s rejection; `console.error` by default
 */
export function notificationHandler(
  keys: AppKeys,
  onPaid: (notification: Notification) => Promise<void> | void,
  onError: (error: unknown) => void = console.error,
): (request: IncomingMessage, response: ServerResponse) => void {
  completeKeys(keys);
  return (request, response) => {
    answer(keys, onPaid, request).then(
      ({ status, text }) => send(response, status, text),
      (error: unknown) => {
        onError(error);
        send(response, 500, '处理失败');
      },
    );
  };
}

async function answer(
  keys: AppKeys,
  onPaid: (notification: Notification) => Promise<void> | void,
  request: IncomingMessage,
): Promise<{ status: number; text: string }> {
  if (request.method !== 'POST') return { status: 405, text: '请使用 POST 方法' };
  const body = await readBody(request);
  if (body === undefined) return { status: 413, text: '请求体过大或不完整' };
  let notification: Notification;
  try {
    notification = readNotification(keys, body, request.headers);
  } catch (error) {
    if (error instanceof BadNotificationError) return { status: 400, text: error.message };
    throw error;
  }
  await onPaid(notification);
  return { status: 200, text: NOTIFICATION_RECEIVED };
}

function send(response: ServerResponse, status: number, text: string): void {
  response.shouldKeepAlive = status === 200;
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

/** The body as text; undefined when it is too large, its rest unread, or breaks off. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > BODY_LIMIT_BYTES) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}
