import { connect, type Socket } from 'node:net';

/** RFC 8305, section 8: how long an address is given before the next one is tried beside it. */
const STAGGER_MS = 250;

/**
 * Connects to whichever address answers first. They are tried in their order, each 250 ms after the one before
 * or as soon as that one has failed, and none is given up before one has answered.
 * @throws what the first address failed with, when all have failed; the signal's reason
 */
export function connectToAny(
  addresses: readonly string[],
  port: number,
  signal: AbortSignal,
  staggerMs = STAGGER_MS,
): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const underWay = new Set<Socket>();
  let firstError: Error | undefined;
  let next = 0;
  let timer: NodeJS.Timeout | undefined;

  const stop = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    for (const socket of underWay) socket.destroy();
  };
  const onAbort = () => {
    stop();
    reject(signal.reason);
  };
  const tryNext = () => {
    clearTimeout(timer);
    const host = addresses[next];
    if (host === undefined) return;
    next += 1;
    const socket = connect({ host, port, noDelay: true, autoSelectFamily: false });
    underWay.add(socket);
    socket.once('connect', () => {
      underWay.delete(socket);
      stop();
      resolve(socket);
    });
    // stays on the socket: a later error is handled by the socket's user, and must not end the process
    socket.on('error', (error) => {
      if (!underWay.delete(socket)) return;
      firstError ??= error;
      if (next < addresses.length) return tryNext();
      if (underWay.size > 0) return;
      stop();
      reject(firstError);
    });
    if (next < addresses.length) timer = setTimeout(tryNext, staggerMs);
  };

  if (signal.aborted) reject(signal.reason);
  else {
    signal.addEventListener('abort', onAbort);
    tryNext();
  }
  return promise;
}
