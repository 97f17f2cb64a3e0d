import type { Logger } from 'pino';
import { isDatabaseAway } from '../db/database.ts';

/** Does something every so often until disposed, one time after the other; a failure waits for the next time. */
export function startPeriodic(
  { log }: { readonly log: Logger },
  { everyMs, what, run }: { everyMs: number; what: string; run: () => Promise<unknown> },
): AsyncDisposable {
  let running: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    running ??= run()
      .catch((error: unknown) => {
        // logged once, when the database was lost
        if (!isDatabaseAway(error)) log.error({ err: error }, `could not ${what}`);
      })
      .finally(() => {
        running = undefined;
      });
  }, everyMs);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await running;
    },
  };
}
