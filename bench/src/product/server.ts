import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { newFolder } from './postgres.ts';

/** A running server process. */
export interface BenchServer extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
  /** When it was started, by `performance.now()`. */
  readonly startedAt: number;
  /** Milliseconds from its start until it said that it is ready. */
  readonly startedInMs: number;
}

export interface ServerOptions {
  /** Undefined: the server starts the embedded PostgreSQL itself, as by default. */
  readonly databaseUrl?: string;
  readonly role?: 'all' | 'api' | 'worker' | 'router';
  /** Where the server keeps its data; a folder of its own by default, removed with it. */
  readonly dataDir?: string;
  /** Who is asked for partners' hosts, as address:port; the machine's name servers by default. */
  readonly nameServer?: string;
  /** A module that is loaded before the server. */
  readonly preload?: string;
  /** Any free one by default. */
  readonly port?: number;
  /** Other settings. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where the process leaves a CPU profile when it ends. */
  readonly profile?: { readonly folder: string; readonly name: string };
}

/** Every server of a run has the same, so that they can share databases. */
export const MASTER_KEY = randomBytes(32);

const MAIN = fileURLToPath(new URL('../../../server/src/main.ts', import.meta.url));
const STOP_LIMIT_MS = 30_000;

/** Starts `server/src/main.ts` in sandbox mode and waits until it is ready. */
export async function startServer(options: ServerOptions): Promise<BenchServer> {
  const { databaseUrl, role = 'all', preload, nameServer, profile } = options;
  const dataDir = options.dataDir ?? (await newFolder('bench-server-'));
  const [port, sandboxPort] = [options.port ?? (await freePort()), await freePort()];
  const flags = profile
    ? ['--cpu-prof', `--cpu-prof-dir=${profile.folder}`, `--cpu-prof-name=${profile.name}`]
    : [];
  const started = performance.now();
  const child = spawn(process.execPath, [...flags, ...(preload ? ['--import', preload] : []), MAIN], {
    // a .env file of the checkout is none of ours
    cwd: dataDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      HOST: '127.0.0.1',
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      DATA_DIR: dataDir,
      PROCESS_ROLE: role,
      MASTER_KEY: MASTER_KEY.toString('base64'),
      LOG_LEVEL: 'error',
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      ...(nameServer === undefined ? {} : { NOTIFY_DNS_SERVERS: nameServer }),
      ...options.env,
    },
  });
  const dispose = async () => {
    await stop(child);
    if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
  };
  endWithUs(child);
  await ready(child).catch(async (error: unknown) => {
    await dispose();
    throw error;
  });
  return {
    pid: child.pid ?? 0,
    port,
    startedAt: started,
    startedInMs: performance.now() - started,
    [Symbol.asyncDispose]: dispose,
  };
}

function ready(child: ChildProcess): Promise<void> {
  let output = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output += chunk;
        if (output.includes('is ready')) resolve();
      });
    }
    child.once('exit', () => reject(new Error(`the server did not start:\n${output}`)));
    child.once('error', reject);
  });
}

/** However a run ends, it leaves no process behind. */
export function endWithUs(child: ChildProcess): void {
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}

/** Ends a child as Ctrl-C does. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
}

/** A free port of this machine. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
