import { setTimeout as delay } from 'node:timers/promises';

export interface WatchedServer {
  isRunning(): Promise<boolean>;
  /** Starts it on the port its clients know; rejects with one line that says why it did not start. */
  start(): Promise<void>;
  /** Gets a line when it has ended, and when it runs again. */
  readonly log: (message: string) => void;
}

const CHECK_EVERY_MS = 1_000;
const RETRY_EVERY_MS = 500;

/**
 * Restarts a server that ended without being stopped by us: killed for lack of memory, or by hand. One loop checks and
 * starts, with pauses, so that there is one attempt at a time. The returned stop waits for the one under way.
 */
export function watchServer({ isRunning, start, log }: WatchedServer): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;

  const restart = async () => {
    log('PostgreSQL has ended; starting it again');
    for (let isFirst = true; !signal.aborted; isFirst = false) {
      try {
        await start();
        log('PostgreSQL runs again');
        return;
      } catch (error) {
        if (isFirst) log(error instanceof Error ? error.message : String(error));
        await delay(RETRY_EVERY_MS, undefined, { signal });
      }
    }
  };
  const watch = async () => {
    while (!signal.aborted) {
      await delay(CHECK_EVERY_MS, undefined, { signal, ref: false });
      if (!(await isRunning()) && !signal.aborted) await restart();
    }
  };
  const watching = watch().catch((error: unknown) => {
    if (!signal.aborted) log(`PostgreSQL is not watched any more: ${error}`);
  });
  return async () => {
    stopping.abort();
    await watching;
  };
}
