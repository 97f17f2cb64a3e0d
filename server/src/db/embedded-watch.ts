import { setTimeout as delay } from 'node:timers/promises';
import { pauseAfter } from './backoff.ts';

export interface WatchedServer {
  isRunning(): Promise<boolean>;
  /** Starts it where its clients look for it; rejects with a line that says why it could not. */
  start(): Promise<void>;
  /** Told in one line that it ended, and that it runs again. */
  readonly log: (message: string) => void;
}

const LOOK_MS = 1_000;

/**
 * Starts a server again that has ended without us: killed for want of memory, or by hand. One loop looks and starts, with
 * growing pauses, so that there is one try at a time. The returned stop waits for the one under way.
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
      await delay(LOOK_MS, undefined, { signal, ref: false });
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
