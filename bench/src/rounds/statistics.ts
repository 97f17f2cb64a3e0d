/** The middle of several measurements, and how far they went. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  };
}

/** What half and all but one in a hundred of the waits, in milliseconds, stayed below. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

export function latencyOf(waitedMs: readonly number[]): Latency {
  return { p50: quantileOf(waitedMs, 0.5), p99: quantileOf(waitedMs, 0.99) };
}

/** What the part `q` of the values stays at or below. */
export function quantileOf(values: readonly number[], q: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * q)] ?? Number.NaN;
}
