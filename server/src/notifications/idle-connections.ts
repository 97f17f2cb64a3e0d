import type { Socket } from 'node:net';

const KEEP_FOR_MS = 30_000;
const KEPT_PER_ORIGIN = 16;
const KEPT_MAX = 512;

/** Connections that wait for another request to the same origin. */
export interface IdleConnections extends Disposable {
  /** The one that waits for the shortest time. */
  take(origin: string): Socket | undefined;
  keep(origin: string, socket: Socket): void;
}

/** A connection that is closed, or says something unasked, is dropped. */
export function idleConnections(): IdleConnections {
  const kept = new Map<string, { readonly socket: Socket; readonly release: () => void }[]>();
  let count = 0;

  const drop = (origin: string, socket: Socket) => {
    const waiting = kept.get(origin) ?? [];
    const at = waiting.findIndex((one) => one.socket === socket);
    const [found] = at < 0 ? [] : waiting.splice(at, 1);
    if (!found) return;
    count -= 1;
    if (waiting.length === 0) kept.delete(origin);
    found.release();
  };

  return {
    take(origin) {
      const socket = kept.get(origin)?.at(-1)?.socket;
      if (socket) drop(origin, socket);
      return socket;
    },
    keep(origin, socket) {
      const waiting = kept.get(origin) ?? [];
      if (socket.destroyed || waiting.length >= KEPT_PER_ORIGIN || count >= KEPT_MAX) {
        socket.destroy();
        return;
      }
      const end = () => {
        drop(origin, socket);
        socket.destroy();
      };
      const timer = setTimeout(end, KEEP_FOR_MS).unref();
      const events = ['data', 'end', 'error', 'close'] as const;
      for (const event of events) socket.on(event, end);
      socket.resume();
      const release = () => {
        clearTimeout(timer);
        for (const event of events) socket.off(event, end);
      };
      waiting.push({ socket, release });
      kept.set(origin, waiting);
      count += 1;
    },
    [Symbol.dispose]() {
      for (const [origin, waiting] of kept) {
        for (const { socket } of [...waiting]) {
          drop(origin, socket);
          socket.destroy();
        }
      }
    },
  };
}
