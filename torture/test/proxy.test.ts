import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startToxicProxy, type ToxicProxy } from '../src/proxy/toxic-proxy.ts';
import type { Toxic } from '../src/proxy/toxics.ts';

/** Answers what it got, and ends with the client. */
const echo = createServer((socket) => void socket.on('error', () => undefined).pipe(socket));
let proxy: ToxicProxy;
beforeAll(async () => {
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startToxicProxy(() => (echo.address() as AddressInfo).port);
});
beforeEach(() => proxy.poison(undefined));
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  echo.close();
});

/** What comes back of a message, and how the connection ended when it did before everything was there. */
async function say(message: string): Promise<string> {
  const socket = connect(proxy.port, '127.0.0.1');
  let text = '';
  return new Promise((resolve) => {
    socket.on('data', (chunk) => {
      text += chunk;
      if (text.length >= message.length) {
        socket.destroy();
        resolve(text);
      }
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    socket.on('close', () => resolve(`${text} and closed`));
    socket.write(message);
  });
}

test('a healthy network hands on everything, in order', async () => {
  const message = Array.from({ length: 20_000 }, (_, index) => String(index)).join(' ');
  expect(await say(message)).toBe(message);
});

test.each<{ toxic: Toxic; comes: RegExp }>([
  { toxic: { kind: 'latency', ms: 50, jitterMs: 10 }, comes: /^hello$/ },
  { toxic: { kind: 'bandwidth', bytesPerSecond: 1_000 }, comes: /^hello$/ },
  { toxic: { kind: 'slicer', bytes: 1, ms: 1 }, comes: /^hello$/ },
  { toxic: { kind: 'slow_close', ms: 10 }, comes: /^hello$/ },
  { toxic: { kind: 'down' }, comes: /^ECONNRESET$/ },
  { toxic: { kind: 'reset', ms: 0 }, comes: /^ECONNRESET$/ },
  { toxic: { kind: 'limit', bytes: 3 }, comes: /^(hel)? and closed$|^ECONNRESET$/ },
])('$toxic.kind', async ({ toxic, comes }) => {
  proxy.poison(toxic);
  expect(await say('hello')).toMatch(comes);
  proxy.poison(undefined);
  expect(await say('hello')).toBe('hello');
});

test('timeout: nothing gets through, and then the connection ends', async () => {
  const socket = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  socket.write('first');
  await once(socket, 'data');
  proxy.poison({ kind: 'timeout', ms: 100 });
  let later = '';
  socket.on('data', (chunk) => {
    later += chunk;
  });
  socket.write('second');
  await new Promise((resolve) => socket.once('close', resolve));
  expect(later).toBe('');
});
