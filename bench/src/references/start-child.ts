import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endWithUs, stop } from '../product/server.ts';

/** A reference that runs in a process of its own. */
export interface Reference extends AsyncDisposable {
  readonly pid: number;
  /** What it said when it was ready. */
  readonly message: unknown;
}

/** Starts a module beside this one and waits for its first message. */
async function startChild(module: string, args: readonly string[] = []): Promise<Reference> {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), args, { execArgv: [] });
  endWithUs(child);
  const exited = once(child, 'exit').then(([code]) => {
    throw new Error(`${module} ended with ${code}`);
  });
  const [message] = await Promise.race([once(child, 'message'), exited]);
  exited.catch(() => undefined);
  return { pid: child.pid ?? 0, message, [Symbol.asyncDispose]: () => stop(child) };
}

/** Starts `bare-http.ts`; answers it with its port. */
export async function startBareHttp(): Promise<Reference & { readonly port: number }> {
  const child = await startChild('./bare-http.ts');
  return { ...child, port: Number(child.message) };
}

/** Starts `graphile-worker.ts` on a database of its own. */
export function startGraphileWorker(
  databaseUrl: string,
  sinkUrl: string,
  completions: 'single' | 'batched',
): Promise<Reference> {
  return startChild('./graphile-worker.ts', [databaseUrl, sinkUrl, completions]);
}
