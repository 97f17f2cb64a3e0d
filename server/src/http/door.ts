import { AsyncLocalStorage } from 'node:async_hooks';

/** Where requests of one kind wait to begin while there are more than the event loop can serve. */
export interface Door {
  /** Calls `begin` at once, or when those who rank before have begun; never for a client that has gone meanwhile. */
  enter(client: Client, begin: Begin): void;
  /** For how long the first that waits has waited. Milliseconds. */
  waitedMs(): number;
  /** Lets those who have waited longer begin with an error. Answers how many. */
  refuseAfter(waitMs: number, error: () => Error): number;
}

interface Client {
  readonly destroyed: boolean;
}

type Begin = (error?: Error) => void;

interface Waiting {
  readonly client: Client;
  readonly begin: Begin;
  readonly askedAt: number;
}

interface Queue {
  readonly rank: number;
  readonly isHeld: () => boolean;
  readonly waiting: Waiting[];
}

/** A round of the loop that takes longer has begun too many: a batch's answer waits for its end, and the next batch for that. */
const ROUND_MS = 6;
/** So many requests may begin in a round at first, and at most. */
const BEGIN_FIRST = 16;
const BEGIN_MAX = 1_024;
/** How often is looked whether those who are held may begin. */
const HELD_LOOK_MS = 10;

/**
 * However many requests have come, a round of the loop begins as many as it can do: half as many after a round that took long,
 * for what was begun goes on in later rounds, and some more after each that did not. So rounds stay short, answers of the
 * database and new connections are taken often, and whoever ranks first is next. While they are few nobody waits, and a
 * round costs one immediate.
 * @returns makes the door of one kind; of those of one rank the first to come is next, and rank 0 is before 1. While a
 * kind is held none of it begins.
 */
export function openDoors(): (rank: number, isHeld: () => boolean) => Door {
  const queues: Queue[] = [];
  let waitingInAll = 0;
  /** Since when requests begin in this round, at whose end is looked who waits; 0: none has. */
  let roundSince = 0;
  let begun = 0;
  let allowed = BEGIN_FIRST;
  let looking: NodeJS.Timeout | undefined;

  const nextQueue = () => {
    let next: Queue | undefined;
    for (const queue of queues) {
      const [first] = queue.waiting;
      if (!first || queue.isHeld()) continue;
      const [before] = next?.waiting ?? [];
      const isBefore = next?.rank === queue.rank && before && first.askedAt < before.askedAt;
      if (!next || queue.rank < next.rank || isBefore) next = queue;
    }
    return next;
  };
  /** Begins some of those who wait; answers whether there may be more. */
  const beginSome = () => {
    for (let queue = nextQueue(); queue && begun < allowed; queue = nextQueue()) {
      const next = queue.waiting.shift();
      waitingInAll -= 1;
      if (!next || next.client.destroyed) continue;
      begun += 1;
      next.begin();
    }
    return begun >= allowed;
  };
  const endRound = () => {
    clearTimeout(looking);
    looking = undefined;
    const now = performance.now();
    if (roundSince !== 0) {
      const isLong = now - roundSince > ROUND_MS;
      allowed = isLong ? Math.ceil(allowed / 2) : Math.min(BEGIN_MAX, allowed + Math.ceil(allowed / 8));
    }
    roundSince = now;
    begun = 0;
    if (waitingInAll > 0 && beginSome()) {
      setImmediate(endRound);
      return;
    }
    roundSince = 0;
    if (waitingInAll > 0) looking = setTimeout(endRound, HELD_LOOK_MS).unref();
  };
  /** Whether who comes now may begin: in a round that still has time for it, and with nobody before him. */
  const isTurn = (rank: number) => {
    if (waitingInAll > 0 && queues.some((queue) => queue.rank <= rank && queue.waiting.length > 0))
      return false;
    if (roundSince === 0) {
      roundSince = performance.now();
      begun = 0;
      setImmediate(endRound);
    }
    if (begun >= allowed) return false;
    begun += 1;
    return true;
  };

  return (rank, isHeld) => {
    const waiting: Waiting[] = [];
    queues.push({ rank, isHeld, waiting });
    return {
      enter(client, begin) {
        if (!isHeld() && isTurn(rank)) return begin();
        waitingInAll += 1;
        if (roundSince === 0) looking ??= setTimeout(endRound, HELD_LOOK_MS).unref();
        // it goes on as part of its own request, not of the one whose turn was before
        waiting.push({ client, begin: AsyncLocalStorage.bind(begin), askedAt: performance.now() });
      },
      waitedMs: () => (waiting[0] ? performance.now() - waiting[0].askedAt : 0),
      refuseAfter(waitMs, error) {
        const oldest = performance.now() - waitMs;
        let refused = 0;
        while (waiting[0] && waiting[0].askedAt < oldest) {
          waiting.shift()?.begin(error());
          refused += 1;
        }
        waitingInAll -= refused;
        return refused;
      },
    };
  };
}
