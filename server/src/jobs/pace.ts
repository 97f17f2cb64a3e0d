/** Has background work begin a little at a time in a process that also answers requests. */
export interface Pace {
  /** Resolves when one more piece of work may begin. */
  turn(): Promise<void>;
  /** So much is taken at once: none of it waits for its turn for a good part of its lease. */
  readonly claimMax: number;
}

/** A round of the event loop that takes longer keeps requests waiting, whoever made it long. */
const ROUND_MS = 8;
/** So many begin in a round at first, at least and at most. */
const BEGIN_FIRST = 16;
const BEGIN_LEAST = 4;
const BEGIN_MAX = 256;

/**
 * Each round of the event loop begins some of what waits, half as many after a long round, and more again after short ones. Without
 * it a claim of hundreds of notifications is one round of a tenth of a second and more: each request needs several rounds, and the
 * door (`http/door.ts`), which takes long rounds for too many requests, lets in one at a time.
 */
export function paced(): Pace {
  const waiting: (() => void)[] = [];
  let allowed = BEGIN_FIRST;
  /** Since when what was begun last has been under way; 0: nothing waits. */
  let roundSince = 0;

  const round = () => {
    const now = performance.now();
    if (roundSince > 0) {
      const isLong = now - roundSince > ROUND_MS;
      allowed = isLong
        ? Math.max(BEGIN_LEAST, Math.floor(allowed / 2))
        : Math.min(BEGIN_MAX, allowed + Math.ceil(allowed / 8));
    }
    for (const begin of waiting.splice(0, allowed)) begin();
    roundSince = waiting.length > 0 ? now : 0;
    if (waiting.length > 0) setImmediate(round);
  };

  return {
    claimMax: 256,
    turn: () =>
      new Promise((resolve) => {
        if (waiting.push(resolve) === 1) setImmediate(round);
      }),
  };
}
