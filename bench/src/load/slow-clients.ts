import { once } from 'node:events';
import { connect } from 'node:net';

/** What slow clients begin with; then they send a byte a second, or read nothing of what is answered. */
const BEGINNINGS = [
  'POST /pay_api/order_create HTTP/1.1\r\nHost: a\r\nX-Slow: ',
  'POST /pay_api/order_create HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{',
  'GET /console/ HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(10),
  '',
];
const READS_NOTHING = 2;
const BYTE_EVERY_MS = 1_000;

/** Opens `count` connections of clients that are as slow as they can be, and keeps so many until it is disposed. */
export async function openSlowClients(port: number, count: number): Promise<AsyncDisposable> {
  let isOver = false;
  const open = async (n: number): Promise<() => void> => {
    const kind = n % BEGINNINGS.length;
    const socket = connect({ port, host: '127.0.0.1' }).on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(BEGINNINGS[kind] ?? '');
    if (kind === READS_NOTHING) socket.pause();
    else socket.resume();
    const timer = setInterval(() => {
      if (kind < READS_NOTHING && !socket.destroyed) socket.write('x');
    }, BYTE_EVERY_MS);
    socket.on('close', () => {
      clearInterval(timer);
      // one that was ended for its slowness comes again
      if (!isOver) void open(n).then((close) => closing.set(n, close));
    });
    return () => socket.destroy();
  };
  const closing = new Map<number, () => void>();
  for (let n = 0; n < count; n += 1) closing.set(n, await open(n));
  return {
    async [Symbol.asyncDispose]() {
      isOver = true;
      for (const close of closing.values()) close();
    },
  };
}
