import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findEntries } from '../../src/audit/audit-store.ts';
import type { AuditEntry } from '../../src/audit/entry.ts';
import { auditOperation } from '../../src/audit/operation.ts';
import { verifyChain } from '../../src/audit/verify-chain.ts';
import type { Transaction } from '../../src/db/database.ts';
import { databaseWithin } from '../../src/db/within.ts';
import { openVault } from '../../src/lib/vault.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';

const vault = openVault(randomBytes(32));
let created: TestDatabase;
beforeAll(async () => {
  created = await createTestDatabase();
  await created.database.query({ text: 'create table changes (action text, step text)' });
});
afterAll(() => created.drop());

/** An operation of its own action, so that its entry and its changes are told from others'. */
function begin(action: string, details: object = {}) {
  return auditOperation({ db: created.database, vault }, () => ({
    at: new Date(1_790_000_000_000),
    operator: 'test',
    address: undefined,
    action,
    subject: undefined,
    schoolId: undefined,
    outcome: 'done',
    details: { ...details },
  }));
}
const change = (tx: Transaction, action: string, step: string) =>
  tx.query({ text: 'insert into changes (action, step) values ($1, $2)', values: [action, step] });
/** How many entries an operation has, and what of it is committed. */
async function left(action: string): Promise<{ entries: number; steps: string[] }> {
  const entries = await entriesOf(action);
  const rows = await created.database.query<{ step: string }>({
    text: 'select step from changes where action = $1 order by step',
    values: [action],
  });
  return { entries: entries.length, steps: rows.map(({ step }) => step) };
}
function entriesOf(action: string): Promise<AuditEntry[]> {
  return findEntries(created.database, { schools: null, action }, undefined, 10);
}
const NOTHING = { entries: 0, steps: [] };

