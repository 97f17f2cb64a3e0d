import type { Socket } from 'node:net';

const KEEP_FOR_MS = 30_000;
const KEPT_MAX = 512;

/** Connections that wait for another request to the same origin. */
export interface IdleConnections extends Disposable {
  /** The one that waits for the shortest time. */
  take(origin: string): Socket | undefined;
  /** Keeps it for a while, in place of the one that waits for the longest time where there are too many. */
  keep(origin: string, socket: Socket): void;
}

interface Kept {
  readonly origin: string;
  readonly socket: Socket;
  readonly release: () => void;
}

/**
 * A connection that is closed, or says something unasked, is dropped. An origin keeps as many as it had requests at once: many
 * apps may share one, and to connect anew costs more than the rest of a notification.
 */
export function idleConnections(): IdleConnections {
  /** The one that waits for the longest time first, in all and of each origin. */
  const all = new Set<Kept>();
  const ofOrigin = new Map<string, Kept[]>();

  const release = (kept: Kept) => {
    if (!all.delete(kept)) return;
    const waiting = ofOrigin.get(kept.origin) ?? [];
    if (waiting.at(-1) === kept) waiting.pop();
    else waiting.splice(waiting.indexOf(kept), 1);
    if (waiting.length === 0) ofOrigin.delete(kept.origin);
    kept.release();
  };
  const end = (kept: Kept) => {
    release(kept);
    kept.socket.destroy();
  };

  return {
    take(origin) {
      const kept = ofOrigin.get(origin)?.at(-1);
      if (kept) release(kept);
      return kept?.socket;
    },
    keep(origin, socket) {
      if (socket.destroyed) return;
      const drop = () => end(kept);
      const timer = setTimeout(drop, KEEP_FOR_MS).unref();
      const events = ['data', 'end', 'error', 'close'] as const;
      for (const event of events) socket.on(event, drop);
      socket.resume();
      const kept: Kept = {
        origin,
        socket,
        release() {
          clearTimeout(timer);
          for (const event of events) socket.off(event, drop);
        },
      };
      all.add(kept);
      const waiting = ofOrigin.get(origin);
      if (waiting) waiting.push(kept);
      else ofOrigin.set(origin, [kept]);
      const [oldest] = all;
      if (oldest && all.size > KEPT_MAX) end(oldest);
    },
    [Symbol.dispose]() {
      for (const kept of all) end(kept);
    },
  };
}
