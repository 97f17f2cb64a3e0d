import { createHash, randomBytes } from 'node:crypto';
import { chown, lstat, mkdir, mkdtemp, readdir, realpath, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import {
  type Account,
  EmbeddedPostgresError,
  openSharedFolder,
  runProgram,
  SYSTEM_FOLDER,
} from './program.ts';

export interface HomeOptions {
  readonly dataDir: string;
  readonly account: Account | undefined;
  readonly log: (message: string) => void;
  /** Fills a new, empty folder that the account owns. */
  readonly fill: (folder: string) => Promise<void>;
  /** Fills a new one also where there is one, which is moved out of its way at the end. */
  readonly moveAside?: (home: string) => Promise<void>;
}

/**
 * Opens the folder that holds the server's data, `postgres` in `dataDir`, and fills it the first time.
 * Filling happens under another name and ends with a rename, so what a killed first run left half done is
 * never taken for data. Where the account cannot enter `dataDir`, `postgres` is a link into a system folder.
 */
export async function openHome(options: HomeOptions): Promise<string> {
  const { account, log, fill, moveAside } = options;
  const dataDir = resolve(options.dataDir);
  const home = join(dataDir, 'postgres');
  try {
    await mkdir(dataDir, { recursive: true });
    if (!moveAside && (await exists(home))) return await enterable(home, account);

    const inPlace = await canEnter(dataDir, account);
    const prefix = inPlace ? home : join(SYSTEM_FOLDER, nameOf(await realpath(dataDir)));
    if (!inPlace) await openSharedFolder(SYSTEM_FOLDER);
    const stage = await mkdtemp(`${prefix}.new-`);
    if (account !== undefined) await chown(stage, account.uid, account.gid);
    try {
      await fill(stage);
      if (await exists(home)) await moveAside?.(home);
      const target = inPlace ? home : `${prefix}-${randomBytes(4).toString('hex')}`;
      await rename(stage, target);
      if (!inPlace) await symlink(target, home);
    } catch (error) {
      // another starter may have been first, and then has removed what we were filling
      if (moveAside || !(await exists(home))) throw error;
    } finally {
      await removeUnfinished(prefix);
    }
    if (!inPlace && account !== undefined) {
      log(`user ${account.name} cannot enter ${dataDir}; the database is kept in ${await realpath(home)}`);
    }
    return await realpath(home);
  } catch (cause) {
    if (cause instanceof EmbeddedPostgresError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EmbeddedPostgresError('no_folder', `cannot keep a database in ${dataDir}: ${reason}`, {
      cause,
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}

async function enterable(home: string, account: Account | undefined): Promise<string> {
  const path = await realpath(home);
  if (await canEnter(path, account)) return path;
  const message = `user ${account?.name} cannot enter ${path}, where the database is kept; give it leave (chmod +x)`;
  throw new EmbeddedPostgresError('no_folder', message);
}

async function canEnter(folder: string, account: Account | undefined): Promise<boolean> {
  if (account === undefined) return true;
  return (await runProgram('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], account)).ok;
}

function nameOf(dataDir: string): string {
  return createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
}

async function removeUnfinished(prefix: string): Promise<void> {
  const folder = dirname(prefix);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(prefix)}.new-`)) continue;
    // best effort: a program of the killed run may still be writing there, the next first run looks again
    await rm(join(folder, name), { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }
}