test('the entry is in the commit that names it: neither is there without the other', async () => {
  const { db, audit, isRecorded } = begin('one.failed');
  const failing = db.transaction(async (tx) => {
    await change(tx, 'one.failed', 'a');
    await audit.record(tx);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await left('one.failed')).toEqual(NOTHING);
  expect(isRecorded()).toBe(false);

  const phone = { phone: '13912345678', card: '11010519491231002X', order: '1788000000000000001' };
  const done = begin('one.done', phone);
  await done.db.transaction(async (tx) => {
    await change(tx, 'one.done', 'a');
    await done.audit.record(tx);
  });
  expect(done.isRecorded()).toBe(true);
  expect(await left('one.done')).toEqual({ entries: 1, steps: ['a'] });
  expect(await entriesOf('one.done')).toMatchObject([
    { details: { phone: '139****5678', card: '110****002X', order: '1788000000000000001' } },
  ]);
});

test('of two commits the one that names the entry has it; none is committed before', async () => {
  const { db, audit } = begin('two.named');
  const forgetting = db.transaction((tx) => change(tx, 'two.named', 'before'));
  await expect(forgetting).rejects.toThrow('a commit without the audit entry two.named');
  expect(await left('two.named')).toEqual(NOTHING);
  await db.transaction(async (tx) => {
    await change(tx, 'two.named', 'first');
    await audit.record(tx);
  });
  await db.transaction((tx) => change(tx, 'two.named', 'second'));
  expect(await left('two.named')).toEqual({ entries: 1, steps: ['first', 'second'] });
});

test('a commit that names the entry again is rolled back', async () => {
  const { db, audit, recordAlone } = begin('twice');
  const naming = (step: string) =>
    db.transaction(async (tx) => {
      await change(tx, 'twice', step);
      await audit.record(tx);
    });
  await naming('first');
  await expect(naming('second')).rejects.toThrow('has a commit already');
  await expect(recordAlone()).rejects.toThrow('has a commit already');
  const within = begin('twice.within');
  const both = within.db.transaction(async (tx) => {
    await within.audit.record(tx);
    await within.audit.record(tx);
  });
  await expect(both).rejects.toThrow('has a commit already');
  expect(await left('twice')).toEqual({ entries: 1, steps: ['first'] });
  expect(await left('twice.within')).toEqual(NOTHING);
});

test('of what runs at once only the commit that names the entry is let through', async () => {
  const { db, audit } = begin('parallel');
  const both = Promise.withResolvers<void>();
  let open = 0;
  const together = async () => {
    open += 1;
    if (open === 3) both.resolve();
    await both.promise;
  };
  const silent = (step: string) =>
    db.transaction(async (tx) => {
      await together();
      await change(tx, 'parallel', step);
    });
  const naming = db.transaction(async (tx) => {
    await together();
    await change(tx, 'parallel', 'named');
    await audit.record(tx);
  });
  const ends = await Promise.allSettled([silent('a'), naming, silent('b')]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
  expect(await left('parallel')).toEqual({ entries: 1, steps: ['named'] });
  // behind it they may
  await Promise.all(['a', 'b'].map((step) => db.transaction((tx) => change(tx, 'parallel', step))));
  expect(await left('parallel')).toEqual({ entries: 1, steps: ['a', 'b', 'named'] });
});

test('two at once that both name it: one has it, the other is rolled back', async () => {
  const { db, audit } = begin('rivals');
  const naming = (step: string) =>
    db.transaction(async (tx) => {
      await change(tx, 'rivals', step);
      await audit.record(tx);
    });
  const ends = await Promise.allSettled([naming('a'), naming('b')]);
  expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const { entries, steps } = await left('rivals');
  expect([entries, steps.length]).toEqual([1, 1]);
});

test('a commit that is tried again after it was rolled back has the entry once', async () => {
  const { db, audit } = begin('retried');
  const trying = (isGood: boolean) =>
    db.transaction(async (tx) => {
      await change(tx, 'retried', isGood ? 'good' : 'bad');
      await audit.record(tx);
      if (!isGood) await tx.query({ text: 'select 1 / 0' });
    });
  await expect(trying(false)).rejects.toThrow('division by zero');
  await trying(true);
  expect(await left('retried')).toEqual({ entries: 1, steps: ['good'] });
});

test('a commit that the database refuses leaves neither, and the entry to the next', async () => {
  const { db, audit } = begin('refused');
  await created.database.query({
    text: 'create table once (id int constraint once_id unique deferrable initially deferred)',
  });
  await created.database.query({ text: 'insert into once values (1)' });
  const committing = (id: number) =>
    db.transaction(async (tx) => {
      // looked at when it is committed
      await tx.query({ text: 'insert into once values ($1)', values: [id] });
      await change(tx, 'refused', String(id));
      await audit.record(tx);
    });
  await expect(committing(1)).rejects.toThrow('once_id');
  expect(await left('refused')).toEqual(NOTHING);
  await committing(2);
  expect(await left('refused')).toEqual({ entries: 1, steps: ['2'] });
});

test('a failed statement that a use case swallows commits neither', async () => {
  const { db, audit, isRecorded } = begin('swallowed');
  const swallowing = db.transaction(async (tx) => {
    await change(tx, 'swallowed', 'a');
    await audit.record(tx);
    await tx.query({ text: 'select 1 / 0' }).catch(() => undefined);
  });
  await expect(swallowing).rejects.toThrow('rolled back');
  expect(isRecorded()).toBe(false);
  expect(await left('swallowed')).toEqual(NOTHING);
});

test('what joins an open commit is in it, and rolled back when nothing in it names the entry', async () => {
  const { db, audit } = begin('within');
  const joined = (names: boolean) =>
    db.transaction(async (tx) => {
      const within = databaseWithin(db, tx);
      await within.transaction((inner) => change(inner, 'within', 'a'));
      if (names) await within.transaction((inner) => audit.record(inner));
    });
  await expect(joined(false)).rejects.toThrow('a commit without the audit entry');
  expect(await left('within')).toEqual(NOTHING);
  await joined(true);
  expect(await left('within')).toEqual({ entries: 1, steps: ['a'] });
});

test('all of it is one chain', async () => {
  expect(await verifyChain({ db: created.database, vault })).toMatchObject({ state: 'whole' });
});
