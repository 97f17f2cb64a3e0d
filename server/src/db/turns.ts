import { DatabaseBusy } from './away.ts';

/** For whom connections of the pool are borrowed. */
export interface Use {
  /** Who waits is served by rank, 0 first. */
  readonly rank: number;
  /** The part of the pool, up to 1, that this rank and those behind it may hold together; one connection at least. */
  readonly share: number;
}

/** Of whatever has no use of its own: first, and of all connections. */
export const ANY_USE: Use = { rank: 0, share: 1 };

/** Lends connections of a pool for one use. */
export interface Turns {
  /**
   * Counts one connection as lent, at once (undefined) or when the promise resolves. It rejects with DatabaseBusy when
   * none was free in time.
   */
  take(): Promise<void> | undefined;
  /** Ends what `take` began. */
  give(): void;
  /** For how long the first in the queue has been waiting. Milliseconds. */
  waitedMs(): number;
}

interface Waiting {
  readonly askedAt: number;
  readonly resolve: () => void;
  readonly reject: (error: DatabaseBusy) => void;
}

/** All uses of one rank. */
interface Rank {
  limit: number;
  held: number;
  readonly waiting: Waiting[];
}

const WAIT_MAX_MS = 5_000;
const LOOK_EVERY_MS = 100;

/** Lends the connections of a pool of `size` by rank, so that what can wait never holds them all. */
export function connectionTurns(size: number): (use: Use) => Turns {
  const ranks: Rank[] = [];
  let waitingInAll = 0;
  let looking: NodeJS.Timeout | undefined;

  /** Whether one more fits into the limit of each rank that counts it: its own and all before it. */
  const isFree = (rank: number): boolean => {
    let held = 0;
    for (let at = ranks.length - 1; at >= 0; at -= 1) {
      const { held: own, limit } = ranks[at] as Rank;
      held += own;
      if (at <= rank && held >= limit) return false;
    }
    return true;
  };

  /** Lends what is free, those who asked first of each rank first. */
  const serve = () => {
    for (const [at, rank] of ranks.entries()) {
      while (rank.waiting.length > 0 && isFree(at)) {
        rank.held += 1;
        waitingInAll -= 1;
        rank.waiting.shift()?.resolve();
      }
    }
  };

  /** One timer for all who wait, and none while nobody does. */
  const look = () => {
    const oldest = performance.now() - WAIT_MAX_MS;
    for (const { waiting } of ranks) {
      while (waiting[0] && waiting[0].askedAt < oldest) {
        waitingInAll -= 1;
        waiting.shift()?.reject(new DatabaseBusy('no connection was free in time'));
      }
    }
    if (waitingInAll > 0) return;
    clearInterval(looking);
    looking = undefined;
  };

  return ({ rank, share }) => {
    while (ranks.length <= rank) ranks.push({ limit: size, held: 0, waiting: [] });
    const own = ranks[rank] as Rank;
    own.limit = Math.max(1, Math.round(size * share));
    return {
      take() {
        if (own.waiting.length === 0 && isFree(rank)) {
          own.held += 1;
          return undefined;
        }
        waitingInAll += 1;
        looking ??= setInterval(look, LOOK_EVERY_MS).unref();
        return new Promise((resolve, reject) => {
          own.waiting.push({ askedAt: performance.now(), resolve, reject });
        });
      },
      give() {
        own.held -= 1;
        if (waitingInAll > 0) serve();
      },
      waitedMs() {
        const [first] = own.waiting;
        return first ? performance.now() - first.askedAt : 0;
      },
    };
  };
}
