import type { Usage } from '../machine/meter.ts';
import type { Latency } from './statistics.ts';

/** What one leg did in one round. */
export interface Measurement {
  readonly operations: number;
  /** Operations a second. */
  readonly rate: number;
  readonly usage: Usage;
  /** Where single answers were timed. */
  readonly latency?: Latency;
}

/** One of the contenders that are measured side by side. */
export interface Leg {
  readonly name: string;
  run(): Promise<Measurement>;
}

export interface RoundOptions {
  readonly rounds: number;
  /** A round is thrown away when host and strangers took more than this part of the machine, 0 to 1. */
  readonly maxNoise: number;
  readonly warmUps: number;
  readonly beforeRound?: () => Promise<unknown>;
  readonly onRound: (line: string) => void;
}

export type Round = Readonly<Record<string, Measurement>>;

export interface Rounds {
  readonly kept: readonly Round[];
  /** Noisy rounds that were repeated. */
  readonly discarded: number;
  /** Rounds that are kept although they are noisy: the machine never got quieter. */
  readonly noisy: number;
}

/** Noisy rounds are repeated until there were this many times the rounds asked for. */
const PATIENCE = 3;

/**
 * Runs every leg once a round, in turns forwards and backwards, so that whatever drifts on the machine
 * drifts for all of them alike. Only ratios within one round mean anything on a machine that is shared.
 */
export async function runRounds(legs: readonly Leg[], options: RoundOptions): Promise<Rounds> {
  const { rounds, maxNoise, warmUps, beforeRound, onRound } = options;
  for (let warmUp = 0; warmUp < warmUps; warmUp += 1) for (const leg of legs) await leg.run();

  const all: { readonly round: Round; readonly noise: number }[] = [];
  const quiet = () => all.filter(({ noise }) => noise <= maxNoise);
  while (quiet().length < rounds && all.length < rounds * PATIENCE) {
    await beforeRound?.();
    const round = await runRound(all.length % 2 === 0 ? legs : legs.toReversed());
    const noise = Math.max(...Object.values(round).map(({ usage }) => usage.stolen + usage.foreign));
    all.push({ round, noise });
    onRound(
      `round ${all.length}: ${legs.map(({ name }) => brief(name, round)).join(', ')}${mark(noise, maxNoise)}`,
    );
  }
  const kept = all.toSorted((a, b) => a.noise - b.noise).slice(0, rounds);
  const noisy = kept.filter(({ noise }) => noise > maxNoise).length;
  return { kept: kept.map(({ round }) => round), discarded: all.length - kept.length, noisy };
}

async function runRound(legs: readonly Leg[]): Promise<Round> {
  const round: Record<string, Measurement> = {};
  for (const leg of legs) round[leg.name] = await leg.run();
  return round;
}

function brief(name: string, round: Round): string {
  return `${name} ${Math.round(round[name]?.rate ?? 0)}/s`;
}

function mark(noise: number, maxNoise: number): string {
  const percent = Math.round(noise * 100);
  return noise > maxNoise ? `  (noise ${percent} %: repeated)` : `  (noise ${percent} %)`;
}
