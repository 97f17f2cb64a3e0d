import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { type Database, openDatabase } from '@zhixiao/server/db/database';
import { startEmbeddedPostgres } from '@zhixiao/server/db/embedded';
import { migrate } from '@zhixiao/server/db/migrate';

/** The product as it is installed, in processes of its own: nothing here shares a process with what it measures. */
export interface Stand extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly db: Database;
  readonly dataDir: string;
  /** The database server's first process; the others are below it. */
  readonly postmaster: number;
  /** The port of the server's API. */
  readonly port: number;
  readonly masterKey: Buffer;
  /** Starts `server/src/main.ts` in some role; answers when it is ready. */
  startServer(role: 'api' | 'worker' | 'all', settings?: Record<string, string>): Promise<RunningProcess>;
}

export interface RunningProcess {
  readonly pid: number;
  stop(): Promise<void>;
}

const PORT = 18_080;
const SERVER = join(import.meta.dirname, '..', '..', 'server', 'src', 'main.ts');

/** A database of its own, durable as in production: fsync and synchronous_commit stay on. */
export async function openStand(): Promise<Stand> {
  await using starting = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'zhixiao-bench-'));
  starting.defer(() => rm(dataDir, { recursive: true, force: true }));
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => undefined });
  starting.defer(() => postgres.stop());
  await migrate(postgres.url);
  const db = openDatabase({ url: postgres.url, poolSize: 4, onError: () => undefined });
  starting.defer(() => db.close());
  const [lock] = await db.query<{ text: string }>({ text: `select pg_read_file('postmaster.pid') as text` });
  const masterKey = Buffer.alloc(32, 7);
  const stack = starting.move();
  return {
    databaseUrl: postgres.url,
    db,
    dataDir,
    postmaster: Number(lock?.text.split('\n', 1)[0]),
    port: PORT,
    masterKey,
    startServer: (role, settings = {}) =>
      startProcess([SERVER], 'Zhixiao Pay is ready', {
        PORT: String(PORT),
        DATA_DIR: dataDir,
        DATABASE_URL: postgres.url,
        MASTER_KEY: masterKey.toString('base64'),
        PROCESS_ROLE: role,
        RATE_LIMIT_PER_SECOND: '0',
        LOG_LEVEL: 'warn',
        ...settings,
      }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Starts a Node program and waits until it prints `ready`. */
export async function startProcess(
  args: readonly string[],
  ready: string,
  settings: Record<string, string> = {},
): Promise<RunningProcess> {
  const child = spawn(execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...env, ...settings } });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await said(child, ready, exited);
  return {
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function said(child: ChildProcess, ready: string, exited: Promise<void>): Promise<void> {
  let output = '';
  const heard = new Promise<true>((resolve) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes(ready)) resolve(true);
    });
  });
  if ((await Promise.race([heard, exited])) !== true) throw new Error(`a process ended early: ${output}`);
}
