import type { Logger } from 'pino';
import { isDatabaseAway } from '../db/database.ts';

interface Periodic {
  readonly everyMs: number;
  /** After "could not", in the log. */
  readonly what: string;
  readonly run: () => Promise<unknown>;
  /** Also when started. */
  readonly atOnce?: boolean;
}

/** Does something every so often until disposed, one time after the other; a failure is tried again the next time. */
export function startPeriodic(
  { log }: { readonly log: Logger },
  { everyMs, what, run, atOnce = false }: Periodic,
): AsyncDisposable {
  let running: Promise<unknown> | undefined;
  const start = () => {
    running ??= run()
      .catch((error: unknown) => {
        // logged once, when the database was lost
        if (!isDatabaseAway(error)) log.error({ err: error }, `could not ${what}`);
      })
      .finally(() => {
        running = undefined;
      });
  };
  const timer = setInterval(start, everyMs);
  if (atOnce) start();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await running;
    },
  };
}
