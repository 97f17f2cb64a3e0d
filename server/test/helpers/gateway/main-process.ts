import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitFor } from '../wait-for.ts';
import { BUILT, COMPILED } from './compiled.ts';
import { freePort } from './free-port.ts';

const MAIN = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));

/** `npm start`, as a process. */
export interface MainProcess {
  readonly child: ChildProcess;
  /** Everything printed so far. */
  readonly output: () => string;
  /** The exit code. */
  readonly ended: Promise<number | null>;
}

/**
 * Runs the server's entry with these settings and nothing else in its environment.
 * @param options.program what is run in its place, and can be sent messages
 */
export function runMain(
  env: Readonly<Record<string, string>>,
  options: { readonly program?: string; readonly cwd?: string } = {},
): MainProcess {
  const { program, cwd } = options;
  const child = spawn(process.execPath, [program ?? MAIN], {
    cwd,
    env: { HOST: '127.0.0.1', ...(program ? COMPILED : BUILT), ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(program ? (['ipc'] as const) : [])],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      text += chunk;
    });
  }
  return { child, output: () => text, ended: once(child, 'exit').then(([code]) => code as number | null) };
}

/** A server that is ready, with the ports it has. */
export interface StartedMain extends MainProcess {
  readonly port: number;
  readonly sandboxPort: number;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<number | null>;
}

export async function startMain(env: Readonly<Record<string, string>>): Promise<StartedMain> {
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const main = runMain({ ...env, PORT: String(port), SANDBOX_PORT: String(sandboxPort) });
  await waitFor(() => main.output().includes('is ready') || main.child.exitCode !== null, {
    what: 'the server to be ready',
  });
  if (main.child.exitCode !== null) throw new Error(main.output());
  return {
    ...main,
    port,
    sandboxPort,
    stop() {
      main.child.kill('SIGINT');
      return main.ended;
    },
  };
}
