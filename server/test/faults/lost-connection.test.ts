import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DatabaseAway } from '../../src/db/away.ts';
import { type Database, isDatabaseAway, openDatabase } from '../../src/db/database.ts';
import { openUnlimited } from '../../src/db/unlimited.ts';
import { startTcpProxy } from '../helpers/postgres/tcp-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';
import { startThrowawayPostgres } from '../helpers/postgres/throwaway-postgres.ts';
import { waitFor } from '../helpers/wait-for.ts';

/** A connection that breaks is a failed transaction. An error that nobody hears fails these tests by itself. */
let created: TestDatabase;
let db: Database;
beforeEach(async () => {
  created = await createTestDatabase();
  db = openDatabase({ url: created.url, poolSize: 4 });
  await db.query({ text: 'create table notes (note text primary key)' });
});
afterEach(async () => {
  await db.close();
  await created.drop();
});

const LATE_MS = 600;
const LATE = 15;

const notes = async () =>
  (await created.database.query<{ note: string }>({ text: 'select note from notes order by note' })).map(
    ({ note }) => note,
  );

/** The server has ended the session, and we have had the time to hear of it. */
async function sessionIsGone(pid: number): Promise<void> {
  await waitFor(
    async () =>
      (await created.database.query({ text: 'select from pg_stat_activity where pid = $1', values: [pid] }))
        .length === 0,
    { what: 'the session to be gone' },
  );
  // what the server said last has arrived by now, and is read in a turn of the loop
  await new Promise(setImmediate);
  await new Promise(setImmediate);
}

async function inTransactionThatLoses(lose: (pid: number) => Promise<unknown>): Promise<unknown> {
  return db
    .transaction(async (tx) => {
      const [session] = await tx.query<{ pid: number }>({ text: 'select pg_backend_pid() as pid' });
      await tx.query({ text: `insert into notes values ('lost')` });
      await lose(session?.pid ?? 0);
      await sessionIsGone(session?.pid ?? 0);
      await tx.query({ text: `insert into notes values ('later')` });
    })
    .catch((error: unknown) => error);
}

test('ended by an administrator between two statements: the transaction failed, the next one does not', async () => {
  const outcome = await inTransactionThatLoses((pid) =>
    created.database.query({ text: 'select pg_terminate_backend($1)', values: [pid] }),
  );
  expect(isDatabaseAway(outcome)).toBe(true);
  expect(await notes()).toEqual([]);
  await db.transaction((tx) => tx.query({ text: `insert into notes values ('kept')` }));
  expect(await notes()).toEqual(['kept']);
});

test('ended for idling between two statements', async () => {
  const outcome = await db
    .transaction(async (tx) => {
      await tx.query({ text: 'set local idle_in_transaction_session_timeout = 20' });
      const [session] = await tx.query<{ pid: number }>({ text: 'select pg_backend_pid() as pid' });
      await sessionIsGone(session?.pid ?? 0);
      await tx.query({ text: `insert into notes values ('later')` });
    })
    .catch((error: unknown) => error);
  expect(isDatabaseAway(outcome)).toBe(true);
});

test('ended after its work and before its commit: no caller gets done', async () => {
  const outcome = await db
    .transaction(async (tx) => {
      const [session] = await tx.query<{ pid: number }>({ text: 'select pg_backend_pid() as pid' });
      await tx.query({ text: `insert into notes values ('lost')` });
      await created.database.query({ text: 'select pg_terminate_backend($1)', values: [session?.pid] });
      await sessionIsGone(session?.pid ?? 0);
    })
    .catch((error: unknown) => error);
  expect(isDatabaseAway(outcome)).toBe(true);
  expect(await notes()).toEqual([]);
});

test('a failed statement that somebody passes over is not taken for a commit', async () => {
  const committed = db.transaction(async (tx) => {
    await tx.query({ text: `insert into notes values ('one')` });
    await tx.query({ text: `insert into notes values ('one')` }).catch(() => undefined);
  });
  await expect(committed).rejects.toThrow('rolled back');
  expect(await notes()).toEqual([]);
});

test('a statement that is refused costs no connection', async () => {
  const pid = async () =>
    (await db.query<{ pid: number }>({ text: 'select pg_backend_pid() as pid' }))[0]?.pid;
  const before = await pid();
  await expect(db.query({ text: 'select 1/0' })).rejects.toThrow('division by zero');
  expect(await pid()).toBe(before);
});

