import type { Logger } from 'pino';
import { type Clock, MINUTE_MS, SECOND_MS } from './clock.ts';

/** What happened, and to whom. */
interface Occurrence {
  /** Whose lines are summed: of one subject there is one a minute. */
  readonly subject: string;
  /** Why, out of a few: counted each by itself. */
  readonly reason: string;
  readonly message: string;
  readonly alert?: string;
}

/** A log of events that any client can cause in any number. */
export interface SummedLog {
  note(occurrence: Occurrence): void;
  /** Says what has not been said. */
  close(): void;
}

interface Tally {
  since: number;
  readonly last: Occurrence;
  readonly reasons: Map<string, number>;
}

const REASONS_MAX = 20;
const SUBJECTS_MAX = 10_000;

/** Says at once what happens to a subject, and from then on once a minute how often it happened since. */
export function createSummedLog(log: Logger, clock: Clock): SummedLog {
  const tallies = new Map<string, Tally>();
  const write = ({ last, reasons }: Tally) => {
    const { subject, message, alert } = last;
    const times = [...reasons.values()].reduce((sum, each) => sum + each, 0);
    const line = { subject, times, reasons: Object.fromEntries(reasons), ...(alert ? { alert } : {}) };
    log.warn(line, message);
    reasons.clear();
  };
  const timer = setInterval(() => {
    const now = clock.now().getTime();
    for (const [key, tally] of tallies) {
      if (Math.abs(now - tally.since) < MINUTE_MS) continue;
      if (tally.reasons.size === 0) {
        tallies.delete(key);
        continue;
      }
      write(tally);
      tally.since = now;
    }
  }, SECOND_MS).unref();
  return {
    note(occurrence) {
      const key = `${occurrence.alert ?? ''} ${occurrence.subject}`;
      const known = tallies.get(key);
      const isKnown = known !== undefined;
      if (!isKnown && tallies.size >= SUBJECTS_MAX) return;
      const tally = known ?? { since: clock.now().getTime(), last: occurrence, reasons: new Map() };
      const isNew = !tally.reasons.has(occurrence.reason);
      const reason = isNew && tally.reasons.size >= REASONS_MAX ? '…' : occurrence.reason;
      tally.reasons.set(reason, (tally.reasons.get(reason) ?? 0) + 1);
      if (isKnown) return;
      tallies.set(key, tally);
      write(tally);
    },
    close() {
      clearInterval(timer);
      for (const tally of tallies.values()) if (tally.reasons.size > 0) write(tally);
      tallies.clear();
    },
  };
}
