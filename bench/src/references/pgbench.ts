import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';

/** Its clock runs while it connects, which 64 clients need half a second for and more on a busy machine. */
const CONNECTING_SECONDS = 1;

/** The pgbench of this machine, on the PATH or where Debian puts it; undefined when there is none. */
export function findPgbench(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...versions.map((version) => join(DEBIAN, version, 'bin')),
  ];
  return folders.map((folder) => join(folder, 'pgbench')).find((path) => existsSync(path));
}

export const PGBENCH_HINT =
  'pgbench is not on this machine, so its reference is left out: apt-get install postgresql-contrib';

export interface PgbenchOptions {
  readonly program: string;
  readonly databaseUrl: string;
  readonly script: string;
  readonly clients: number;
  readonly seconds: number;
  readonly variables: Readonly<Record<string, string | number>>;
}

/** Runs a script over prepared statements; answers what it did without the time to connect. */
export async function runPgbench(options: PgbenchOptions): Promise<{ transactions: number; rate: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'zhixiao-pgbench-'));
  try {
    const file = join(folder, 'script.sql');
    await writeFile(file, options.script);
    const { stdout } = await run(options.program, [
      ...['--no-vacuum', '--protocol=prepared', `--client=${options.clients}`, '--jobs=1'],
      ...[`--time=${options.seconds + CONNECTING_SECONDS}`, `--file=${file}`],
      ...Object.entries(options.variables).map(([name, value]) => `--define=${name}=${value}`),
      options.databaseUrl,
    ]);
    const number = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1] ?? Number.NaN);
    const transactions = number(/transactions actually processed: (\d+)/);
    const failed = number(/failed transactions: (\d+)/);
    if (!(transactions > 0) || failed > 0) throw new Error(`pgbench did nothing, or not all:\n${stdout}`);
    return { transactions, rate: number(/tps = ([\d.]+) \(without initial/) };
  } finally {
    await rm(folder, { recursive: true });
  }
}
