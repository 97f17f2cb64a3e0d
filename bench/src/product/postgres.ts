import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@zhixiao/postgres';
import { migrate } from '@zhixiao/server/db/migrate';
import pg from 'pg';

/** The PostgreSQL that the server and its reference share, in a folder that is removed with it. */
export interface BenchPostgres extends AsyncDisposable {
  /** The postmaster; every other process of the server is below it. */
  readonly pid: number;
  /** Makes a database with our schema, or an empty one; answers its URL. */
  createDatabase(name: string, schema?: 'ours' | 'none'): Promise<string>;
  /** Before a round: writes out what earlier rounds left, so that it is not counted in this one. */
  checkpoint(): Promise<void>;
}

/** On the disk of the checkout: a temporary folder may be memory, where a commit costs nothing. */
const FOLDER = join(import.meta.dirname, '../../../.data');

export async function startPostgres(): Promise<BenchPostgres> {
  const dataDir = await newFolder('bench-postgres-');
  const server = await startEmbeddedPostgres({ dataDir });
  const lock = await readFile(join(server.home, 'cluster', 'postmaster.pid'), 'utf8');
  const urlOf = (name: string) => {
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    return url.href;
  };
  await requireDurability(server.url);
  await makeLoginCheap(server.url);
  return {
    pid: Number.parseInt(lock, 10),
    async createDatabase(name, schema = 'ours') {
      await runSql(server.url, `create database ${pg.escapeIdentifier(name)}`);
      if (schema === 'ours') await migrate(urlOf(name));
      return urlOf(name);
    },
    async checkpoint() {
      await runSql(server.url, 'checkpoint');
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      for (const folder of [server.home, dataDir]) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A new folder for a server's data; whoever asked removes it. */
export async function newFolder(prefix: string): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  return mkdtemp(join(FOLDER, prefix));
}

/** Runs one statement on a connection of its own; answers its rows. */
export async function runSql<Row extends object>(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** Numbers of a server that may lose what it acknowledged would be worth nothing. */
async function requireDurability(url: string): Promise<void> {
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const [row] = await runSql<Record<string, string>>(url, `show ${setting}`);
    if (row?.[setting] !== 'on') throw new Error(`${setting} is ${row?.[setting]}, it must be on`);
  }
}

/** pgbench connects while its clock runs, and proving a password 64 times takes much of a second. */
async function makeLoginCheap(serverUrl: string): Promise<void> {
  const { username, password } = new URL(serverUrl);
  const role = pg.escapeIdentifier(username);
  const secret = pg.escapeLiteral(decodeURIComponent(password));
  await runSql(serverUrl, `set scram_iterations = 1; alter role ${role} password ${secret}`);
}
