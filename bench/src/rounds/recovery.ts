/** What was due in one second of a load. */
export interface LoadSecond {
  readonly due: number;
  /** What of it was answered as asked: neither refused nor failed. */
  readonly answered: number;
  /** Of what was answered, from when it was due. Milliseconds. */
  readonly p99: number;
}

/** So many seconds in a row are a state, and not a lucky one. */
const IN_A_ROW = 5;
/** Two cores that others share have a hiccup now and then: so much above the worst second before is not told from one. */
const TIMES = 2;

/** Up to here a second is as those before were. Milliseconds. */
export function normalP99(before: readonly LoadSecond[]): number {
  return TIMES * Math.max(...before.map(({ p99 }) => p99));
}

/** Whether a second of the same load is as those before were: all was answered, and none of it late. */
function isNormal({ due, answered, p99 }: LoadSecond, limitMs: number): boolean {
  return answered === due && p99 <= limitMs;
}

/**
 * When the first five seconds in a row begin that are as those before the load were, in seconds after its end; how many after that
 * were not; and what the p99 of their middle one is to that before.
 */
export function recoveryOf(
  after: readonly LoadSecond[],
  before: readonly LoadSecond[],
): { readonly normalAfter: number; readonly notNormalLater: number; readonly slower: number } {
  const limitMs = normalP99(before);
  const normal = after.map((second) => isNormal(second, limitMs));
  const begins = normal.findIndex((_, at) => {
    const row = normal.slice(at, at + IN_A_ROW);
    return row.length === IN_A_ROW && row.every(Boolean);
  });
  const normalAfter = begins < 0 ? after.length : begins;
  const later = after.slice(normalAfter);
  return {
    normalAfter,
    notNormalLater: normal.slice(normalAfter).filter((is) => !is).length,
    slower: middleP99(later) / middleP99(before),
  };
}

function middleP99(seconds: readonly LoadSecond[]): number {
  const sorted = seconds.map(({ p99 }) => p99).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
