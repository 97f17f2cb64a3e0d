import { setTimeout as delay } from 'node:timers/promises';
import { pauseAfter } from './backoff.ts';

export interface WatchedServer {
  isRunning(): Promise<boolean>;
  /** Starts it on the port its clients know; rejects with one line that says why it did not start. */
  start(): Promise<void>;
  /** Gets a line when it has ended, and when it runs again. */
  readonly log: (message: string) => void;
}

const CHECK_EVERY_MS = 1_000;

/**
 * Restarts a server that ended without being stopped by us: killed for lack of memory, or by hand. One loop checks and
 * starts, with growing pauses, so that there is one attempt at a time. The returned stop waits for the one under way.
 */
export function watchServer({ isRunning, start, log }: WatchedServer): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;

  const restart = async () => {
    log('PostgreSQL has ended; starting it again');
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        await start();
        log('PostgreSQL runs again');
        return;
      } catch (error) {
        if (failures === 1) log(error instanceof Error ? error.message : String(error));
        await pauseAfter(failures, signal);
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
