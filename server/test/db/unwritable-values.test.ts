import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
  await own.database.query({ text: 'create table kept (n int primary key, note jsonb)' });
});
afterAll(() => own.drop());
beforeEach(() => own.database.query({ text: 'delete from kept' }));

const circular: { self?: unknown } = {};
circular.self = circular;
const insert = (n: number, note: unknown) => ({
  name: 'insert-kept',
  text: 'insert into kept values ($1, $2)',
  values: [n, note],
});
const count = () => own.database.query({ text: 'select count(*)::int as n from kept' });

test('a value that cannot be written fails the transaction it was sent in, and nothing is committed', async () => {
  const failing = own.database.transaction(async (tx) => {
    tx.send(insert(1, {}));
    tx.send(insert(2, circular));
  });
  await expect(failing).rejects.toThrow('circular');
  expect(await count()).toEqual([{ n: 0 }]);
});

test('a name that was sent with another text fails the transaction, and nothing is committed', async () => {
  await own.database.transaction(async (tx) => tx.send(insert(1, {})));
  const failing = own.database.transaction(async (tx) => {
    tx.send(insert(2, {}));
    tx.send({ ...insert(3, {}), text: 'insert into kept (n, note) values ($1, $2)' });
  });
  await expect(failing).rejects.toThrow('two texts');
  expect(await count()).toEqual([{ n: 1 }]);
});

test('a value that cannot be written leaves the prepared statement usable', async () => {
  await using database = disposable(openDatabase({ url: own.url, poolSize: 1 }));
  for (const n of [1, 2]) {
    await expect(database.query(insert(n, circular))).rejects.toThrow('circular');
    await database.query(insert(n, {}));
  }
  expect(await count()).toEqual([{ n: 2 }]);
});

function disposable<T extends { close(): Promise<void> }>(database: T): T & AsyncDisposable {
  return Object.assign(database, { [Symbol.asyncDispose]: () => database.close() });
}
