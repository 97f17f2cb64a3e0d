import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { chmod, mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { type EmbeddedPostgres, findEmbeddedPostgres, startEmbeddedPostgres } from '@zhixiao/postgres';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../helpers/postgres/throwaway-postgres.ts';
import { waitFor } from '../helpers/wait-for.ts';

const STARTER = join(import.meta.dirname, '..', 'helpers', 'postgres', 'start-embedded.ts');

let dataDir: string;
let servers: EmbeddedPostgres[];
let starters: ChildProcess[];

beforeEach(async () => {
  dataDir = await temporaryFolder('zhixiao-embedded-');
  servers = [];
  starters = [];
});

afterEach(async () => {
  for (const starter of starters) await kill(starter);
  for (const server of servers) await server.stop();
  for (const server of servers) await rm(server.home, { recursive: true, force: true });
  await rm(dataDir, { recursive: true });
});

async function start(folder = dataDir): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir: folder });
  servers.push(server);
  return server;
}

/** Starts the server from another process, which can be killed. */
function startElsewhere(): { starter: ChildProcess; report: Promise<{ url: string; adopted: boolean }> } {
  const starter = spawn(execPath, [STARTER, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  starters.push(starter);
  const report = new Promise<{ url: string; adopted: boolean }>((resolve) => {
    starter.stdout?.once('data', (line: Buffer) => resolve(JSON.parse(line.toString())));
  });
  return { starter, report };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await waitFor(() => child.exitCode !== null || child.signalCode !== null, {
    what: 'the starter to be gone',
  });
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

test('the first start makes a durable UTF-8 database that asks for its password', async () => {
  expect(await findEmbeddedPostgres(dataDir)).toBeUndefined();
  const server = await start();
  const { url, adopted, home } = server;
  expect(adopted).toBe(false);
  const { serverUrl } = server;
  const found = await findEmbeddedPostgres(dataDir);
  expect({ ...found, home: await realpath(found?.home ?? '') }).toEqual({ url, serverUrl, home });
  const settings = `select current_database() as name, current_setting('server_encoding') as encoding,
    current_setting('TimeZone') as zone, current_setting('fsync') as fsync,
    current_setting('synchronous_commit') as commit, current_setting('data_checksums') as checksums,
    current_setting('listen_addresses') as listens,
    (select datlocale from pg_database where datname = current_database()) as locale`;
  expect(await query(url, settings)).toEqual([
    {
      name: 'zhixiao',
      encoding: 'UTF8',
      zone: 'UTC',
      fsync: 'on',
      commit: 'on',
      checksums: 'on',
      listens: '127.0.0.1',
      locale: 'C.UTF-8',
    },
  ]);
  const wrong = new URL(url);
  wrong.password = 'guess';
  await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  expect((await stat(join(home, 'password'))).mode & 0o777).toBe(0o600);
});

test('a stop and a start keep the data and the address', async () => {
  const first = await start();
  await query(first.url, `create table kept as select '知校' as word`);
  await first.stop();
  await expect(query(first.url, 'select 1')).rejects.toThrow();
  const second = await start();
  expect(second).toMatchObject({ url: first.url, adopted: false });
  expect(await query(second.url, 'select word from kept')).toEqual([{ word: '知校' }]);
});

test('another program on the old port makes it take a new one', async () => {
  const first = await start();
  await first.stop();
  const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
  await waitFor(() => squatter.listening, { what: 'the port to be taken' });
  try {
    const second = await start();
    expect(second.url).not.toBe(first.url);
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  } finally {
    squatter.close();
  }
});

test('a server whose starter was killed is adopted, and can be stopped', async () => {
  const { starter, report } = startElsewhere();
  const { url } = await report;
  await query(url, 'create table kept as select 1 as one');
  await kill(starter);
  const adopted = await start();
  expect(adopted).toMatchObject({ url, adopted: true });
  expect(await query(adopted.url, 'select one from kept')).toEqual([{ one: 1 }]);
  await adopted.stop();
  await expect(query(url, 'select 1')).rejects.toThrow();
});

test('a server whose starter lives is shared, and not stopped under it', async () => {
  const { starter, report } = startElsewhere();
  const { url } = await report;
  const guest = await start();
  expect(guest).toMatchObject({ url, adopted: true });
  await guest.stop();
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await kill(starter);
  await start();
});

test('a killed server is started again by itself, at the same address, with what was committed', async () => {
  const log: string[] = [];
  const server = await startEmbeddedPostgres({ dataDir, log: (line) => log.push(line) });
  servers.push(server);
  await query(server.url, 'create table kept as select 1 as one');
  for (let kills = 1; kills <= 2; kills += 1) {
    const pid = Number.parseInt(await readFile(join(server.home, 'cluster', 'postmaster.pid'), 'utf8'), 10);
    process.kill(pid, 'SIGKILL');
    await waitFor(async () => !(await isProcess(pid)), { what: 'the server to be gone' });
    await waitFor(() => query(server.url, 'select one from kept').catch(() => undefined), {
      what: 'the server to be back',
      timeoutMs: 60_000,
    });
    await waitFor(() => log.filter((line) => line === 'PostgreSQL runs again').length === kills, {
      what: 'the log to say so',
    });
  }
  expect(await query(server.url, 'select one from kept')).toEqual([{ one: 1 }]);
  await server.stop();
  await expect(query(server.url, 'select 1')).rejects.toThrow();
});

test('a server whose starter was killed with it is started again by who shares it', async () => {
  const { starter, report } = startElsewhere();
  const { url } = await report;
  const guest = await start();
  const pid = Number.parseInt(await readFile(join(guest.home, 'cluster', 'postmaster.pid'), 'utf8'), 10);
  await kill(starter);
  process.kill(pid, 'SIGKILL');
  await waitFor(async () => !(await isProcess(pid)), { what: 'the server to be gone' });
  await waitFor(() => query(url, 'select 1 as one').catch(() => undefined), {
    what: 'the server to be back',
    timeoutMs: 60_000,
  });
  await guest.stop();
  await expect(query(url, 'select 1')).rejects.toThrow();
});

async function isProcess(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return status !== '' && !status.includes(') Z ');
}

test('a lock file whose number now belongs to another program does not stop it', async () => {
  const first = await start();
  await first.stop();
  const lock = join(first.home, 'cluster', 'postmaster.pid');
  await writeFile(lock, `${process.pid}\n${join(first.home, 'cluster')}\n1\n1\n\n127.0.0.1\n1 1\nready\n`);
  const second = await start();
  expect(second.adopted).toBe(false);
  expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a first run killed half-way is done again', async () => {
  const { starter } = startElsewhere();
  const halfDone = () => globSync(join(dataDir, 'postgres.new-*', 'cluster', 'PG_VERSION')).length > 0;
  await waitFor(halfDone, { what: 'the first run to be half done' });
  await kill(starter);
  expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
  const server = await start();
  expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(globSync(join(dataDir, 'postgres.new-*'))).toEqual([]);
});

test('two first starts at once end with one server', async () => {
  const [one, two] = await Promise.all([start(), start()]);
  expect(one.url).toBe(two.url);
  expect(await query(one.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test.runIf(process.getuid?.() === 0)('data in a folder closed to the account is kept elsewhere', async () => {
  const closed = join(dataDir, 'closed');
  await mkdir(closed);
  await chmod(closed, 0o700);
  const first = await start(join(closed, 'data'));
  expect(first.home).toMatch(/^\/var\/lib\/zhixiao-pay\//);
  await query(first.url, 'create table kept as select 1 as one');
  await first.stop();
  const second = await start(join(closed, 'data'));
  expect(second.home).toBe(first.home);
  expect(await query(second.url, 'select one from kept')).toEqual([{ one: 1 }]);
});

test('a data folder that cannot be made is refused in one line', async () => {
  await writeFile(join(dataDir, 'file'), '');
  await expect(start(join(dataDir, 'file'))).rejects.toMatchObject({
    name: 'EmbeddedPostgresError',
    code: 'no_folder',
    message: expect.stringMatching(/^cannot keep a database in .*$/),
  });
});
