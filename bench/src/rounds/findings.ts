import type { Leg, Measurement, Round, Rounds } from './rounds.ts';
import { type Latency, type Spread, spreadOf } from './statistics.ts';

/** One number that a run is made for, and what it should be. */
export interface Finding {
  readonly name: string;
  readonly unit: '×' | 'ms' | 'MB' | 's' | 'payers' | 'orders' | 'payments' | 'answers' | 'calls';
  readonly value: Spread;
  readonly goal?: Goal;
}

interface Goal {
  readonly at: number;
  readonly better: 'higher' | 'lower';
}

/** What one leg came to over all rounds. */
export interface LegSummary {
  readonly name: string;
  readonly rate: Spread;
  /** CPU microseconds an operation, by process. */
  readonly cpuUs: Readonly<Record<string, number>>;
  readonly latency: Latency | undefined;
  readonly stolen: number;
  readonly foreign: number;
}

export interface ScenarioResult {
  readonly scenario: string;
  readonly legs: readonly LegSummary[];
  readonly findings: readonly Finding[];
  readonly rounds: { readonly kept: number; readonly discarded: number; readonly noisy: number };
  readonly notes: readonly string[];
}

/**
 * One leg over another, within each round: their rates, unless something else is said. Of several legs it is the best of
 * each round, so that neither is one that has too few or too many clients.
 */
export interface Ratio {
  readonly of: string | readonly string[];
  readonly over: string | readonly string[];
  /** The CPU of this process an operation. */
  readonly cpuOf?: string;
  /** The 99th percentile of what was timed. */
  readonly p99?: true;
  readonly goal?: Goal;
}

export function summarise(
  scenario: string,
  legs: readonly Leg[],
  { kept, discarded, noisy }: Rounds,
  { ratios, notes = [] }: { readonly ratios: readonly Ratio[]; readonly notes?: readonly string[] },
): ScenarioResult {
  return {
    scenario,
    legs: legs.map(({ name }) => summariseLeg(name, kept)),
    findings: ratios.map((ratio) => findingOf(ratio, kept)),
    rounds: { kept: kept.length, discarded, noisy },
    notes,
  };
}

function summariseLeg(name: string, rounds: readonly Round[]): LegSummary {
  const all = rounds.map((round) => measurement(round, name));
  const median = (read: (one: Measurement) => number) => spreadOf(all.map(read)).median;
  const timed = all.some(({ latency }) => latency);
  return {
    name,
    rate: spreadOf(all.map(({ rate }) => rate)),
    cpuUs: Object.fromEntries(
      [...new Set(all.flatMap(({ usage }) => Object.keys(usage.cpuMs)))].map((process) => [
        process,
        median((one) => cpuUs(one, process)),
      ]),
    ),
    latency: timed
      ? { p50: median((one) => one.latency?.p50 ?? 0), p99: median((one) => one.latency?.p99 ?? 0) }
      : undefined,
    stolen: median(({ usage }) => usage.stolen),
    foreign: median(({ usage }) => usage.foreign),
  };
}

function findingOf({ of, over, cpuOf, p99, goal }: Ratio, rounds: readonly Round[]): Finding {
  const read = (one: Measurement) => {
    if (p99) return one.latency?.p99 ?? Number.NaN;
    return cpuOf === undefined ? one.rate : cpuUs(one, cpuOf);
  };
  const better = p99 || cpuOf !== undefined ? Math.min : Math.max;
  const best = (round: Round, legs: string | readonly string[]) =>
    better(...[legs].flat().map((each) => read(measurement(round, each))));
  const values = rounds.map((round) => best(round, of) / best(round, over));
  const what = p99 ? 'p99, ' : cpuOf === undefined ? '' : `${cpuOf} CPU, `;
  return {
    name: `${what}${called(of)} ÷ ${called(over)}`,
    unit: '×',
    value: spreadOf(values),
    ...(goal ? { goal } : {}),
  };
}

function called(legs: string | readonly string[]): string {
  return typeof legs === 'string' ? legs : `best of ${legs.join(', ')}`;
}

function measurement(round: Round, name: string): Measurement {
  const found = round[name];
  if (!found) throw new Error(`no leg is called ${name}`);
  return found;
}

function cpuUs({ usage, operations }: Measurement, process: string): number {
  return ((usage.cpuMs[process] ?? 0) * 1000) / operations;
}
