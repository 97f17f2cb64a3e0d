import type { Use } from '../db/database.ts';

/** How requests of one kind share the server with the others when there are too many. */
export interface Kind extends Use {
  /** Some are refused while the first of them has waited so long for its turn or for the database. Milliseconds. */
  readonly waitMs: number;
  /** So many may be under way in a process, where each lasts long. */
  readonly atOnce?: number;
}

/**
 * The kinds of requests: who waits is served by rank. The last have the lowest bounds; each is what its callers bear, for
 * slow is better than refused. `share` is nested: it counts the ranks below too.
 */
export const KINDS = {
  /** Channels' reports of money, which they repeat only after a while. */
  callback: { rank: 0, share: 1, waitMs: 4_000 },
  /** Pages of payers, and what these pages ask. Of the same rank: many reports shall not keep those from paying who can. */
  payer: { rank: 0, share: 1, waitMs: 3_500 },
  /** Calls of partners' systems, which repeat them with the same number. */
  partner: { rank: 1, share: 3 / 4, waitMs: 3_000 },
  /** The operators' console. */
  console: { rank: 3, share: 1 / 2, waitMs: 2_000 },
  /** Files that the console makes or takes: lists, bills, rosters. They cost most after they were admitted. */
  file: { rank: 4, share: 1 / 4, waitMs: 1_000, atOnce: 8 },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

/** The kinds, with waits so many times as long. */
export function kindsWaiting(factor: number): Readonly<Record<KindName, Kind>> {
  const waiting = Object.entries(KINDS).map(([name, kind]) => [
    name,
    { ...kind, waitMs: kind.waitMs * factor },
  ]);
  return Object.fromEntries(waiting);
}

/** Background work of a process that also answers requests; what it cannot do now it does at its next turn. */
export const BACKGROUND: Use = { rank: 2, share: 3 / 4 };
