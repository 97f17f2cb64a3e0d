import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { CliRun } from './cli.ts';
import type { CliJob } from './cli-host.ts';
import { COMPILED } from './compiled.ts';

const HOST = fileURLToPath(new URL('./cli-host.ts', import.meta.url));

let host: ChildProcess | undefined;
let last: Promise<unknown> = Promise.resolve();

/**
 * As `runCli`, but all commands share one process, in which only the entry is loaded anew, one after the other: most of a
 * command's processor time is loading the server.
 */
export function runHostedCli(
  settings: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<CliRun> {
  const asked = last.then(() => ask({ args, env: { ...COMPILED, ...settings } }));
  last = asked.catch(() => undefined);
  return asked;
}

async function ask(job: CliJob): Promise<CliRun> {
  host ??= startHost();
  const asking = new AbortController();
  const { signal } = asking;
  const ended = once(host, 'exit', { signal }).then(([code]) => {
    host = undefined;
    throw new Error(`the commands' process ended with ${code}`);
  });
  try {
    host.send(job);
    const [answer] = await Promise.race([once(host, 'message', { signal }), ended]);
    return answer as CliRun;
  } finally {
    asking.abort();
  }
}

/** It ends with this process, and does not keep it. */
function startHost(): ChildProcess {
  const child = fork(HOST, [], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.unref();
  child.channel?.unref();
  return child;
}
