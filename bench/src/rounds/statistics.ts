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
  const sorted = waitedMs.toSorted((a, b) => a - b);
  const quantile = (q: number) => sorted[Math.floor((sorted.length - 1) * q)] ?? Number.NaN;
  return { p50: quantile(0.5), p99: quantile(0.99) };
}
