import { measured } from '../lib/measures.ts';
import type { Database, Use } from './database.ts';
import { type FollowedStandby, followStandby } from './follow-standby.ts';
import { samplePrimary } from './sample-primary.ts';
import { type StandbyLog, standbyChanges } from './standby-log.ts';
import { readWalEnd } from './standby-state.ts';
import type { WalPosition } from './wal-position.ts';

/** Where one request reads what may lag. */
export interface StandbyReader {
  readonly db: Database;
  /** Whether it may still be read from, as at the beginning. */
  isUsable(): boolean;
  /** Has nobody begin to read there before it has been looked at again: a statement failed. */
  leave(): void;
}

/** The standbys of the primary, which answer what may be some seconds old. */
export interface Standby {
  /** How old what is read there may be, milliseconds. */
  readonly maxLagMs: number;
  /**
   * One that shows what was committed up to `written`, and nothing that is older than it may be; undefined when there is none
   * now.
   */
  reader(written: WalPosition | undefined): StandbyReader | undefined;
  /** Where the primary's log ends: all that was committed before is in front of it. @throws DatabaseAway */
  walEnd(): Promise<WalPosition>;
  /** The same standbys, their connections borrowed for another use than now. */
  usedFor(use: Use): Standby;
  close(): Promise<void>;
}

export interface StandbyOptions {
  /** Of one host each, which may be the primary at times. */
  readonly urls: readonly string[];
  readonly maxLagMs: number;
  readonly log: StandbyLog;
}

/** A request that would have to wait for a connection at a standby is answered by the primary. */
const WAITS_MS = 50;

/** Follows the standbys of a primary. None has to be there, then or later. */
export function openStandby(primary: Database, { urls, maxLagMs, log }: StandbyOptions): Standby {
  const sampling = samplePrimary(primary);
  const tell = standbyChanges(log, maxLagMs);
  const usable = (written?: WalPosition) =>
    followed.filter((one) => one.mayBeRead(written)).toSorted((one, other) => one.ageMs() - other.ageMs())[0];
  const onLook = () => {
    const best = usable();
    measured('standby', { isUsable: best !== undefined, lagSeconds: leastLagMs(followed) / 1_000 });
    tell(followed, best);
  };
  const followed: readonly FollowedStandby[] = urls.map((url) =>
    followStandby(url, maxLagMs, sampling, onLook),
  );

  const standbyFor = (use: Use | undefined): Standby => {
    const databases = new Map(
      followed.map((one) => [one, use === undefined ? one.db : one.db.usedFor(use)] as const),
    );
    return {
      maxLagMs,
      reader(written) {
        const one = usable(written);
        const db = one && databases.get(one);
        if (!db || db.waitedMs() > WAITS_MS) return undefined;
        return { db, isUsable: () => one.mayBeRead(written), leave: one.leave };
      },
      walEnd: () => readWalEnd(primary),
      usedFor: standbyFor,
      async close() {
        sampling.stop();
        await Promise.all(followed.map((one) => one.stop()));
      },
    };
  };
  return standbyFor(undefined);
}

function leastLagMs(followed: readonly FollowedStandby[]): number {
  return Math.min(...followed.map((one) => one.ageMs()));
}
