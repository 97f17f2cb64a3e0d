import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { text } from 'node:stream/consumers';
import type { Load } from './load.ts';

export interface LoadResult {
  readonly rate: number;
  readonly count: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
}

/** Runs the load generator in a process of its own. @throws when an answer was not a success */
export async function generate(load: Load): Promise<LoadResult> {
  const child = spawn(execPath, [join(import.meta.dirname, 'load.ts'), JSON.stringify(load)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const result = JSON.parse(await text(child.stdout)) as LoadResult;
  if (result.failed > 0)
    throw new Error(`${result.failed} of ${result.count} answers to ${load.kind} were no success`);
  return result;
}
