import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isAcknowledgement } from '@zhixiao/protocol/acknowledgement';
import { NOTIFICATION_RECEIVED, type NotificationHeaders, readNotification } from '../notification.ts';
import { readText } from '../receiver/body.ts';
import type { Notification } from '../types.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import type { Settings } from './settings.ts';

/** What the gateway waits for an answer; an app that takes longer is sent the notification again. */
const PATIENCE_MS = 10_000;
const PASSED_ON = /^(content-type|webhook-|zhixiao-|user-agent$)/;

/** A notification that arrived, and what was answered. */
export interface Delivery {
  readonly notification: Notification | undefined;
  /** Why it is not believed. */
  readonly distrust: string | undefined;
  /** How often this order's has come, this one counted. */
  readonly count: number;
  readonly answer: Answered;
}

/** What an app answered, and what the gateway makes of it. */
export interface Answered {
  /** Undefined: none came. */
  readonly status: number | undefined;
  readonly text: string;
  readonly isAcknowledged: boolean;
  readonly tookMs: number;
}

export interface Received {
  readonly headers: NotificationHeaders;
  readonly body: string;
}

export interface Relay {
  readonly url: string;
  close(): Promise<unknown>;
}

/**
 * An address for `notify_url` on this machine, which hands what arrives to `take` and answers the gateway what that
 * answers; without an answer, it breaks off, as an app does that has died.
 * @param onDelivery is called after each
 */
export async function startRelay(
  settings: Settings,
  { host, port }: { readonly host: string; readonly port: number },
  take: (received: Received, count: number) => Promise<Answered>,
  onDelivery: (delivery: Delivery) => void,
): Promise<Relay> {
  const counts = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const body = (await readText(request)) ?? '';
    const { notification, distrust } = read(settings, body, request.headers);
    const key = notification?.out_trade_no ?? '';
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    const answer = await take({ headers: request.headers, body }, count);
    onDelivery({ notification, distrust, count, answer });
    if (answer.status === undefined) response.destroy();
    else response.writeHead(answer.status, { 'content-type': 'text/plain; charset=utf-8' }).end(answer.text);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', () =>
      reject(new CommandError(`${host}:${port} 已被占用 / is taken; --port`, EXIT.failed)),
    );
    server.listen(port, host, resolve);
  });
  const shown = host === '0.0.0.0' ? '127.0.0.1' : host;
  return {
    url: `http://${shown}:${(server.address() as AddressInfo).port}/notify`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function read(settings: Settings, body: string, headers: NotificationHeaders) {
  // the version of notifications is set in the console, independently of that of requests
  const isStrong = headers['webhook-signature'] !== undefined;
  const strong = String(headers['webhook-signature']).startsWith('v1sm3,') ? 'v2-sm' : 'v2';
  try {
    const profile = isStrong ? strong : 'v1';
    return { notification: readNotification({ ...settings, profile }, body, headers), distrust: undefined };
  } catch (error) {
    return { notification: undefined, distrust: error instanceof Error ? error.message : String(error) };
  }
}

/** Sends a notification on as it came. */
export async function forward(target: string, { headers, body }: Received): Promise<Answered> {
  const startedAt = Date.now();
  const passed = Object.entries(headers).filter(([name]) => PASSED_ON.test(name));
  const tookMs = () => Date.now() - startedAt;
  try {
    const response = await fetch(target, {
      method: 'POST',
      headers: Object.fromEntries(passed.map(([name, value]) => [name, String(value)])),
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await response.text();
    const isAcknowledged = isAcknowledgement(response.status, text);
    return { status: response.status, text, isAcknowledged, tookMs: tookMs() };
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    const text = isLate ? `${PATIENCE_MS} ms` : 'ECONNREFUSED';
    return { status: undefined, text, isAcknowledged: false, tookMs: tookMs() };
  }
}

/** What is answered where no app is. */
export const RECEIVED: Answered = {
  status: 200,
  text: NOTIFICATION_RECEIVED,
  isAcknowledged: true,
  tookMs: 0,
};
