import type { ChildProcess } from 'node:child_process';
import { env } from 'node:process';
import { runMain } from '../../../server/test/helpers/gateway/main-process.ts';
import { patience } from '../../../test/helpers/patience.ts';
import type { CrashAt } from '../points/crash-at.ts';

/** What a server process is started with. */
export interface GatewaySettings {
  readonly role: 'api' | 'worker' | 'all';
  readonly port: number;
  readonly publicUrl: string;
  readonly databaseUrl: string;
  readonly ownerUrl: string;
  readonly masterKey: string;
  readonly dataDir: string;
  readonly poolSize: number;
  /** Where `build-server.ts` has put what is run. */
  readonly program: string;
  /** Read by what stands in it beside the server. */
  readonly torture: {
    readonly sandboxUrl: string;
    /** How far its clock is ahead of the machine's. */
    readonly offsetMs: number;
  };
}

/** What a running server is told, by `preload.ts`: the time, that it serves, or where to end. */
export type Message = { readonly offsetMs: number } | { readonly isReady: true } | CrashAt;

/** A server process that can be killed. */
export interface GatewayProcess {
  /** True once it serves; false when it ended before. */
  readonly ready: Promise<boolean>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** Everything it printed. */
  readonly output: () => string;
  tell(message: Message): void;
  signal(name: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): void;
}

/** Starts `server/src/main.ts` as it is, with the run's time (`server.ts`). */
export function startGateway(settings: GatewaySettings): GatewayProcess {
  const { child, output, ended } = runMain(
    {
      NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE ?? '',
      PORT: String(settings.port),
      PUBLIC_URL: settings.publicUrl,
      PROCESS_ROLE: settings.role,
      DATA_DIR: settings.dataDir,
      DATABASE_URL: settings.databaseUrl,
      MIGRATION_DATABASE_URL: settings.ownerUrl,
      DATABASE_POOL_SIZE: String(settings.poolSize),
      DATABASE_WAIT_MS: String(patience(20_000)),
      MASTER_KEY: settings.masterKey,
      CHANNEL_TIMEOUT_MS: String(Math.min(8_000, patience(1_500))),
      LOG_LEVEL: 'error',
      TORTURE: JSON.stringify(settings.torture),
    },
    // a .env file of the checkout is none of ours
    { program: settings.program, cwd: settings.dataDir },
  );
  endWithUs(child);
  const tell = (message: Message) => {
    if (child.connected) child.send(message, () => undefined);
  };
  const isReady = untilPrinted(child, 'is ready').then(() => {
    tell({ isReady: true });
    return true;
  });
  return {
    ready: Promise.race([isReady, ended.then(() => false)]),
    ended: ended.then((code) => ({ code, signal: child.signalCode })),
    output,
    tell,
    signal: (name) => void child.kill(name),
  };
}

function untilPrinted(child: ChildProcess, text: string): Promise<void> {
  let seen = '';
  return new Promise((resolve) => {
    child.stdout?.on('data', (chunk) => {
      seen = (seen + chunk).slice(-1_000);
      if (seen.includes(text)) resolve();
    });
  });
}

/** However a run ends, it leaves no process behind. */
function endWithUs(child: ChildProcess): void {
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}
