import { SECOND_MS } from '../lib/clock.ts';

/** Who waits for turns that come one after the other, at a rate that may change at any time. */
export interface WaitingLine {
  /**
   * Takes the turn of `who` if it has come: the one that is kept for him, else a new one behind all that were given.
   * @returns 0: taken; else in how many milliseconds it is likely to be, and it is kept until then
   */
  take(who: string, now: number, perSecond: number): number;
  /** Who has taken his turn and got nothing for it: it has come already when he is back. */
  giveBack(who: string): void;
  /** Whether turns were given that have not come yet. */
  isWaitedIn(now: number, perSecond: number): boolean;
}

/** Who has not asked for so long after the turn came has lost it. */
const KEPT_MS = 60 * SECOND_MS;
/** Those who come late get through so much faster than turns come, so that they get through at all beside those who do not. */
export const LATE_FASTER = 1.1;
/** What is taken late, as timers are on a busy machine, is made up for within so long. */
const SLACK_MS = 50;

/**
 * Turns are numbers, as in an office: how many have come grows with time, so that a slower rate moves all who wait, and their order
 * stays. A turn whose owner has left comes all the same, and is nobody's. Those who come late together are not let through
 * together.
 */
export function waitingLine(): WaitingLine {
  /** The numbers of those who wait, lowest first but for what was given back. */
  const kept = new Map<string, number>();
  let given = 0;
  /** How many turns have come, in parts of one: one at most is saved up while nobody waits. */
  let come = 1;
  let cameAt: number | undefined;
  /** How many had come before, about a second apart, from before the last minute on. */
  const marks: { readonly at: number; readonly come: number }[] = [];
  /** From when on the next one may be taken, whosever it is. */
  let nextAt = 0;

  const goOn = (now: number, perSecond: number) => {
    come = Math.min(given + 1, come + ((now - (cameAt ?? now)) * perSecond) / SECOND_MS);
    cameAt = now;
    if (now - (marks.at(-1)?.at ?? Number.NEGATIVE_INFINITY) >= SECOND_MS) marks.push({ at: now, come });
    while (marks[1] && marks[1].at <= now - KEPT_MS) marks.shift();
  };
  const forget = (now: number) => {
    const [oldest] = marks;
    if (!oldest || oldest.at > now - KEPT_MS) return;
    for (const [who, turn] of kept) {
      if (turn >= oldest.come) break;
      kept.delete(who);
    }
  };
  return {
    take(who, now, perSecond) {
      goOn(now, perSecond);
      forget(now);
      const turn = kept.get(who) ?? given + 1;
      given = Math.max(given, turn);
      const gapMs = SECOND_MS / perSecond;
      const waitMs = Math.max((turn - come) * gapMs, nextAt - now);
      const isLate = turn <= come;
      if (waitMs <= 0 || isLate) kept.delete(who);
      if (waitMs > 0) {
        // who asks has not left: his minute begins anew
        kept.set(who, isLate ? Math.floor(come) : turn);
        return waitMs;
      }
      nextAt = Math.max(nextAt, now - SLACK_MS) + gapMs / LATE_FASTER;
      return 0;
    },
    giveBack: (who) => void kept.set(who, Math.floor(come)),
    isWaitedIn(now, perSecond) {
      goOn(now, perSecond);
      return come < given;
    },
  };
}
