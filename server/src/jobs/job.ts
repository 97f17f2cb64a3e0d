import { SECOND_MS } from '../lib/clock.ts';

/** One kind of background work, as a module describes it. */
export interface Job<T> {
  /** Items one process handles at once. */
  readonly slots: number;
  /** Takes at most `limit` items that are due at `now`, so that no other worker gets them before `leaseUntil`. */
  readonly claim: (now: Date, leaseUntil: Date, limit: number) => Promise<readonly T[]>;
  /** Handles one item; must be done well before its lease ends. */
  readonly handle: (item: T) => Promise<void>;
}

/** How many calls to channels one process has under way for each kind of work. */
export const CHANNEL_SLOTS = 8;

/** Longer than any handler takes: a live worker never loses its lease. */
export const LEASE_MS = 30 * SECOND_MS;
