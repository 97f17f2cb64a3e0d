import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Toxic } from './toxics.ts';

/** A TCP proxy whose network can be made ill. */
export interface ToxicProxy extends AsyncDisposable {
  readonly port: number;
  /** Changes what happens from now on, to open connections too; undefined: a healthy network. */
  poison(toxic: Toxic | undefined): void;
  /** Resolves when a request for such a path, which came from now on, begins to be answered, or after so long. */
  nextAnswer(path: RegExp, limitMs: number): Promise<void>;
}

/**
 * @param targetPort of 127.0.0.1, asked for at each connection
 * @param port the one its clients know from an earlier run; 0 for any
 */
export async function startToxicProxy(targetPort: () => number, port = 0): Promise<ToxicProxy> {
  let toxic: Toxic | undefined;
  const pairs = new Set<readonly [Socket, Socket]>();
  let wanted: { readonly path: RegExp; readonly seen: () => void } | undefined;
  const listener = createServer({ allowHalfOpen: false });
  listener.on('connection', (client) => {
    if (toxic?.kind === 'down') return void client.resetAndDestroy();
    const server = connect(targetPort(), '127.0.0.1');
    const pair = [client, server] as const;
    pairs.add(pair);
    let isWanted = false;
    client.on('data', (chunk: Buffer) => {
      if (wanted) isWanted = wanted.path.test(chunk.toString('latin1', 0, HEAD_BYTES));
    });
    server.on('data', () => {
      // what the client gets of it is on its way then
      if (isWanted) setImmediate(() => wanted?.seen());
    });
    for (const [from, to] of [pair, [server, client] as const]) {
      const carried = carry(from, to, () => toxic);
      from.on('error', () => undefined);
      from.on('close', () => {
        pairs.delete(pair);
        const end = () => void to.destroySoon();
        // an end comes behind what is still on its way, and is not told at all by a network that loses every packet
        setTimeout(end, (toxic?.kind === 'timeout' && toxic.ms) || FOREVER_MS).unref();
        const lateMs = toxic?.kind === 'slow_close' ? toxic.ms : 0;
        if (toxic?.kind !== 'timeout') void carried().then(() => setTimeout(end, lateMs).unref());
      });
    }
  });
  listener.listen(port, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    poison(next) {
      toxic = next;
      for (const pair of pairs) strike(pair, next);
    },
    nextAnswer(path, limitMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const seen = () => {
        clearTimeout(timer);
        wanted = undefined;
        resolve();
      };
      const timer = setTimeout(seen, limitMs);
      wanted = { path, seen };
      return promise;
    },
    async [Symbol.asyncDispose]() {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
}

/** The first line of a request. */
const HEAD_BYTES = 200;
/** What a side could still not know when the network has healed is told after this long. */
const FOREVER_MS = 20_000;

function strike([client, server]: readonly [Socket, Socket], toxic: Toxic | undefined): void {
  if (toxic?.kind === 'down') {
    client.destroy();
    server.destroy();
  }
  if (toxic?.kind === 'reset') setTimeout(() => reset(client, server), toxic.ms).unref();
  if (toxic?.kind === 'timeout' && toxic.ms > 0) setTimeout(() => reset(client, server), toxic.ms).unref();
}

function reset(client: Socket, server: Socket): void {
  client.resetAndDestroy();
  server.destroy();
}

/** Hands on what comes, in order, as the toxic of the moment has it; answers when everything so far has been. */
function carry(from: Socket, to: Socket, toxicNow: () => Toxic | undefined): () => Promise<void> {
  let carried = 0;
  let last: Promise<void> = Promise.resolve();
  from.on('data', (chunk: Buffer) => {
    from.pause();
    last = last.then(async () => {
      await send(chunk, toxicNow());
      from.resume();
    });
  });
  return () => last;

  async function send(chunk: Buffer, toxic: Toxic | undefined): Promise<void> {
    carried += chunk.length;
    switch (toxic?.kind) {
      case 'latency':
        await pause(toxic.ms + Math.random() * toxic.jitterMs);
        break;
      case 'bandwidth':
        await pause((chunk.length / toxic.bytesPerSecond) * 1_000);
        break;
      case 'timeout':
        // lost for good: TCP hands on nothing behind a gap, and gives up some time
        setTimeout(() => reset(from, to), FOREVER_MS).unref();
        return new Promise(() => undefined);
      case 'reset':
        reset(from, to);
        return;
      case 'slicer':
        for (let at = 0; at < chunk.length && at < SLICED_BYTES; at += toxic.bytes) {
          to.write(chunk.subarray(at, Math.min(at + toxic.bytes, SLICED_BYTES)));
          await pause(toxic.ms);
        }
        if (chunk.length > SLICED_BYTES) to.write(chunk.subarray(SLICED_BYTES));
        return;
      case 'limit':
        if (carried > toxic.bytes) {
          to.write(chunk.subarray(0, Math.max(0, toxic.bytes - (carried - chunk.length))));
          from.destroy();
          return;
        }
        break;
      default:
        break;
    }
    if (!to.destroyed) to.write(chunk);
  }
}

/** More of one piece is not cut small: the pauses would take minutes. */
const SLICED_BYTES = 4_000;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.min(ms, 5_000)).unref());
}
