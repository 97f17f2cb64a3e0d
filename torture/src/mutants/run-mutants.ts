import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { unmount } from '../faults/disk.ts';
import { run } from '../run.ts';
import { makeFolder } from '../state.ts';
import type { Mutant } from './mutant.ts';

/** What came of one seeded bug. */
interface MutantResult {
  readonly name: string;
  readonly breaks: string;
  /** What gave it away first; undefined: nothing did. */
  readonly caughtBy: string | undefined;
  readonly kills: number;
  readonly seconds: number;
}

const FILE = 'mutants.ndjson';

/**
 * Tortures the server with each seeded bug in turn, as long as CI tortures the right one, or until it is caught. What came of each is
 * kept in `size.folder`; those that an earlier sitting was through with are not run again.
 */
export async function runMutants(
  mutants: readonly Mutant[],
  size: {
    readonly kills: number;
    readonly minutes: number;
    readonly seed: number;
    readonly clients: number;
    readonly folder: string;
  },
  signal: AbortSignal,
  print: (line: string) => void,
): Promise<MutantResult[]> {
  const record = join(makeFolder(size.folder), FILE);
  const earlier = new Map(readResults(record).map((result) => [result.name, result]));
  const results: MutantResult[] = [];
  for (const mutant of mutants) {
    const known = earlier.get(mutant.name);
    const result = known ?? (await runMutant(mutant, size, signal));
    if (result === undefined) break;
    if (!known) appendFileSync(record, `${JSON.stringify(result)}\n`);
    results.push(result);
    print(rowOf(result));
  }
  return results;
}

/** Undefined: ended early by the signal. */
async function runMutant(
  { name, breaks }: Mutant,
  size: Parameters<typeof runMutants>[1],
  signal: AbortSignal,
): Promise<MutantResult | undefined> {
  if (signal.aborted) return undefined;
  const folder = join(size.folder, name);
  // one that was killed left its state; the bug is tortured from the beginning
  unmount(join(folder, 'database'));
  await rm(folder, { recursive: true, force: true });
  const { violations, kills, seconds } = await run({
    ...size,
    folder,
    mutant: name,
    signal,
    print: () => undefined,
  });
  await rm(folder, { recursive: true, force: true });
  if (signal.aborted) return undefined;
  return {
    name,
    breaks,
    caughtBy: violations[0]?.slice(0, 200),
    kills: Object.values(kills).reduce((sum, count) => sum + count, 0),
    seconds,
  };
}

function readResults(record: string): MutantResult[] {
  if (!existsSync(record)) return [];
  const lines = readFileSync(record, 'utf8').split('\n');
  return lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as MutantResult);
}

/** One line of the table. */
function rowOf({ name, caughtBy, kills, seconds }: MutantResult): string {
  const found = caughtBy === undefined ? 'NOT CAUGHT' : `caught: ${caughtBy.replaceAll('\n', ' ')}`;
  return `| ${name} | ${kills} kills, ${seconds} s | ${found} |`;
}
