import { chown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram, serverAccount } from '@zhixiao/postgres/program';
import { freePort } from '../gateway/free-port.ts';
import { temporaryFolder } from './throwaway-postgres.ts';

/** Debian's PostgreSQL of the oldest version that we work with. */
export const OLDEST_BIN = '/usr/lib/postgresql/15/bin';

const PASSWORD = 'password-of-tester';
/** As the tests' own server, see `postgres-setup.ts`: nobody takes the power from it. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 500,
  fsync: 'off',
  full_page_writes: 'off',
  autovacuum_naptime: '5s',
  timezone: 'UTC',
};

/** A PostgreSQL of its own in a new temporary folder, by the programs in `bin`; `remove` ends it and leaves nothing behind. */
export async function startGivenPostgres(bin: string): Promise<{ url: string; remove: () => Promise<void> }> {
  const [folder, account, port] = [
    await temporaryFolder('zhixiao-given-'),
    await serverAccount(),
    await freePort(),
  ];
  const run = async (program: string, ...args: readonly string[]) => {
    const { ok, output } = await runProgram(join(bin, program), args, account);
    if (!ok) throw new Error(`${program}: ${output}`);
  };
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, PASSWORD, { mode: 0o600 });
  if (account) for (const path of [folder, passwordFile]) await chown(path, account.uid, account.gid);
  const cluster = join(folder, 'cluster');
  const remove = async () => {
    await run('pg_ctl', 'stop', '-s', '-m', 'immediate', '-D', cluster).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const where = ['-D', cluster, `--pwfile=${passwordFile}`, '--username=tester', '--auth=scram-sha-256'];
    await run('initdb', ...where, '--no-sync', '--encoding=UTF8', '--data-checksums', '--no-locale');
    const settings = Object.entries({ ...SETTINGS, port }).map(([name, value]) => `-c ${name}=${value}`);
    const log = join(folder, 'server.log');
    await run('pg_ctl', 'start', '-s', '-w', '-t', '120', '-D', cluster, '-l', log, '-o', settings.join(' '));
  } catch (error) {
    await remove();
    throw error;
  }
  return { url: `postgresql://tester:${PASSWORD}@127.0.0.1:${port}/postgres`, remove };
}
