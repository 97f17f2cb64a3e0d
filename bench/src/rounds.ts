import { stealSince } from './processes.ts';

/** One thing that is measured, several times in turn with the others of its scenario. */
export interface Contestant {
  readonly name: string;
  /** Runs once; answers how many operations a second, and what else is worth knowing of the run. */
  run(): Promise<Measurement>;
}

export interface Measurement {
  /** Operations a second. */
  readonly rate: number;
  /** Milliseconds, by quantile; CPU microseconds an operation, by process. */
  readonly details?: Readonly<Record<string, number>>;
}

export interface Result {
  readonly name: string;
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  /** Medians. */
  readonly details: Readonly<Record<string, number>>;
  readonly rounds: number;
  /** The largest share of CPU the host took away in a round that counts. */
  readonly steal: number;
  readonly thrownAway: number;
}

/** A round in which the host took away more than this says nothing. */
const STEAL_MAX = 0.05;
const THROWN_AWAY_MAX = 10;

/**
 * Runs the contestants in turn, round after round, so that whatever slows the machine slows them all.
 * The first round only warms everything up; rounds on a machine that was not ours are thrown away and repeated.
 */
export async function interleaved(contestants: readonly Contestant[], rounds: number): Promise<Result[]> {
  const kept = contestants.map((): Measurement[] => []);
  for (const contestant of contestants) await contestant.run();
  let thrownAway = 0;
  let worst = 0;
  for (let round = 0; round < rounds; ) {
    const { now: before } = stealSince(undefined);
    const measured: Measurement[] = [];
    for (const contestant of contestants) measured.push(await contestant.run());
    const { share } = stealSince(before);
    if (share > STEAL_MAX && thrownAway < THROWN_AWAY_MAX) {
      thrownAway += 1;
      continue;
    }
    worst = Math.max(worst, share);
    measured.forEach((measurement, index) => void kept[index]?.push(measurement));
    round += 1;
  }
  return contestants.map(({ name }, index) => summary(name, kept[index] ?? [], worst, thrownAway));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function summary(
  name: string,
  measurements: readonly Measurement[],
  steal: number,
  thrownAway: number,
): Result {
  const rates = measurements.map(({ rate }) => rate);
  const names = Object.keys(measurements[0]?.details ?? {});
  const details = Object.fromEntries(
    names.map((detail) => [detail, median(measurements.map((one) => one.details?.[detail] ?? Number.NaN))]),
  );
  return {
    name,
    median: median(rates),
    lowest: Math.min(...rates),
    highest: Math.max(...rates),
    details,
    rounds: measurements.length,
    steal,
    thrownAway,
  };
}