test.each([
  ['at its time limit', async () => undefined],
  [
    'by an administrator',
    async (pid: number) => {
      const [cancelled] = await created.database.query<{ done: boolean }>({
        text: `select pg_cancel_backend(pid) as done from pg_stat_activity
                where pid = $1 and state = 'active' and query like '%pg_sleep%'`,
        values: [pid],
      });
      return cancelled?.done;
    },
  ],
])('a statement ended %s has failed by itself: the database is not away', async (how, cancel) => {
  const lines: string[] = [];
  const log = { error: (_: object, line: string) => lines.push(line), warn: () => undefined };
  const own = openDatabase({ url: created.url, poolSize: 1, log });
  const pid = async () =>
    (await own.query<{ pid: number }>({ text: 'select pg_backend_pid() as pid' }))[0]?.pid ?? 0;
  try {
    const before = await pid();
    const outcome = own
      .transaction(async (tx) => {
        await tx.query({ text: `insert into notes values ('lost')` });
        await tx.query({ text: `set local statement_timeout = ${how.includes('limit') ? 50 : 60_000}` });
        await tx.query({ text: 'select pg_sleep(60)' });
      })
      .catch((error: unknown) => error);
    if (how.includes('administrator'))
      await waitFor(() => cancel(before), { what: 'the statement to cancel' });
    expect(await outcome).toMatchObject({ code: '57014' });
    expect(isDatabaseAway(await outcome)).toBe(false);
    // the same connection goes on, and nobody was told of an outage
    expect(await pid()).toBe(before);
    expect(lines).toEqual([]);
    expect(await notes()).toEqual([]);
  } finally {
    await own.close();
  }
});

test('a statement that takes its time, or waits for another, is not taken for dead', async () => {
  const slow = db.query({ text: 'select pg_sleep(5)' });
  await db.query({ text: `insert into notes values ('held')` });
  const holding = db.transaction(async (tx) => {
    await tx.query({ text: `select from notes for update` });
    await slow;
  });
  const waiting = db.query({ text: `delete from notes` });
  await expect(Promise.all([slow, holding, waiting])).resolves.toBeDefined();
  expect(await notes()).toEqual([]);
});

test('a statement that is late is not taken for dead because somebody asks after a slow one', async () => {
  const { hostname, port, pathname, username, password } = new URL(created.url);
  const lateness = (packet: string | Buffer) => (packet.includes('late') ? LATE_MS : 0);
  await using proxy = await startTcpProxy({ host: hostname, port: Number(port) }, lateness);
  const url = `postgres://${username}:${password}@127.0.0.1:${proxy.port}${pathname}`;
  const far = openDatabase({ url, poolSize: LATE + 1 });
  const all = (text: string, count: number) => Array.from({ length: count }, () => far.query({ text }));
  try {
    // every session is there, and has been idle for longer than anything is on its way
    await Promise.all(all('select pg_sleep(0.3)', LATE + 1));
    await delay(1_200);
    const slow = far.query({ text: 'select pg_sleep(3)' });
    await delay(800);
    const late: Promise<unknown>[] = [];
    for (let sent = 0; sent < LATE; sent += 1) {
      late.push(...all(`select 'late'`, 1));
      await delay(1_500 / LATE);
    }
    const outcomes = await Promise.allSettled([slow, ...late]);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
  } finally {
    await far.close();
  }
});

test('a server that takes no writes any more is away, and none of its connections is used again', async () => {
  const pids = async () => {
    const rows = await Promise.all(
      [1, 2, 3].map(() =>
        db.query<{ pid: number }>({ text: 'select pg_backend_pid() as pid, pg_sleep(0.05)' }),
      ),
    );
    return rows.map(([row]) => row?.pid);
  };
  const before = await pids();
  expect(new Set(before).size).toBe(3);
  await created.database.query({
    text: `do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$`,
  });
  // sessions that are open do not hear of it: one says it by hand, as after a reload
  const refused = await db
    .transaction(async (tx) => {
      await tx.query({ text: 'set transaction read only' });
      await tx.query({ text: `insert into notes values ('lost')` });
    })
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({ name: 'DatabaseAway', code: '25006' });
  await expect(db.query({ text: 'select 1' })).rejects.toMatchObject({ name: 'DatabaseAway', code: '25006' });

  await created.database.query({
    text: `do $$ begin execute format('alter database %I reset default_transaction_read_only', current_database()); end $$`,
  });
  const after = await waitFor(() => pids().catch(() => undefined), { what: 'the database to be back' });
  expect(after.filter((pid) => before.includes(pid))).toEqual([]);
});

