import { setTimeout as delay } from 'node:timers/promises';
import { placesIn } from './address.ts';
import { type Database, openDatabase } from './database.ts';
import type { Sampling } from './sample-primary.ts';
import {
  judgeIdentity,
  LOOK_EVERY_MS,
  readStandbyWal,
  type StandbyVerdict,
  type StandbyWal,
  shownUntil,
} from './standby-state.ts';
import { includes, type WalPosition } from './wal-position.ts';

/** A host that is looked at all the time, and read from while it follows the primary closely enough. */
export interface FollowedStandby {
  /** Host and port. */
  readonly place: string;
  readonly db: Database;
  /** Whether what is committed up to `written` is there, nothing there is older than it may be, and it answers. */
  mayBeRead(written: WalPosition | undefined): boolean;
  /** How old what is read there may be, milliseconds; infinite where that is not known. */
  ageMs(): number;
  /** What was found last; undefined until the first look has ended. */
  finding(): Finding | undefined;
  /** Has it left alone until the next look: a statement failed. */
  leave(): void;
  stop(): Promise<void>;
}

export interface Finding {
  readonly verdict: StandbyVerdict | 'away';
  /** Of one that is away, the database's; of a primary that is not known, the primary's. */
  readonly reason?: string | undefined;
}

/** For all of what a process reads there; each kind of request has its part of it, as of the primary's. */
const POOL_SIZE = 10;
/** Nothing more is sent to a host whose last look was answered longer ago. */
const ANSWERED_WITHIN_MS = 1_500;

interface Look {
  readonly wal: StandbyWal;
  readonly endedAt: number;
  readonly verdict: StandbyVerdict;
  readonly shownUntil: number;
}

/** @param onLook called after each look */
export function followStandby(
  url: string,
  maxLagMs: number,
  primary: Sampling,
  onLook: () => void,
): FollowedStandby {
  const db = openDatabase({ url, poolSize: POOL_SIZE, isOnlyRead: true });
  const stopping = new AbortController();
  const { signal } = stopping;
  let last: Look | undefined;
  let finding: Finding | undefined;

  const look = async (): Promise<Look> => {
    const wal = await readStandbyWal(db);
    const known = primary.samples();
    const verdict = judgeIdentity(known.at(-1), wal);
    const until = verdict === 'usable' ? shownUntil(known, wal) : undefined;
    const endedAt = performance.now();
    const isBehind = verdict === 'usable' && (until === undefined || endedAt - until > maxLagMs);
    return {
      wal,
      endedAt,
      verdict: isBehind ? 'behind' : verdict,
      shownUntil: until ?? Number.NEGATIVE_INFINITY,
    };
  };
  const follow = async () => {
    while (!signal.aborted) {
      try {
        last = await look();
        const { verdict } = last;
        finding = { verdict, reason: verdict === 'primary_unknown' ? primary.failure() : undefined };
      } catch (error) {
        last = undefined;
        finding = { verdict: 'away', reason: error instanceof Error ? error.message : String(error) };
      }
      onLook();
      await delay(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  const following = follow();

  const ageMs = () => performance.now() - (last?.shownUntil ?? Number.NEGATIVE_INFINITY);
  return {
    place: placesIn(url),
    db,
    mayBeRead(written) {
      if (last?.verdict !== 'usable' || performance.now() - last.endedAt > ANSWERED_WITHIN_MS) return false;
      return ageMs() <= maxLagMs && (written === undefined || includes(last.wal.replayed, written));
    },
    ageMs,
    finding: () => finding,
    leave() {
      last = undefined;
    },
    async stop() {
      stopping.abort();
      await db.close();
      await following;
    },
  };
}
