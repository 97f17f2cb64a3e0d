import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openBreaker } from '../../src/db/breaker.ts';
import { connect, type DatabaseConnection } from '../../src/db/connection.ts';
import { hostsOf } from '../../src/db/hosts.ts';
import { inTransaction, type Transaction } from '../../src/db/transaction.ts';
import { watchUnresponsive } from '../../src/db/unresponsive.ts';
import { onMeasure } from '../../src/lib/measures.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

// The statements of a transaction share trips to the server; one session of its own shows what each trip leaves behind.

let own: TestDatabase;
let connection: DatabaseConnection;
let stop: () => Promise<void>;
beforeAll(async () => {
  own = await createTestDatabase();
  await own.database.query({ text: 'create table kept (n int primary key deferrable initially deferred)' });
});
afterAll(() => own.drop());

beforeEach(async () => {
  await own.database.query({ text: 'delete from kept' });
  const hosts = hostsOf(own.url);
  const breaker = openBreaker(hosts);
  const unresponsive = watchUnresponsive(hosts, hosts, breaker, 10_000);
  connection = await connect(hosts, { application: 'zhixiao-pay-test', statementTimeoutMs: 5_000 });
  run = async (work) => (await inTransaction(unresponsive, connection, work)).done;
  stop = async () => {
    await connection.end();
    unresponsive.stop();
    await breaker.stop();
  };
});
afterEach(() => stop());

let run: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
const insert = (n: number) => ({ name: 'insert-group', text: 'insert into kept values ($1)', values: [n] });
const ask = (n: number) => ({ name: 'ask-group', text: 'select $1::int as n', values: [n] });
const state = () => connection.getTransactionStatus();

async function kept(): Promise<number[]> {
  const rows = await own.database.query<{ n: number }>({ text: 'select n from kept order by n' });
  return rows.map(({ n }) => n);
}

test('when begin is refused, nothing behind it is executed, then or later', async () => {
  await run((tx) => tx.query(ask(1)));
  // the session loses the statements that it has prepared: begin is one of them
  await connection.query('deallocate all');
  const later: unknown[] = [];
  const refused = run(async (tx) => {
    tx.send(insert(1));
    await tx.query({ text: 'insert into kept values (2)' }).catch((error: unknown) => later.push(error));
    await tx.query({ text: 'insert into kept values (3)' }).catch((error: unknown) => later.push(error));
    tx.send({ text: 'insert into kept values (4)' });
  });
  await expect(refused).rejects.toThrow('"begin" does not exist');
  expect(later).toHaveLength(2);
  expect(await kept()).toEqual([]);
  expect(state()).toBe('I');
});

test('when begin is refused, what was asked while it was under way is not executed either', async () => {
  await run((tx) => tx.query(ask(1)));
  await connection.query('deallocate all');
  const refused = run(async (tx) => {
    const first = tx.query({ text: 'insert into kept values (2)' });
    // an answer is read in a later turn of the event loop than this
    await new Promise(setImmediate);
    tx.send({ text: 'insert into kept values (3)' });
    const settled = await Promise.allSettled([first, tx.query({ text: 'insert into kept values (4)' })]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
  await expect(refused).rejects.toThrow('"begin" does not exist');
  expect(await kept()).toEqual([]);
  expect(state()).toBe('I');
});

test('questions of one turn are answered each with its rows, in the order they were asked', async () => {
  const answers = await run((tx) => Promise.all([1, 2, 3].map((n) => tx.query(ask(n)))));
  expect(answers).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]]);
});

