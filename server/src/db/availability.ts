import type { DatabaseAway } from './away.ts';

/** Where the database's comings and goings are told. */
export interface DatabaseLog {
  error(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Tells of each loss in one line and of each return in one, however many statements failed in between. */
export interface Availability {
  failed(error: DatabaseAway): void;
  answered(): void;
}

/** Errors that follow each other this closely are one loss, whatever is answered in between. */
const QUIET_MS = 1_000;

export function watchAvailability(log: DatabaseLog | undefined): Availability {
  let loss: { readonly since: number; last: number; errors: number } | undefined;
  return {
    failed({ message, code }) {
      const now = performance.now();
      if (loss) {
        loss.errors += 1;
        loss.last = now;
        return;
      }
      loss = { since: now, last: now, errors: 1 };
      log?.error({ reason: message, code }, 'database away');
    },
    answered() {
      const now = performance.now();
      if (!loss || now - loss.last < QUIET_MS) return;
      log?.warn({ awayMs: Math.round(loss.last - loss.since), errors: loss.errors }, 'database back');
      loss = undefined;
    },
  };
}
