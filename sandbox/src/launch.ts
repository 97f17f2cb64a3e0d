import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A running sandbox process. */
export interface Sandbox {
  /** Without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly process: ChildProcess;
  /** Ends the process cleanly; fine to call again. */
  stop(): Promise<void>;
}

const STOP_LIMIT_MS = 5_000;

/**
 * Starts the emulators in a process of their own, which ends at the latest with this one.
 * @param options.port 0 or nothing for any free port
 * @param options.dataDir a folder (created when missing), or `:memory:`
 * @throws Error with the process's own words when it does not come up
 */
export async function startSandbox(options: {
  readonly port?: number;
  readonly dataDir: string;
}): Promise<Sandbox> {
  const child = fork(
    fileURLToPath(new URL('./main.ts', import.meta.url)),
    ['--port', String(options.port ?? 0), '--data', options.dataDir],
    { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] },
  );
  const port = await readyPort(child);
  return { url: `http://127.0.0.1:${port}`, port, process: child, stop: () => stop(child) };
}

function readyPort(child: ChildProcess): Promise<number> {
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint += chunk;
  });
  return new Promise((resolve, reject) => {
    // a child that cannot be written to emits the error several times, and also later
    child.on('error', reject);
    child.once('close', () => reject(new Error(complaint.trim() || 'the sandbox ended before it was ready')));
    child.once('message', (message: { readonly type: 'ready'; readonly port: number }) => {
      child.stderr?.removeAllListeners('data').pipe(process.stderr, { end: false });
      resolve(message.port);
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  if (child.connected) child.disconnect();
  await ended;
  clearTimeout(timer);
}