test('of the questions of one turn, those before a failed one are answered and those behind it fail with it', async () => {
  const outcome = await run(async (tx) => {
    const failing = { text: 'select 1 / (n - 1) as n from (values (1)) as of (n)' };
    const settled = await Promise.allSettled([tx.query(ask(1)), tx.query(failing), tx.query(insert(3))]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
  }).catch(String);
  expect(outcome).toContain('was rolled back');
  expect(await kept()).toEqual([]);
  expect(state()).toBe('I');
});

test('rows of a statement that was only sent are left out', async () => {
  const rows = await run(async (tx) => {
    tx.send({ ...insert(1), name: 'insert-group-returning', text: `${insert(1).text} returning n, n` });
    return tx.query(ask(5));
  });
  expect(rows).toEqual([{ n: 5 }]);
  expect(await kept()).toEqual([1]);
});

test('what a commit refuses takes everything back, and the session goes on', async () => {
  const twice = run(async (tx) => {
    tx.send(insert(1));
    tx.send(insert(1));
  });
  await expect(twice).rejects.toThrow('kept_pkey');
  expect(await kept()).toEqual([]);
  await run(async (tx) => tx.send(insert(2)));
  expect(await kept()).toEqual([2]);
});

test('a statement of no transaction that its own commit refuses has failed', async () => {
  const alone = () => own.database.query(insert(1));
  const measured: boolean[] = [];
  const stopMeasuring = onMeasure('statement', ({ name, isDone }) => {
    if (name === insert(1).name) measured.push(isDone);
  });
  await alone();
  await expect(alone()).rejects.toThrow('kept_pkey');
  stopMeasuring();
  expect(measured).toEqual([true, false]);
  expect(await kept()).toEqual([1]);
});

test('a statement of more values than the protocol counts is refused before it is sent', async () => {
  const values = Array.from({ length: 65_536 }, (_, n) => n);
  const text = `insert into kept values ${values.map((n) => `($${n + 1})`).join()}`;
  await run(async (tx) => {
    await expect(tx.query({ text, values })).rejects.toThrow('65536 values');
    tx.send(insert(1));
  });
  expect(await kept()).toEqual([1]);
});

test('a failure inside a savepoint is forgotten with it', async () => {
  await run(async (tx) => {
    tx.send(insert(1));
    await tx.query({ text: 'savepoint here' });
    tx.send({ text: 'select 1 / 0' });
    await expect(tx.query(ask(1))).rejects.toThrow('division by zero');
    await tx.query({ text: 'rollback to savepoint here' });
    tx.send(insert(2));
  });
  expect(await kept()).toEqual([1, 2]);
});

test('work that fails after it has gone back to a savepoint fails with its own error', async () => {
  const failed = run(async (tx) => {
    await tx.query({ text: 'savepoint here' });
    tx.send({ text: 'select 1 / 0' });
    await tx.query(ask(1)).catch(() => undefined);
    await tx.query({ text: 'rollback to savepoint here' });
    throw new Error('changed its mind');
  });
  await expect(failed).rejects.toThrow('changed its mind');
});

test('a statement behind rows that cannot be read is noted as prepared', async () => {
  const { MACADDR } = pg.types.builtins;
  pg.types.setTypeParser(MACADDR, () => {
    throw new Error('unreadable');
  });
  const behind = { name: 'behind-unreadable', text: 'select $1::int as n', values: [1] };
  await run(async (tx) => {
    const unreadable = tx.query({ text: `select '08:00:2b:01:02:03'::macaddr` });
    const settled = await Promise.allSettled([unreadable, tx.query(behind)]);
    expect(settled).toMatchObject([{ reason: { message: 'unreadable' } }, { status: 'rejected' }]);
  });
  expect(await run((tx) => tx.query(behind))).toEqual([{ n: 1 }]);
});

test('what is asked while the commit waits for an answer makes no trip without a statement', async () => {
  const sizes: number[] = [];
  const { askGroup } = connection;
  connection.askGroup = (statements) => {
    sizes.push(statements.length);
    return askGroup.call(connection, statements);
  };
  let answered: Promise<unknown> | undefined;
  await run(async (tx) => {
    const asked = async () => {
      await tx.query(ask(1));
      await undefined;
      return tx.query(ask(2));
    };
    answered = asked();
  });
  expect(await answered).toEqual([{ n: 2 }]);
  // begin with the first, the second, and the commit
  expect(sizes).toEqual([2, 1, 1]);
});

test('a transaction that is over takes no more statements', async () => {
  let late: Transaction | undefined;
  await run(async (tx) => {
    late = tx;
  });
  expect(() => late?.send(insert(1))).toThrow('over');
  await expect(late?.query(insert(1))).rejects.toThrow('over');
  const failed = run(async (tx) => {
    late = tx;
    await tx.query(insert(2));
    throw new Error('changed its mind');
  });
  await expect(failed).rejects.toThrow('changed its mind');
  expect(() => late?.send(insert(3))).toThrow('changed its mind');
  expect(await kept()).toEqual([]);
});

test('a statement that would wait for data to copy is refused', async () => {
  await expect(run((tx) => tx.query({ text: 'copy kept from stdin' }))).rejects.toThrow('copied');
  expect(await run((tx) => tx.query(ask(1)))).toEqual([{ n: 1 }]);
});

test('the columns of a prepared statement are described once in a session, those of another each time', async () => {
  let described = 0;
  connection.connection.on('rowDescription', () => {
    described += 1;
  });
  const text = `select $1::int as n, null::text as nothing, '\\x00ff'::bytea as bytes,
                       timestamptz '2026-11-29 12:00:00.5+08' as at, '{"a":[1]}'::jsonb as value, '{x,y}'::text[] as texts`;
  const row = (n: number) => ({
    n,
    nothing: null,
    bytes: Buffer.of(0, 255),
    at: new Date('2026-11-29T04:00:00.500Z'),
    value: { a: [1] },
    texts: ['x', 'y'],
  });
  for (const n of [1, 2, 3]) {
    expect(await run((tx) => tx.query({ name: 'described', text, values: [n] }))).toEqual([row(n)]);
  }
  expect(described).toBe(1);
  for (const n of [4, 5]) expect(await run((tx) => tx.query({ text, values: [n] }))).toEqual([row(n)]);
  expect(described).toBe(3);
});

test('a prepared statement whose columns have changed is refused, and not read as before', async () => {
  await own.database.query({ text: 'create table changing as select 1 as n' });
  const read = () => run((tx) => tx.query({ name: 'read-changing', text: 'select n from changing' }));
  expect(await read()).toEqual([{ n: 1 }]);
  await own.database.query({ text: 'alter table changing alter column n type text' });
  await expect(read()).rejects.toThrow('cached plan must not change result type');
});
