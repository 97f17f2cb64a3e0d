import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contestant } from './rounds.ts';

/** Where pgbench is; undefined when this machine has none. */
export function findPgbench(): string | undefined {
  const onPath = spawnSync('which', ['pgbench']).stdout.toString().trim();
  if (onPath) return onPath;
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort().reverse() : [];
  return versions.map((version) => join(root, version, 'bin', 'pgbench')).find(existsSync);
}

/** pgbench with one prepared statement on the same server at the same durability. */
export function pgbench(options: {
  readonly name: string;
  readonly sql: string;
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly connections: number;
  readonly seconds: number;
}): Contestant | undefined {
  const program = findPgbench();
  if (!program) return undefined;
  const file = join(options.dataDir, `${options.name.replace(/\W+/g, '-')}.sql`);
  writeFileSync(file, options.sql);
  const { connections, seconds, databaseUrl } = options;
  const args = [
    '-n',
    '-M',
    'prepared',
    '-f',
    file,
    '-c',
    String(connections),
    '-j',
    '1',
    '-T',
    String(seconds),
  ];
  return {
    name: options.name,
    async run() {
      const output = execFileSync(program, [...args, databaseUrl], { stdio: ['ignore', 'pipe', 'ignore'] });
      return { rate: Number(/tps = ([\d.]+)/.exec(output.toString())?.[1]) };
    },
  };
}