test('a killed server process is a failed statement each, whoever is in the middle of what', async () => {
  const postgres = await startThrowawayPostgres();
  const lost = openDatabase({ url: postgres.url, poolSize: 4 });
  try {
    const [session] = await lost.query<{ pid: number }>({ text: 'select pg_backend_pid() as pid' });
    const working = lost.query({ text: 'select pg_sleep(10)' }).catch((error: unknown) => error);
    const between = lost
      .transaction(async (tx) => {
        await tx.query({ text: 'select 1' });
        // the whole server starts anew when one of its processes is killed
        process.kill(session?.pid ?? 0, 'SIGKILL');
        await working;
        // the others are told to end one after the other
        for (;;) await tx.query({ text: 'select 1' });
      })
      .catch((error: unknown) => error);
    expect([isDatabaseAway(await working), isDatabaseAway(await between)]).toEqual([true, true]);
    await waitFor(() => lost.query({ text: 'select 1' }).catch(() => undefined), {
      what: 'the server to have recovered',
      timeoutMs: 60_000,
    });
  } finally {
    await lost.close();
    await postgres.remove();
  }
});

test('a transaction that fails in setting its settings leaves its connection to the next as it was', async () => {
  const one = openDatabase({ url: created.url, poolSize: 1 });
  try {
    const refused = one.transaction((tx) => tx.query({ text: 'select 1' }), { lock_timeout: 'never' });
    await expect(refused).rejects.toThrow('lock_timeout');
    expect(await one.query({ text: 'select 1 as is' })).toEqual([{ is: 1 }]);
    const settled = one.transaction((tx) => tx.query({ text: 'show lock_timeout' }), { lock_timeout: '7ms' });
    expect(await settled).toEqual([{ lock_timeout: '7ms' }]);
    expect(await one.query({ text: 'show lock_timeout' })).toEqual([{ lock_timeout: '0' }]);
    const show = { text: 'show application_name' };
    const quoted = one.transaction((tx) => tx.query(show), { application_name: `it's` });
    expect(await quoted).toEqual([{ application_name: `it's` }]);
  } finally {
    await one.close();
  }
});

test('a connection whose rollback is refused is not given to the next in turn', async () => {
  const one = openDatabase({ url: created.url, poolSize: 1 });
  const giveUp = (text: string) =>
    one.transaction(async (tx) => {
      await tx.query({ text });
      throw new Error('changed its mind');
    });
  try {
    await expect(giveUp('select 1')).rejects.toThrow('changed its mind');
    // the session loses the statements that it has prepared: rollback is one of them
    const failing = giveUp('deallocate all');
    const next = one.query({ text: 'select 1 as is' });
    await expect(failing).rejects.toThrow('changed its mind');
    expect(await next).toEqual([{ is: 1 }]);
  } finally {
    await one.close();
  }
});

test('work that another database failed is not committed with the next of its session', async () => {
  await using session = await openUnlimited(created.url, 'zhixiao-pay-test');
  const failing = session.transaction(async (tx) => {
    await tx.query({ text: `insert into notes values ('lost')` });
    throw new DatabaseAway('another database');
  });
  await expect(failing).rejects.toThrow('another database');
  await session.transaction((tx) => tx.query({ text: 'select 1' })).catch(() => undefined);
  expect(await notes()).toEqual([]);
});

test('a failed transaction whose work another database failed too is not open for the next in turn', async () => {
  const one = openDatabase({ url: created.url, poolSize: 1 });
  const failing = one.transaction(async (tx) => {
    tx.send({ text: 'select 1 / 0' });
    await tx.query({ text: 'select 1' }).catch(() => undefined);
    throw new DatabaseAway('another database');
  });
  try {
    await expect(failing).rejects.toThrow('division by zero');
    await one.query({ text: `insert into notes values ('kept')` });
    expect(await notes()).toEqual(['kept']);
  } finally {
    await one.close();
  }
});

test.each([
  ['changed by a migration', 'alter table notes add more int', 'cached plan'],
  ['that the session has lost', 'deallocate all', 'does not exist'],
])('a prepared statement %s fails once, and its connection is replaced', async (_, change, why) => {
  const one = openDatabase({ url: created.url, poolSize: 1 });
  const prepared = { name: 'all-notes', text: 'select * from notes' };
  try {
    await one.query(prepared);
    await one.query({ text: change });
    await expect(one.query(prepared)).rejects.toThrow(why);
    expect(await one.query(prepared)).toEqual([]);
  } finally {
    await one.close();
  }
});
