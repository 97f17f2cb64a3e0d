import { afterAll, beforeAll, expect, test } from 'vitest';
import { openUnlimited } from '../../src/db/unlimited.ts';
import { createEmptyDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

let created: TestDatabase;
beforeAll(async () => {
  created = await createEmptyDatabase();
});
afterAll(() => created.drop());

test('no limit of time ends a statement or a transaction, and one that fails leaves nothing', async () => {
  await using db = await openUnlimited(created.url, 'zhixiao-pay-test');
  const limits = await db.query<{ statement: string; idle: string }>({
    text: `select current_setting('statement_timeout') as statement,
                  current_setting('idle_in_transaction_session_timeout') as idle`,
  });
  expect(limits).toEqual([{ statement: '0', idle: '0' }]);
  const failing = db.transaction(async (tx) => {
    await tx.query({ text: 'create table left_behind (a int)' });
    throw new Error('in the middle');
  });
  await expect(failing).rejects.toThrow('in the middle');
  await db.transaction((tx) => tx.query({ text: 'create table kept (a int)' }));
  const tables = await db.query<{ name: string }>({
    text: `select relname as name from pg_class where relname in ('left_behind', 'kept')`,
  });
  expect(tables).toEqual([{ name: 'kept' }]);
});
