import { chmod, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@zhixiao/postgres';
import { isAlive } from '@zhixiao/postgres/program';

const PREFIX = 'zhixiao-test-';
/** Each test file that runs has a gateway or several, of some fifteen sessions each. */
const CONNECTIONS_MAX = 500;

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
  const folder = await mkdtemp(join(tmpdir(), prefix));
  await chmod(folder, 0o755);
  return folder;
}

/** Ends servers whose test run was killed: they outlive it by design. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const folder = join(tmpdir(), name);
    const home = await realpath(join(folder, 'postgres')).catch(() => folder);
    const owner = await firstNumber(join(home, 'owner'));
    if (owner === undefined || isAlive(owner)) continue;
    const server = await firstNumber(join(home, 'cluster', 'postmaster.pid'));
    if (server !== undefined && isAlive(server)) process.kill(server, 'SIGQUIT');
    for (const path of [home, folder]) await rm(path, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function firstNumber(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number.parseInt(text, 10);
}
