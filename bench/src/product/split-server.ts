import { fileURLToPath } from 'node:url';
import { startSandbox } from '@zhixiao/sandbox/launch';
import type { Roots } from '../machine/meter.ts';
import { type BenchServer, freePort, startServer } from './server.ts';

/** One process that answers, one that works in the background, and the emulated channels, on one database. */
export interface SplitServer extends AsyncDisposable {
  readonly server: BenchServer;
  readonly worker: BenchServer;
  /** Where the emulated channels are. */
  readonly sandboxUrl: string;
  /** Whose CPU is counted; PostgreSQL is the caller's. */
  readonly roots: Roots;
}

const PRELOAD = fileURLToPath(new URL('./shared-emulators.ts', import.meta.url));

interface SplitOptions {
  /** Where both processes leave a CPU profile when they end; undefined: none is taken. */
  readonly profileDir?: string | undefined;
  /** The ports of their metrics; undefined: they have none. */
  readonly metrics?: { readonly server: number; readonly worker: number };
}

/** Starts them in turn; disposing ends the processes, the last first. */
export async function startSplitServer(
  databaseUrl: string,
  { profileDir, metrics }: SplitOptions = {},
): Promise<SplitServer> {
  await using starting = new AsyncDisposableStack();
  const sandbox = await startSandbox({ dataDir: ':memory:' });
  starting.defer(() => sandbox.stop());
  const port = await freePort();
  const started = async (role: 'api' | 'worker', name: 'server' | 'worker') =>
    starting.use(
      await startServer({
        databaseUrl,
        role,
        preload: PRELOAD,
        env: {
          BENCH_SANDBOX_URL: sandbox.url,
          PUBLIC_URL: `http://127.0.0.1:${port}`,
          METRICS_PORT: String(metrics?.[name] ?? 0),
        },
        ...(role === 'api' ? { port } : {}),
        ...(profileDir === undefined ? {} : { profile: { folder: profileDir, name: `${name}.cpuprofile` } }),
      }),
    );
  // one after the other: the first seeds what both use
  const server = await started('api', 'server');
  const worker = await started('worker', 'worker');
  const stack = starting.move();
  return {
    server,
    worker,
    sandboxUrl: sandbox.url,
    roots: { server: server.pid, worker: worker.pid, emulators: sandbox.process.pid ?? 0 },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
