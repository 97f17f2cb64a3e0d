import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { openRequest } from '@zhixiao/protocol/envelope';
import { TEST_APP } from '@zhixiao/server/sandbox/seed';

/** A partner's endpoint that takes everything at once, and counts them. */
export interface Sink extends AsyncDisposable {
  readonly url: string;
  /** Forms received so far. */
  received(): number;
  /** Resolves once `count` more than `before` have come; fails after `limitMs`. */
  reached(total: number, limitMs: number): Promise<void>;
  /** Called for every form, as it came. */
  onForm: ((text: string) => void) | undefined;
}

/** @param delayMs how long it takes to answer, anew for each form; at once by default */
export async function startSink(delayMs?: () => number): Promise<Sink> {
  let received = 0;
  let waiting: { total: number; resolve: () => void } | undefined;
  const sink: Pick<Sink, 'onForm'> = { onForm: undefined };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (delayMs) setTimeout(() => response.end('success'), delayMs());
      else response.end('success');
      received += 1;
      sink.onForm?.(Buffer.concat(chunks).toString());
      if (waiting && received >= waiting.total) waiting.resolve();
    });
  });
  // a dispatcher may keep its connections for as long as it likes
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(sink, {
    url: urlOf(server),
    received: () => received,
    reached: (total: number, limitMs: number) =>
      new Promise<void>((resolve, reject) => {
        const message = () => `${received} of ${total} notifications came within ${limitMs} ms`;
        const timer = setTimeout(() => reject(new Error(message())), limitMs);
        waiting = {
          total,
          resolve: () => {
            clearTimeout(timer);
            waiting = undefined;
            resolve();
          },
        };
        if (received >= total) waiting.resolve();
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** A partner's endpoint that takes every connection and never says a word. */
export async function startSilence(): Promise<{ readonly url: string } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket.on('error', () => undefined).on('close', () => sockets.delete(socket)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: urlOf(server),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The order a form is about. */
export function orderIdOf(form: string): string {
  const param = new URLSearchParams(form).get('param') ?? '';
  const content = JSON.parse(openRequest(TEST_APP, { id: TEST_APP.appId, param, sign: '' })) as {
    order_id: string;
  };
  return content.order_id;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`;
}
