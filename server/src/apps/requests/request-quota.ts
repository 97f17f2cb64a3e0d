import type { RequestKind } from '@zhixiao/contract/codes/requests';
import { DAY_MS } from '../../lib/clock.ts';

/** How many requests of an app are kept a day by default: 15 MB, so 120 MB at most of an app that uses it up for a week. */
export const REQUEST_ROWS_PER_APP_DAY = 50_000;

/**
 * What each kind may take of that. What was refused is looked for most and has a part that successes cannot use up; neither
 * can requests without a valid signature, which anybody may send.
 */
const SHARES: Readonly<Record<RequestKind, number>> = { done: 0.5, refused: 0.3, unproved: 0.2 };
/** Of its share a kind may use so much at any hour; the rest becomes free with the day, so that the evening has its part. */
const AT_ONCE = 0.25;

/**
 * How many requests of a kind may have been kept by now.
 * @param rows of all kinds in a day
 * @param sinceDayStartMs how old the day is
 */
export function allowedBy(rows: number, kind: RequestKind, sinceDayStartMs: number): number {
  const free = AT_ONCE + (1 - AT_ONCE) * Math.min(1, sinceDayStartMs / DAY_MS);
  return Math.floor(rows * SHARES[kind] * free);
}
