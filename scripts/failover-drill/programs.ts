import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { env } from 'node:process';
import { type Account, serverAccount } from '../../postgres/src/program.ts';

const { DRILL_PATRONI, DRILL_POSTGRES_BIN } = env;
/** Debian's packages; another Patroni by DRILL_PATRONI, another PostgreSQL by DRILL_POSTGRES_BIN. */
export const PROGRAMS = {
  etcd: '/usr/bin/etcd',
  patroni: DRILL_PATRONI ?? '/usr/bin/patroni',
  postgresBin: DRILL_POSTGRES_BIN ?? '/usr/lib/postgresql/15/bin',
} as const;
/** Before 3.1 a primary that was frozen takes its place back from the new one, whose orders are lost (decision 0138). */
const PATRONI_MIN = [3, 1] as const;

/** What is not installed here, by its path. */
export function missingPrograms(): string[] {
  return Object.values(PROGRAMS).filter((path) => !existsSync(path));
}

/** What Patroni says of its version, when that is too old. */
export function patroniTooOld(): string | undefined {
  const said = execFileSync(PROGRAMS.patroni, ['--version'], { encoding: 'utf8' }).trim();
  const [major = 0, minor = 0] = (said.match(/\d+/g) ?? []).map(Number);
  const isOld = major < PATRONI_MIN[0] || (major === PATRONI_MIN[0] && minor < PATRONI_MIN[1]);
  return isOld ? said : undefined;
}

/** A program in a session of its own, as the account that PostgreSQL may run as; its words are in a file. */
export async function startProgram(
  program: string,
  args: readonly string[],
  { environment, logFile }: { readonly environment: Record<string, string>; readonly logFile: string },
): Promise<ChildProcess> {
  const account: Account | undefined = await serverAccount();
  const child = spawn(program, args, {
    cwd: '/',
    detached: true,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', HOME: '/nonexistent', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(account && { uid: account.uid, gid: account.gid }),
  });
  const log = createWriteStream(logFile, { flags: 'a' });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  await once(child, 'spawn');
  return child;
}

/** A process and everything below it, children first known last. */
export function treeOf(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^[0-9]+$/.test(name)) continue;
    const parent = parentOf(name);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const below = (one: number): number[] => [one, ...(children.get(one) ?? []).flatMap(below)];
  return below(pid);
}

function parentOf(pid: string): number | undefined {
  try {
    // the name in brackets may contain anything
    const [, rest = ''] = /^.*\) . (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return Number(rest);
  } catch {
    return undefined;
  }
}

/** Sends a signal to each process that is still there. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // it has ended meanwhile
    }
  }
}
