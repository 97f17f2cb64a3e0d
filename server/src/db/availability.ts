import type { DatabaseAway } from './away.ts';

/** The log of when the database went away and when it was back. */
export interface DatabaseLog {
  error(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** Logs each outage in one line and its end in one, however many statements failed in between. */
export interface Availability {
  failed(error: DatabaseAway): void;
  answered(): void;
  /** When it last answered, by `performance.now()`; undefined during an outage. */
  answeredAt(): number | undefined;
}

/** Errors that follow each other this closely are one outage, whatever is answered in between. */
const QUIET_MS = 1_000;

export function watchAvailability(log: DatabaseLog | undefined): Availability {
  let answeredAt = 0;
  let outage: { readonly since: number; last: number; errors: number } | undefined;
  return {
    failed({ message, code }) {
      const now = performance.now();
      if (outage) {
        outage.errors += 1;
        outage.last = now;
        return;
      }
      outage = { since: now, last: now, errors: 1 };
      log?.error({ reason: message, code }, 'database away');
    },
    answered() {
      const now = performance.now();
      answeredAt = now;
      if (!outage || now - outage.last < QUIET_MS) return;
      log?.warn({ awayMs: Math.round(outage.last - outage.since), errors: outage.errors }, 'database back');
      outage = undefined;
    },
    answeredAt: () => (outage ? undefined : answeredAt),
  };
}
