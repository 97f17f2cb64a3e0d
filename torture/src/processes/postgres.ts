import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@zhixiao/postgres';
import { isAlive } from '@zhixiao/postgres/program';
import pg from 'pg';
import { commandOf, pidsOfTree } from '../../../bench/src/machine/proc.ts';
import type { Random } from '../../../server/test/fuzz/random.ts';

/** A PostgreSQL that can be killed; what watches it starts it again, on the same port. */
export interface KillablePostgres {
  /** As the owner of the tables, past every proxy. */
  readonly ownerUrl: string;
  /** As the server's own role. */
  readonly serverUrl: string;
  readonly port: number;
  /** Where its data is. */
  readonly dataDir: string;
  /** Whether its disk is its own, and may be filled. */
  readonly hasOwnDisk: boolean;
  /** SIGKILL to all of it, to the postmaster, or to one session's process; answers which. */
  kill(random: Random): Promise<string | undefined>;
  /** All of it. */
  killAll(): Promise<string | undefined>;
  stop(): Promise<void>;
}

/** Few enough that the run can take all of them. */
export const CONNECTIONS_MAX = 60;

export async function startPostgres(
  { dataDir, hasOwnDisk }: { readonly dataDir: string; readonly hasOwnDisk: boolean },
  log: (line: string) => void,
): Promise<KillablePostgres> {
  const server = await startEmbeddedPostgres({ dataDir, connectionsMax: CONNECTIONS_MAX, log });
  const postmaster = async () => {
    const text = await readFile(join(server.home, 'cluster', 'postmaster.pid'), 'utf8').catch(() => '');
    const pid = Number.parseInt(text, 10);
    return Number.isNaN(pid) || !isAlive(pid) || !commandOf(pid).includes('postgres') ? undefined : pid;
  };
  return {
    ownerUrl: server.url,
    serverUrl: server.serverUrl,
    dataDir,
    hasOwnDisk,
    port: Number(new URL(server.url).port),
    async kill(random) {
      const pid = await postmaster();
      if (pid === undefined) return undefined;
      const all = pidsOfTree(pid);
      if (random.chance(0.3)) {
        const sessions = all.filter((one) => / zhixiao_app /.test(commandOf(one)));
        if (sessions.length > 0) return kill([random.pick(sessions)], 'postgres session');
      }
      if (random.chance(0.2)) return kill([pid], 'postmaster');
      return kill(all, 'postgres');
    },
    async killAll() {
      const pid = await postmaster();
      return pid === undefined ? undefined : kill(pidsOfTree(pid), 'postgres');
    },
    stop: () => server.stop(),
  };
}

function kill(pids: readonly number[], what: string): string {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // it has just ended
    }
  }
  return what;
}

/** Runs statements on a connection of their own, past every proxy. */
export async function withConnection<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'torture',
    connectionTimeoutMillis: 3_000,
    query_timeout: 60_000,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
