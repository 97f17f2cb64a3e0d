import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../run.ts';
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

/** Tortures the server with each seeded bug in turn, as long as CI tortures the right one, or until it is caught. */
export async function runMutants(
  mutants: readonly Mutant[],
  size: { readonly kills: number; readonly minutes: number; readonly seed: number; readonly clients: number },
  signal: AbortSignal,
  print: (line: string) => void,
): Promise<MutantResult[]> {
  const results: MutantResult[] = [];
  for (const { name, breaks } of mutants) {
    if (signal.aborted) break;
    const folder = join(tmpdir(), `zhixiao-torture-${name}-${process.pid}`);
    const options = { ...size, folder, mutant: name, signal, print: () => undefined };
    const { violations, kills, seconds } = await run(options);
    await rm(folder, { recursive: true, force: true });
    if (signal.aborted) break;
    const result = {
      name,
      breaks,
      caughtBy: violations[0]?.slice(0, 200),
      kills: Object.values(kills).reduce((sum, count) => sum + count, 0),
      seconds,
    };
    results.push(result);
    print(rowOf(result));
  }
  return results;
}

/** One line of the table. */
function rowOf({ name, caughtBy, kills, seconds }: MutantResult): string {
  const found = caughtBy === undefined ? 'NOT CAUGHT' : `caught: ${caughtBy.replaceAll('\n', ' ')}`;
  return `| ${name} | ${kills} kills, ${seconds} s | ${found} |`;
}
