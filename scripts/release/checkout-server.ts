import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { env, execPath } from 'node:process';
import { BUILT } from '../../server/test/helpers/gateway/compiled.ts';
import { freePort } from '../../server/test/helpers/gateway/free-port.ts';
import { waitFor } from '../../server/test/helpers/wait-for.ts';

/** A server of some checkout, as a process; its environment is `settings`, the PATH and where compiled code is kept. */
export interface CheckoutServer {
  readonly url: string;
  readonly port: number;
  readonly sandboxUrl: string;
  readonly child: ChildProcess;
  /** Everything printed so far. */
  output(): string;
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>;
}

/**
 * Starts `npm start`'s program of a folder that is set up, on free ports or those of the settings, and waits until it is ready.
 * @throws Error with what it printed when it ends before that
 */
export async function startCheckout(
  folder: string,
  settings: Readonly<Record<string, string>>,
): Promise<CheckoutServer> {
  const port = Number(settings.PORT ?? (await freePort()));
  const sandboxPort = Number(settings.SANDBOX_PORT ?? (await freePort()));
  const child = spawn(execPath, ['server/src/main.ts'], {
    cwd: folder,
    env: {
      // biome-ignore lint/style/noProcessEnv: handed on to the program started
      PATH: env.PATH,
      HOST: '127.0.0.1',
      ...BUILT,
      ...settings,
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk;
    });
  }
  await waitFor(() => text.includes('is ready') || child.exitCode !== null, {
    what: `a server of ${folder}`,
  });
  if (child.exitCode !== null) throw new Error(text);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    sandboxUrl: `http://127.0.0.1:${sandboxPort}`,
    child,
    output: () => text,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
