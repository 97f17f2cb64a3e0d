import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { BUILT } from './compiled.ts';

const CLI = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));

export interface CliRun {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npm run cli -- …` with these settings and nothing else in its environment, whatever its exit status. */
export function runCli(
  settings: Readonly<Record<string, string>>,
  args: readonly string[],
  cwd?: string,
): Promise<CliRun> {
  return new Promise((resolve) => {
    const options = { env: { ...BUILT, ...settings }, ...(cwd !== undefined && { cwd }) };
    const child = execFile(process.execPath, [CLI, ...args], options, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
