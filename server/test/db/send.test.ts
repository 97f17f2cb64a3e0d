import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isDatabaseAway, type Transaction } from '../../src/db/database.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
  await own.database.query({ text: 'create table sent (n int primary key)' });
});
afterAll(() => own.drop());
beforeEach(() => own.database.query({ text: 'delete from sent' }));

const insert = (n: number) => ({ name: 'insert-sent', text: 'insert into sent values ($1)', values: [n] });
const wrong = { name: 'wrong', text: 'select 1 / ($1::int - 1)', values: [1] };

async function rows(from: Pick<Transaction, 'query'> = own.database): Promise<number[]> {
  const found = await from.query<{ n: number }>({ text: 'select n from sent order by n' });
  return found.map(({ n }) => n);
}

test('what is sent is executed in order with what is asked, and committed together', async () => {
  const seen = await own.database.transaction(async (tx) => {
    tx.send(insert(1));
    tx.send(insert(2));
    const between = await rows(tx);
    tx.send(insert(3));
    return between;
  });
  expect(seen).toEqual([1, 2]);
  expect(await rows()).toEqual([1, 2, 3]);
});

test('when one that was sent last fails, nothing is committed, and its error is the transaction’s', async () => {
  const failing = own.database.transaction(async (tx) => {
    tx.send(insert(1));
    tx.send(insert(1));
    tx.send(insert(2));
    return 'done';
  });
  await expect(failing).rejects.toThrow('sent_pkey');
  expect(await rows()).toEqual([]);
});

test('a statement behind one that failed does not hide why', async () => {
  const failing = own.database.transaction(async (tx) => {
    tx.send(wrong);
    await tx.query(insert(1));
  });
  await expect(failing).rejects.toThrow('division by zero');
  expect(await rows()).toEqual([]);
});

test('a statement that was never prepared, because one before it failed, is prepared the next time', async () => {
  const { database } = own;
  const late = { name: 'late', text: 'select $1::int as n', values: [4] };
  const once = database.transaction(async (tx) => {
    tx.send(wrong);
    tx.send(late);
  });
  await expect(once).rejects.toThrow('division by zero');
  for (let n = 0; n < 20; n += 1) expect(await database.query(late)).toEqual([{ n: 4 }]);
});

test('work that gives up takes back what it has sent', async () => {
  const giving = own.database.transaction(async (tx) => {
    tx.send(insert(1));
    throw new Error('changed its mind');
  });
  await expect(giving).rejects.toThrow('changed its mind');
  expect(await rows()).toEqual([]);
});

test('a connection that is lost behind what was sent leaves it unknown whether it was done', async () => {
  const lost = own.database.transaction(async (tx) => {
    const [session] = await tx.query<{ pid: number }>({ text: 'select pg_backend_pid() as pid' });
    tx.send(insert(1));
    tx.send({ text: 'select pg_terminate_backend($1)', values: [session?.pid] });
    tx.send(insert(2));
  });
  const error = await lost.catch((reason: unknown) => reason);
  expect(isDatabaseAway(error)).toBe(true);
  expect(await rows()).toEqual([]);
});
