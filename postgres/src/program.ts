import { spawn } from 'node:child_process';
import { chmod, lstat, mkdir } from 'node:fs/promises';

/** Why the bundled PostgreSQL cannot be used; `message` is one line fit for the console. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  readonly code: 'no_programs' | 'no_account' | 'no_folder' | 'init_failed' | 'start_failed' | 'stop_failed';
  constructor(code: EmbeddedPostgresError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The system account PostgreSQL runs as. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export interface Finished {
  readonly ok: boolean;
  /** What the program printed, standard output first. */
  readonly output: string;
}

/**
 * Runs a program to its end, as `account` when given (undefined is ourselves). It has its own session,
 * so a Ctrl-C meant for us does not reach it, and an environment and folder that are the same everywhere.
 */
export function runProgram(file: string, args: readonly string[], account?: Account): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: process.platform === 'win32' ? undefined : '/',
      detached: process.platform !== 'win32',
      env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, output: (out + err).trim() }));
  });
}

/** What went wrong according to a program's output, in one line: the first error with its hint, else the last. */
export function tellingLine(output: string): string {
  const error = /(?:FATAL|PANIC|error): .*|error while loading .*/.exec(output)?.[0];
  const hint = /HINT: +(.*)/.exec(output)?.[1];
  if (error !== undefined) return hint === undefined ? error : `${error} (${hint})`;
  return output.trim().split('\n').at(-1) ?? '';
}

/** Whether a process with this id exists, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const ACCOUNTS = ['postgres', 'nobody'];

/** The account to run PostgreSQL as: undefined for ourselves, another for root, which PostgreSQL refuses. */
export async function serverAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ACCOUNTS) {
    const [uid, gid] = await Promise.all([runProgram('id', ['-u', name]), runProgram('id', ['-g', name])]);
    if (uid.ok && gid.ok) return { name, uid: Number(uid.output), gid: Number(gid.output) };
  }
  throw new EmbeddedPostgresError(
    'no_account',
    'PostgreSQL does not run as root, and there is no user postgres or nobody to run it as; start as another user',
  );
}

/** Where data and programs go that the account could not reach in our own folders. */
export const SYSTEM_FOLDER = '/var/lib/zhixiao-pay';

/** Makes a folder of ours that every account can enter; throws when it cannot be, or is someone else's. */
export async function openSharedFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
  const { uid } = await lstat(path);
  if (uid !== process.getuid?.()) throw new Error(`${path} belongs to another user`);
  await chmod(path, 0o755);
}
