import type { Result } from './rounds.ts';

/** What a scenario found, and what was promised of it. */
export interface Finding {
  readonly scenario: string;
  readonly results: readonly Result[];
  readonly goals: readonly Goal[];
}

/** A ratio or a figure beside what it should be. */
export interface Goal {
  readonly what: string;
  readonly value: number;
  readonly goal: number;
  /** `at_least` for ratios of speed, `at_most` for memory, times and costs. */
  readonly direction: 'at_least' | 'at_most';
}

/** The ratio of the medians of two results of one run. */
export function ratio(results: readonly Result[], ours: string, theirs: string): number {
  const medianOf = (name: string) => results.find((result) => result.name === name)?.median ?? Number.NaN;
  return medianOf(ours) / medianOf(theirs);
}
