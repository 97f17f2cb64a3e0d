import type { BenchPostgres } from './product/postgres.ts';
import type { ScenarioResult } from './rounds/findings.ts';
import type { RoundOptions } from './rounds/rounds.ts';

/** What every scenario gets. */
export interface Bench {
  readonly postgres: BenchPostgres;
  readonly rounds: number;
  /** How long one leg of a round takes. */
  readonly seconds: number;
  /** Orders in the table of the scenario `size`. */
  readonly orders: number;
  /** Notifications queued in the scenario `dispatch`. */
  readonly queued: number;
  readonly maxNoise: number;
  /** Payers in the scenario `opening_day`, and in how many minutes they come. */
  readonly payers: number;
  readonly minutes: number;
  /** Whether the scenario `payments` keeps CPU profiles. */
  readonly profile: boolean;
  /** The path of pgbench, if this machine has it. */
  readonly pgbench: string | undefined;
  readonly print: (line: string) => void;
}

export interface Scenario {
  /** What it measures, in one line. */
  readonly about: string;
  run(bench: Bench): Promise<ScenarioResult>;
}

export function roundOptions(bench: Bench): RoundOptions {
  return { rounds: bench.rounds, maxNoise: bench.maxNoise, warmUps: 1, onRound: bench.print };
}
