import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serverAccount } from '@zhixiao/postgres/program';
import pg from 'pg';
import { freePort } from '../gateway/free-port.ts';
import { killChild } from '../gateway/kill-child.ts';
import { waitFor } from '../wait-for.ts';
import { temporaryFolder } from './throwaway-postgres.ts';

const PROGRAM = '/usr/sbin/pgbouncer';
/** Whether Debian's `pgbouncer` is installed; without it there is no pooler to test with. */
export const HAS_PGBOUNCER = existsSync(PROGRAM);

export interface PgBouncer extends AsyncDisposable {
  /** The same database as the same role, through the pooler. */
  readonly url: string;
  /** Has it open its sessions anew. */
  reconnect(): Promise<void>;
}

/** PgBouncer in transaction mode in front of one database, with fewer sessions than its clients have connections. */
export async function startPgBouncer(databaseUrl: string, sessions: number): Promise<PgBouncer> {
  await using starting = new AsyncDisposableStack();
  const { hostname, port: serverPort, username, password, pathname } = new URL(databaseUrl);
  const folder = await temporaryFolder('zhixiao-pgbouncer-');
  starting.defer(() => rm(folder, { recursive: true, force: true }));
  const [account, port] = [await serverAccount(), await freePort()];
  const settings = {
    listen_addr: '127.0.0.1',
    listen_port: port,
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: join(folder, 'users.txt'),
    admin_users: username,
    pool_mode: 'transaction',
    default_pool_size: sessions,
    max_client_conn: 200,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  const config = join(folder, 'pgbouncer.ini');
  const target = `* = host=${hostname} port=${serverPort}`;
  await writeFile(settings.auth_file, `"${username}" "${decodeURIComponent(password)}"\n`, { mode: 0o600 });
  await writeFile(config, ['[databases]', target, '[pgbouncer]', ...lines, ''].join('\n'));
  if (account) for (const file of [config, settings.auth_file]) await chown(file, account.uid, account.gid);
  const child = spawn(PROGRAM, ['--quiet', config], {
    cwd: '/',
    stdio: 'ignore',
    ...(account && { uid: account.uid, gid: account.gid }),
  });
  starting.defer(() => killChild(child));

  const urlOf = (database: string) => `postgresql://${username}:${password}@127.0.0.1:${port}${database}`;
  const command = async (text: string) => {
    // the console of PgBouncer takes plain statements, and none of the driver's own settings
    const client = new pg.Client({ connectionString: urlOf('/pgbouncer') });
    await client.connect();
    try {
      await client.query(text);
    } finally {
      await client.end();
    }
  };
  await waitFor(
    () =>
      command('show version').then(
        () => true,
        () => child.exitCode !== null,
      ),
    {
      what: 'PgBouncer to listen',
    },
  );
  const stack = starting.move();
  return {
    url: urlOf(pathname),
    reconnect: () => command('reconnect'),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
