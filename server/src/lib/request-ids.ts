import { randomInt } from 'node:crypto';
import type { Clock } from './clock.ts';

const FIRST = 100_000;
const COUNTED = 900_000;

/**
 * Makes the ids of requests, which answers carry as `X-Request-Id` and lines of the log as `reqId`: numbers as those of
 * `ids.ts`, milliseconds × 10⁶ + six digits, so that an id tells when its request came. The digits count on from a random
 * one: drawing each at random would cost more than all else of a request's beginning, and nobody may do anything for
 * knowing an id. Two processes can make the same one, about once in a million requests of the same millisecond.
 */
export function requestIds(clock: Clock): () => string {
  let count = randomInt(COUNTED);
  return () => {
    count = count + 1 === COUNTED ? 0 : count + 1;
    return `${clock.now().getTime()}${FIRST + count}`;
  };
}
