import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** SIGKILL, and waits until it is gone; nothing where it has ended already. */
export async function killChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
