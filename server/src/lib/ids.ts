import { randomBytes, randomInt } from 'node:crypto';
import type { Clock } from './clock.ts';

const SUFFIXES = 1_000_000;

/** Makes the numbers of orders, payments and refunds. */
export type NewId = () => string;

/**
 * Decimal ids that fit a signed 64-bit integer: milliseconds × 10⁶ + six random digits (protocol,
 * 2.1): ordered by time, not enumerable. One process never makes the same id twice; two processes
 * can, once in a million per shared millisecond, and the primary key then refuses the second.
 */
export function idMaker(clock: Clock): NewId {
  let millisecond = 0;
  let taken = new Set<number>();
  return () => {
    const now = clock.now().getTime();
    if (now !== millisecond) {
      millisecond = now;
      taken = new Set();
    }
    let suffix = randomInt(SUFFIXES);
    while (taken.has(suffix)) suffix = randomInt(SUFFIXES);
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
