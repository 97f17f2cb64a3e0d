import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CipherName, DecryptError } from '@zhixiao/protocol/cipher';
import { type AppKeys, isRequestSignedBy, openRequest } from '@zhixiao/protocol/envelope';
import { BadNotificationError } from './errors.ts';
import type { Notification } from './types.ts';

/** The keys a notification is verified with: the app's own. */
export type NotificationKeys = Omit<AppKeys, 'cipher'> & { readonly cipher?: CipherName };

/** The body that tells the platform to stop repeating a notification. */
export const NOTIFICATION_RECEIVED = 'success';

const BODY_LIMIT_BYTES = 64 * 1024;

/**
 * Verifies and opens the body of a notification. It may come more than once: act on an `out_trade_no`
 * only the first time.
 * @throws BadNotificationError
 */
export function readNotification(keys: NotificationKeys, body: string): Notification {
  const form = new URLSearchParams(body);
  const sealed = {
    id: form.get('id') ?? '',
    param: (form.get('param') ?? '').replaceAll(' ', '+'),
    sign: form.get('sign') ?? '',
  };
  const app: AppKeys = { ...keys, cipher: keys.cipher ?? 'aes-256-cbc' };
  if (sealed.id !== app.appId || !isRequestSignedBy(app, sealed)) {
    throw new BadNotificationError('the notification is not signed by the gateway');
  }
  try {
    return JSON.parse(openRequest(app, sealed)) as Notification;
  } catch (cause) {
    if (!(cause instanceof DecryptError) && !(cause instanceof SyntaxError)) throw cause;
    throw new BadNotificationError('the notification does not decrypt with this key', { cause });
  }
}

/**
 * A `node:http` handler for notify_url. `onPaid` is called for every delivery, repeats included; the
 * platform is told "success" only after it has resolved, so store the payment before it does.
 */
export function notificationHandler(
  keys: NotificationKeys,
  onPaid: (notification: Notification) => Promise<void> | void,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    handle(keys, onPaid, request).then(
      () => response.end(NOTIFICATION_RECEIVED),
      (error: unknown) => {
        response.statusCode = error instanceof BadNotificationError ? 400 : 500;
        response.end('failed');
      },
    );
  };
}

async function handle(
  keys: NotificationKeys,
  onPaid: (notification: Notification) => Promise<void> | void,
  request: IncomingMessage,
): Promise<void> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > BODY_LIMIT_BYTES) throw new BadNotificationError('the notification is too large');
    chunks.push(chunk);
  }
  await onPaid(readNotification(keys, Buffer.concat(chunks).toString('utf8')));
}
