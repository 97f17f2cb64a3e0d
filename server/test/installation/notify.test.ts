import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

let own: TestDatabase;
beforeAll(async () => {
  own = await createTestDatabase();
  await own.database.query({ text: 'create table news (n int)' });
});
afterAll(() => own.drop());

/** Counts what is heard on a channel; 1 as soon as it listens. */
async function listener(channel: string): Promise<{ received: () => number; stop: () => Promise<void> }> {
  let received = 0;
  const stop = await own.database.listen(channel, () => {
    received += 1;
  });
  await waitFor(() => received === 1, { what: `somebody to listen on ${channel}` });
  return { received: () => received, stop };
}

test('a listener that looks after each NOTIFY sees every commit, however many come at once', async () => {
  const { database } = own;
  let seen = 0;
  const stop = await database.listen('news', () => {
    void database.query<{ n: string }>({ text: 'select count(*) as n from news' }).then(([row]) => {
      seen = Math.max(seen, Number(row?.n));
    });
  });
  const commits = Array.from({ length: 60 }, (_, n) =>
    database.transaction(async (tx) => {
      await tx.query({ text: 'insert into news values ($1)', values: [n] });
      tx.notifyAfterCommit('news');
    }),
  );
  await Promise.all(commits);
  await waitFor(() => seen === 60, { what: 'the last commit to be seen' });
  await stop();
});

test('a transaction that is rolled back tells nobody', async () => {
  const { database } = own;
  const silent = await listener('silent');
  const loud = await listener('loud');
  const failing = database.transaction(async (tx) => {
    tx.notifyAfterCommit('silent');
    throw new Error('changed its mind');
  });
  await expect(failing).rejects.toThrow('changed its mind');
  await database.transaction(async (tx) => tx.notifyAfterCommit('loud'));
  await waitFor(() => loud.received() === 2, { what: 'the one that committed' });
  expect(silent.received()).toBe(1);
  await silent.stop();
  await loud.stop();
});

test('what a commit said is still passed on when the database is closed right behind it', async () => {
  const closing = await createTestDatabase();
  let received = 0;
  const stop = await closing.database.listen('last', () => {
    received += 1;
  });
  await waitFor(() => received === 1, { what: 'somebody to listen' });
  await closing.database.transaction(async (tx) => tx.notifyAfterCommit('last'));
  await closing.database.close();
  await waitFor(() => received === 2, { what: 'the last word' });
  await stop();
});
