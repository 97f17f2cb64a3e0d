import { chmod, mkdtemp, readdir, readFile, realpath, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { availableMemory } from 'node:process';
import { startEmbeddedPostgres } from '@zhixiao/postgres';
import { isAlive } from '@zhixiao/postgres/program';

const PREFIX = 'zhixiao-test-';
/** Each test file that runs has a gateway or several, of some fifteen sessions each. */
const CONNECTIONS_MAX = 500;
/** Linux keeps the files of this folder in memory. */
const MEMORY_FOLDER = '/dev/shm';
/** Many times what the servers of a run keep at once. */
const ENOUGH_MEMORY_BYTES = 4 * 1024 ** 3;

/** A PostgreSQL of its own in a new temporary folder; `remove` ends it and leaves nothing behind. */
export async function startThrowawayPostgres(): Promise<{ url: string; remove: () => Promise<void> }> {
  await removeAbandoned();
  const dataDir = await temporaryFolder(PREFIX);
  const server = await startEmbeddedPostgres({ dataDir, connectionsMax: CONNECTIONS_MAX }).catch(
    async (error: unknown) => {
      await rm(dataDir, { recursive: true });
      throw error;
    },
  );
  return {
    url: server.url,
    remove: async () => {
      await server.stop();
      await rm(server.home, { recursive: true });
      await rm(dataDir, { recursive: true });
    },
  };
}

/** A new temporary folder that the account PostgreSQL runs as can enter. */
export async function temporaryFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(await parentFolder(), prefix));
  await chmod(folder, 0o755);
  return folder;
}

/** In memory where there is plenty: hundreds of databases, each of 900 files, cost a disk most of PostgreSQL's time. */
async function parentFolder(): Promise<string> {
  const { bavail, bsize } = await statfs(MEMORY_FOLDER).catch(() => ({ bavail: 0, bsize: 0 }));
  return Math.min(bavail * bsize, availableMemory()) < ENOUGH_MEMORY_BYTES ? tmpdir() : MEMORY_FOLDER;
}

/** Ends servers whose test run was killed: they outlive it by design. */
async function removeAbandoned(): Promise<void> {
  for (const folder of await foldersOfTests()) {
    const home = await realpath(join(folder, 'postgres')).catch(() => folder);
    const owner = await firstNumber(join(home, 'owner'));
    if (owner === undefined || isAlive(owner)) continue;
    const server = await firstNumber(join(home, 'cluster', 'postmaster.pid'));
    if (server !== undefined && isAlive(server)) process.kill(server, 'SIGQUIT');
    for (const path of [home, folder]) await rm(path, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function foldersOfTests(): Promise<string[]> {
  const parents = [tmpdir(), MEMORY_FOLDER];
  const found = await Promise.all(
    parents.map(async (parent) => {
      const names = await readdir(parent).catch(() => []);
      return names.filter((name) => name.startsWith(PREFIX)).map((name) => join(parent, name));
    }),
  );
  return found.flat();
}

async function firstNumber(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number.parseInt(text, 10);
}
