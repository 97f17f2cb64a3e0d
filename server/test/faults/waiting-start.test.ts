import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { patience } from '../../../test/helpers/patience.ts';
import { whenReachable } from '../../src/db/wait.ts';
import { freePort } from '../helpers/gateway/free-port.ts';
import { runMain } from '../helpers/gateway/main-process.ts';
import { type FakeAnswer, startFakePostgres } from '../helpers/postgres/fake-postgres.ts';
import { startTcpProxy } from '../helpers/postgres/tcp-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** A server that starts before its database, or whose database is not one that it can work with. */
const PATIENCE_MS = 60_000;
const TIMEOUT = { timeout: patience(150_000) };

let database: TestDatabase;
let dataDir: string;
beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'zhixiao-wait-'));
});
afterAll(async () => {
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

async function main(url: string, more: Record<string, string> = {}) {
  const [port, sandboxPort] = [String(await freePort()), String(await freePort())];
  return runMain({ DATABASE_URL: url, DATA_DIR: dataDir, PORT: port, SANDBOX_PORT: sandboxPort, ...more });
}
const linesOf = (output: string) => output.trim().split('\n');

test(
  'it waits for a database that is away, says so in one line, and starts when it is there',
  TIMEOUT,
  async () => {
    const own = new URL(database.url);
    await using proxy = await startTcpProxy({ host: own.hostname, port: Number(own.port) });
    await proxy.become('refuse');
    const through = new URL(database.url);
    through.port = String(proxy.port);
    const { child, output, ended } = await main(through.href);
    await waitFor(() => /Waiting for the database at \S+:\d+, up to 60 s/.test(output()), {
      what: 'the line',
      timeoutMs: PATIENCE_MS,
    });
    await proxy.become('pass');
    await waitFor(() => output().includes('is ready'), { what: 'the start', timeoutMs: PATIENCE_MS });
    expect(linesOf(output()).filter((line) => line.startsWith('Waiting for the database'))).toHaveLength(1);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
  },
);

test('a database that goes away in the middle of the start is waited for as well', TIMEOUT, async () => {
  const own = new URL(database.url);
  await using proxy = await startTcpProxy({ host: own.hostname, port: Number(own.port) });
  const through = new URL(database.url);
  through.port = String(proxy.port);
  const blocker = new pg.Client({ connectionString: database.url });
  await blocker.connect();
  // the last thing that a start asks of the database
  await blocker.query('begin; lock table operators in share row exclusive mode');
  const { child, output, ended } = await main(through.href);
  const isBlocked = async () => {
    const { rowCount } = await blocker.query(
      `select from pg_locks where not granted and relation = 'operators'::regclass`,
    );
    return rowCount === 1;
  };
  await waitFor(isBlocked, { what: 'the start to reach the operators', timeoutMs: PATIENCE_MS });
  await proxy.become('refuse');
  await blocker.end();
  await waitFor(() => output().includes('Waiting for the database') || child.exitCode !== null, {
    what: 'the line',
    timeoutMs: PATIENCE_MS,
  });
  await proxy.become('pass');
  await waitFor(() => output().includes('is ready') || child.exitCode !== null, {
    what: 'the start',
    timeoutMs: PATIENCE_MS,
  });
  expect(output()).toContain('is ready');
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('a signal ends the waiting at once', TIMEOUT, async () => {
  const { child, output, ended } = await main('postgres://u:secret@127.0.0.1:9/x');
  await waitFor(() => output().includes('Waiting for the database'), {
    what: 'the waiting',
    timeoutMs: PATIENCE_MS,
  });
  const signalledAt = performance.now();
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(performance.now() - signalledAt).toBeLessThan(patience(10_000));
  expect(linesOf(output()).at(-1)).toBe('Stopping (SIGTERM)');
});

test('a database that stays away ends it with one clear line', TIMEOUT, async () => {
  const { output, ended } = await main('postgres://u:secret@127.0.0.1:9/x', { DATABASE_WAIT_MS: '500' });
  expect(await ended).toBe(1);
  expect(linesOf(output())).toEqual([
    'Waiting for the database at 127.0.0.1:9, up to 0.5 s (ECONNREFUSED)',
    'The database at 127.0.0.1:9 cannot be reached; check DATABASE_URL (ECONNREFUSED)',
  ]);
});

const RECOVERING: FakeAnswer = { code: '57P03', message: 'the database system is starting up' };
const SOUND: FakeAnswer = { version: 150_004, announcedPid: 7, pid: 7 };

async function starting(answer: () => FakeAnswer, waitMs = 10_000): Promise<string[]> {
  await using postgres = await startFakePostgres(answer);
  const lines: string[] = [];
  const waiting = { waitMs, log: (line: string) => lines.push(line), signal: new AbortController().signal };
  const line = await whenReachable(postgres.url, waiting, async () => 'prepared').catch(
    (error: Error) => `${error.name}: ${error.message}`,
  );
  return [...lines, line];
}

test('one that is recovering is waited for', async () => {
  let asked = 0;
  const lines = await starting(() => {
    asked += 1;
    return asked < 4 ? RECOVERING : SOUND;
  });
  expect(lines).toEqual([
    expect.stringMatching(
      /^Waiting for the database at \S+, up to 10 s \(the database system is starting up\)$/,
    ),
    'prepared',
  ]);
});

test.each<[string, FakeAnswer, string]>([
  ['version 15', SOUND, 'prepared'],
  ['version 18', { ...SOUND, version: 180_004 } as FakeAnswer, 'prepared'],
  [
    'version 14',
    { version: 140_012, announcedPid: 7, pid: 7 },
    'UnusableDatabase: PostgreSQL 14 is too old: 15 or newer is needed',
  ],
  [
    'a pooler that knows nothing of our settings',
    { code: '08P01', message: 'unsupported startup parameter: statement_timeout' },
    "UnusableDatabase: A pooler such as PgBouncer stands before the database: set DIRECT_DATABASE_URL to PostgreSQL's own " +
      'address, for what needs a session of its own (docs/operating.md, Poolers). It refuses our settings: ' +
      'unsupported startup parameter: statement_timeout',
  ],
  [
    'a pooler that shares sessions',
    { version: 180_004, announcedPid: 1_000, pid: 7 },
    "UnusableDatabase: A pooler such as PgBouncer stands before the database: set DIRECT_DATABASE_URL to PostgreSQL's own " +
      'address, for what needs a session of its own (docs/operating.md, Poolers). It gives the same session to several ' +
      'connections.',
  ],
  [
    'a wrong password',
    { code: '28P01', message: 'password authentication failed for user "u"' },
    'error: password authentication failed for user "u"',
  ],
])('%s: one line, at once', async (_what, answer, line) => {
  expect(await starting(() => answer)).toEqual([line]);
});
