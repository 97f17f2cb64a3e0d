import { randomBytes, randomInt } from 'node:crypto';
import type { Clock } from './clock.ts';

const SUFFIXES = 1_000_000;
/** How many databases schools can be divided among; it divides `SUFFIXES`. */
export const SHARDS_MAX = 16;

/** Makes the numbers of orders, payments and refunds. */
export type NewId = () => string;

/**
 * Decimal ids that fit a signed 64-bit integer: milliseconds × 10⁶ + six random digits (protocol,
 * 2.1): ordered by time, not enumerable. One process never makes the same id twice; two processes
 * can, once in a million per shared millisecond, and the primary key then refuses the second.
 * @param shard what a number leaves when it is divided by 16, so that no two shards make the same; undefined: anything
 */
export function idMaker(clock: Clock, shard?: number): NewId {
  const [step, first] = shard === undefined ? [1, 0] : [SHARDS_MAX, shard];
  const newSuffix = () => randomInt(SUFFIXES / step) * step + first;
  let millisecond = 0;
  let taken = new Set<number>();
  return () => {
    const now = clock.now().getTime();
    if (now !== millisecond) {
      millisecond = now;
      taken = new Set();
    }
    let suffix = newSuffix();
    while (taken.has(suffix)) suffix = newSuffix();
    taken.add(suffix);
    return (BigInt(now) * BigInt(SUFFIXES) + BigInt(suffix)).toString();
  };
}

const MAX_ID = (1n << 63n) - 1n;

/**
 * The smallest number that something made at this instant can have: whatever is older has a smaller one.
 * What lies after the last number's instant, in the year 2262, is as good as that.
 */
export function firstIdAt(instant: Date): string {
  const id = BigInt(Math.max(instant.getTime(), 0)) * BigInt(SUFFIXES);
  return (id < MAX_ID ? id : MAX_ID).toString();
}

/** The shard that an id was made by, if it was made by one: what was made before there were shards has any remainder. */
export function shardOfId(id: string): number {
  return Number(BigInt(id) % BigInt(SHARDS_MAX));
}

/** When something with this id was made, to the millisecond. */
export function timeOfId(id: string): Date {
  return new Date(Number(BigInt(id) / BigInt(SUFFIXES)));
}

/** Whether `text` can be an id of ours: asking the database for anything else would be an error. */
export function isId(text: string): boolean {
  return /^[1-9][0-9]{0,18}$/.test(text) && BigInt(text) <= MAX_ID;
}

/**
 * 128 random bits as base64url, for unguessable names. Never with a hyphen first: a shell takes that for an
 * option, a spreadsheet for a formula.
 */
export function randomToken(): string {
  const token = randomBytes(16).toString('base64url');
  return token.startsWith('-') ? randomToken() : token;
}
