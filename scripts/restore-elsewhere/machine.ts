import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { waitFor } from '../../server/test/helpers/wait-for.ts';

/** A machine of its own as far as one can be had on this one: root, processes, mounts, host name and network without a way out. */
export interface Machine {
  readonly root: string;
  /** Runs a program there, in `/srv/zhixiao-pay`; answers what it printed. */
  run(program: string, ...args: readonly string[]): Promise<Ran>;
  /** The same for a program that goes on. */
  start(program: string, ...args: readonly string[]): ChildProcess;
  /** Runs a program of this machine in its network alone, as a client has it. */
  ask(program: string, ...args: readonly string[]): Promise<Ran>;
  /** Every process there is gone at once, as when its power is. */
  lose(): Promise<void>;
}

interface Ran {
  readonly status: number | null;
  readonly output: string;
}

const LIMIT_MS = 60_000;
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8' };
/** What the machine's first process does: its own /proc, loopback, and what is not on its disk. */
const BOOT = `
  mount -t proc proc "$1/proc"
  mount --bind "$2" "$1/srv/zhixiao-pay/data/sandbox"
  hostname "$3"
  ip link set lo up
  exec chroot "$1" /bin/sleep infinity`;

/**
 * Starts a machine on a root folder that debootstrap has made.
 * @param channels the folder of the emulated channels' books, which are no part of any machine that is lost
 */
export async function bootMachine(root: string, name: string, channels: string): Promise<Machine> {
  await mkdir(join(root, 'srv/zhixiao-pay/data/sandbox'), { recursive: true });
  const own = ['--mount', '--uts', '--ipc', '--net', '--pid', '--fork', '--kill-child'];
  const boot = spawn('unshare', [...own, 'sh', '-euc', BOOT, 'sh', root, channels, name], {
    env: ENVIRONMENT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const pid = await waitFor(() => firstChildOf(boot), { what: `${name} to be up`, timeoutMs: LIMIT_MS });
  const inside = (args: readonly string[]) =>
    spawn('nsenter', ['-t', String(pid), '-m', '-u', '-i', '-n', '-p', '-r', '-w', ...args], {
      env: ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const start = (program: string, ...args: readonly string[]) =>
    inside(['sh', '-c', 'cd /srv/zhixiao-pay && exec "$@"', 'sh', program, ...args]);
  return {
    root,
    start,
    run: (program, ...args) => ended(start(program, ...args), join(root, '..', `${name}.log`)),
    ask: (program, ...args) =>
      ended(
        spawn('nsenter', ['-t', String(pid), '-n', program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] }),
        join(root, '..', `${name}.log`),
      ),
    async lose() {
      const gone = once(boot, 'exit');
      boot.kill('SIGKILL');
      await gone;
    },
  };
}

/** Its number here, once it has become the machine's own root. */
function firstChildOf({ pid, exitCode }: ChildProcess): number | undefined {
  if (exitCode !== null) throw new Error(`the machine did not come up (${exitCode})`);
  const file = `/proc/${pid}/task/${pid}/children`;
  const [child] = existsSync(file) ? readFileSync(file, 'utf8').split(' ') : [];
  if (!child) return undefined;
  return readFileSync(`/proc/${child}/comm`, 'utf8').trim() === 'sleep' ? Number(child) : undefined;
}

async function ended(child: ChildProcess, log: string): Promise<Ran> {
  const printed = [child.stdout, child.stderr].map((stream) => (stream ? text(stream) : ''));
  const [[status], ...texts] = await Promise.all([once(child, 'close'), ...printed]);
  const output = texts.join('');
  await appendFile(log, `${child.spawnargs.slice(-3).join(' ')} (${status})\n${output}\n`);
  return { status: status as number | null, output };
}
