import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { BUILT } from './compiled.ts';
import type { GatewayProcessSettings } from './gateway-process.ts';

/** A running gateway process. */
export interface KillableGateway {
  /** SIGKILL: nothing of it gets to finish anything. */
  kill(): Promise<void>;
  /** Moves its time, and looks for what became due. */
  advance(ms: number): void;
}

export async function startKillableGateway(settings: GatewayProcessSettings): Promise<KillableGateway> {
  const entry = fileURLToPath(new URL('./gateway-process.ts', import.meta.url));
  const child: ChildProcess = fork(entry, [JSON.stringify(settings)], {
    execArgv: [],
    env: { ...env, ...BUILT },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const first = await Promise.race([once(child, 'message'), exited]);
  if (first[0] !== 'ready') throw new Error(`the gateway process ended with ${first[0]}`);
  return {
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
    advance: (ms) => void child.send(ms),
  };
}
