import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Queryable } from '../../src/db/database.ts';
import { moneyReceived } from '../../src/ledger/ledger.ts';
import { post } from '../../src/ledger/ledger-store.ts';
import { addLedgerDays } from '../../src/overview/day-sums-store.ts';
import { findMonthlyTables, openMonths } from '../../src/retention/months/months-store.ts';
import { explain } from '../helpers/explain.ts';
import { createDatabaseBefore, migrateThrough } from '../helpers/postgres/database-before.ts';
import { createTestDatabase, type TestDatabase } from '../helpers/postgres/test-database.ts';
import { waitFor } from '../helpers/wait-for.ts';

const APP = 'months';
const ROWS = {
  channel_callbacks: (number: string) => ({
    text: `insert into channel_callbacks values ($1, $2, 'payment', $3, '\\x01', now())`,
    values: [APP, `of ${number}`, number],
  }),
  notification_attempts: (number: string) => ({
    text: `insert into notification_attempts values ($1, $2, 1, now(), 5, 'refused', 500, '')`,
    values: [APP, number],
  }),
  ledger_entries: (number: string) => ({
    text: `insert into ledger_entries values ($1, $2, 'suspense', 'wechat', 5)`,
    values: [APP, number],
  }),
} as const;
type Table = keyof typeof ROWS;
const TABLES = Object.keys(ROWS) as Table[];

/** The first number of a payment made then. */
const numberAt = (instant: string) => `${Date.parse(instant)}000000`;

let created: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  created = await createTestDatabase();
  client = await connected(created.url);
});
afterAll(async () => {
  await client.end();
  await created.drop();
});

/** Rows are only rows here: neither keys of other tables nor triggers are looked at. */
async function connected(url: string): Promise<pg.Client> {
  const made = new pg.Client({ connectionString: url });
  await made.connect();
  await made.query('set session_replication_role = replica');
  return made;
}

const open = (table: string, at: string) => openMonths(created.database, table, new Date(at));

async function partitionsOf(table: string) {
  const { rows } = await client.query<{ name: string; file: string; rows: number }>(
    `select partition_name as name, pg_relation_filenode(partition_name::regclass)::text as file,
            (xpath('/row/n/text()', query_to_xml('select count(*) as n from ' || partition_name, false, true, '')))[1]::text::int as rows
       from monthly_partitions where table_name = $1 order by first_number nulls first`,
    [table],
  );
  return rows;
}
const namesOf = async (table: string) => (await partitionsOf(table)).map(({ name }) => name);

test('every table that is divided is known here', async () => {
  const tables = await findMonthlyTables(created.database);
  expect(tables.map(({ name }) => name)).toEqual([...TABLES].sort());
});

test('numbers that tell their time have this month and two more; a row lies in its own', async () => {
  expect(await open('channel_callbacks', '2027-01-31T16:00:00Z')).toBe(3);
  expect(await open('channel_callbacks', '2027-02-28T15:59:59Z')).toBe(0);
  expect(await namesOf('channel_callbacks')).toEqual([
    'channel_callbacks_first',
    'channel_callbacks_2026_11',
    'channel_callbacks_2027_02',
    'channel_callbacks_2027_03',
    'channel_callbacks_2027_04',
  ]);
  for (const at of [
    '2020-01-01T00:00:00Z',
    '2027-01-31T15:59:59Z',
    '2027-01-31T16:00:00Z',
    '2039-01-01T00:00:00Z',
  ])
    await client.query(ROWS.channel_callbacks(numberAt(at)));
  expect((await partitionsOf('channel_callbacks')).map(({ rows }) => rows)).toEqual([1, 1, 1, 0, 1]);
});

test('a last partition with rows of later months ends behind them, and no row is copied', async () => {
  const before = await partitionsOf('channel_callbacks');
  expect(await open('channel_callbacks', '2027-03-05T00:00:00Z')).toBe(1);
  const after = await partitionsOf('channel_callbacks');
  expect(after.map(({ name }) => name).slice(-2)).toEqual([
    'channel_callbacks_2027_04',
    'channel_callbacks_2039_02',
  ]);
  expect(after.slice(0, -1)).toEqual(before);
  await client.query(ROWS.channel_callbacks(numberAt('2039-02-01T00:00:00Z')));
});

describe.each(['notification_attempts', 'ledger_entries'] as const)(
  '%s, whose numbers are counted',
  (table) => {
    const counter =
      table === 'ledger_entries'
        ? 'ledger_transactions_transaction_id_seq'
        : 'notifications_notification_id_seq';
    const next = async () =>
      String((await client.query(`select nextval('${counter}') as number`)).rows[0].number);
    const add = async () => client.query(ROWS[table](await next()));

    test('go on in the partition of a month when it begins, however late that is seen', async () => {
      await add();
      expect(await open(table, '2027-05-03T00:00:00Z')).toBe(1);
      expect(await namesOf(table)).toEqual([`${table}_first`, `${table}_2027_05`, `${table}_2027_06`]);
      await add();
      await add();
      expect(await open(table, '2027-05-31T15:00:00Z')).toBe(0);
      expect(await open(table, '2027-05-31T17:00:00Z')).toBe(1);
      await add();
      expect(await partitionsOf(table)).toMatchObject([
        { name: `${table}_first`, rows: 1 },
        { name: `${table}_2027_05`, rows: 2 },
        { name: `${table}_2027_06`, rows: 1 },
        { name: `${table}_2027_07`, rows: 0 },
      ]);
    });

    test('more than a month has room for flow over into the next', async () => {
      await client.query(`select setval($1, nextval($1) + 10000000)`, [counter]);
      await add();
      expect((await partitionsOf(table)).map(({ rows }) => rows)).toEqual([1, 2, 1, 1]);
      const before = await next();
      expect(await open(table, '2027-07-20T00:00:00Z')).toBe(1);
      expect(Number(await next())).toBe(Number(before) + 1);
      await add();
      expect((await partitionsOf(table)).map(({ rows }) => rows)).toEqual([1, 2, 1, 2, 0]);
    });
  },
);

test.each(TABLES)(
  'each partition of %s refuses what its table refuses, and new ones have all of its indexes',
  async (table) => {
    const own = await connected(created.url);
    try {
      await own.query('set session_replication_role = origin');
      for (const name of [table, ...(await namesOf(table))]) {
        for (const change of [`delete from ${name}`, `truncate ${name}`])
          await expect(own.query(change), change).rejects.toThrow('is append only');
      }
      const { rows } = await own.query<{ indexes: number; keys: number; triggers: number }>(
        `select (select count(*) from pg_index where indrelid = c.oid and indisvalid)::int as indexes,
              (select count(*) from pg_constraint where conrelid = c.oid and convalidated)::int as keys,
              (select count(*) from pg_trigger where tgrelid = c.oid)::int as triggers
         from monthly_partitions m join pg_class c on c.relname = m.partition_name where m.table_name = $1`,
        [table],
      );
      expect(new Set(rows.map((row) => JSON.stringify(row))).size).toBe(1);
    } finally {
      await own.end();
    }
  },
);

test('partitions are made while payments are posted, and every posting is done', async () => {
  const { database } = created;
  await client.query(`insert into schools (school_id, name, created_at) values ('s', 's', now())`);
  await client.query(
    `insert into apps (app_id, school_id, name, keys_sealed, created_at) values ('busy', 's', 'a', '\\x01', now())`,
  );
  let isOver = false;
  let posted = 0;
  const postOn = async (lane: number) => {
    for (let subject = lane; !isOver; subject += 4) {
      const payment = { appId: 'busy', subjectNo: String(subject), channel: 'wechat', amount: 5 } as const;
      await database.transaction(async (tx) => post(tx, [moneyReceived(payment, true)], new Date()));
      posted += 1;
    }
  };
  const lanes = [1, 2, 3, 4].map(postOn);
  for (const month of ['2031-01', '2031-02', '2031-03', '2031-04', '2031-05', '2031-06']) {
    const before = posted;
    // one that does not get its locks is called again
    await waitFor(() => open('ledger_entries', `${month}-05T00:00:00Z`).then(() => true, isHeldUp), {
      what: `the partition of ${month}`,
    });
    await waitFor(() => posted > before, { what: 'a posting into it' });
  }
  isOver = true;
  await Promise.all(lanes);
  const { rows } = await client.query<{ posted: number; months: number }>(
    `select count(*)::int as posted, count(distinct tableoid)::int as months
       from ledger_entries where app_id = 'busy' and account = 'school_payable'`,
  );
  expect(rows[0]?.posted).toBe(posted);
  // and one of before, if that was soon enough
  expect(rows[0]?.months).toBeGreaterThanOrEqual(6);
});

function isHeldUp(error: unknown): boolean {
  expect(error).toMatchObject({ code: '55P03' });
  return false;
}

test('sums by day and what came after them read the partitions of their numbers alone', async () => {
  const { database } = created;
  const partitionsRead = async (run: (q: Queryable) => Promise<unknown>) => {
    const { indexes, wholeTables } = await explain(database, {}, run);
    const names = [...indexes, ...wholeTables].filter((name) => name.startsWith('ledger_entries_'));
    return [...new Set(names.map((name) => name.replace(/^(ledger_entries_(first|\d{4}_\d\d)).*/, '$1')))];
  };
  expect(await partitionsRead((q) => addLedgerDays({ ...NO_NOTICES, ...q }, 0, 5))).toEqual([
    'ledger_entries_first',
  ]);
  await client.query(
    `update day_sums_state set ledger_reach = (select max(transaction_id) - 1 from ledger_transactions)`,
  );
  const names = await namesOf('ledger_entries');
  const read = await partitionsRead((q) =>
    q.query({ text: `select * from ledger_days where app_id = 'busy'` }),
  );
  // the month that the last posting is of, and the one that has no end
  expect(read.toSorted()).toEqual(names.slice(-2));
});

const NO_NOTICES = {
  inTransaction: true,
  send: () => undefined,
  notifyAfterCommit: () => undefined,
} as const;

async function inTurn<T>(questions: readonly (() => Promise<T>)[]): Promise<T[]> {
  const answers: T[] = [];
  for (const ask of questions) answers.push(await ask());
  return answers;
}

describe('a database of before', () => {
  test('is divided without a copy, keeps its rows and keys, and the role of its servers goes on', async () => {
    const old = await createDatabaseBefore('callbacks_by_month');
    const own = await connected(old.url);
    const role = `months_${process.pid}`;
    try {
      await own.query(`create role ${role}`);
      for (const table of TABLES) {
        await own.query(`grant select, insert on ${table} to ${role}`);
        await own.query(ROWS[table](table === 'channel_callbacks' ? numberAt('2026-12-31T16:00:01Z') : '7'));
      }
      const fileOf = async (name: string) =>
        (await own.query(`select pg_relation_filenode($1::regclass) as file`, [name])).rows[0].file;
      const files = await inTurn(TABLES.map((table) => () => fileOf(table)));
      await migrateThrough(old.url, 'ledger_entries_by_month');
      expect(await inTurn(TABLES.map((table) => () => fileOf(`${table}_first`)))).toEqual(files);
      const { rows } = await own.query(
        `select partition_name as name from monthly_partitions where number_behind is null order by 1`,
      );
      expect(rows.map(({ name }) => name)).toEqual([
        'channel_callbacks_2027_02',
        'ledger_entries_2026_11',
        'notification_attempts_2026_11',
      ]);
      await own.query(`set role ${role}`);
      for (const table of TABLES) {
        const number = table === 'channel_callbacks' ? numberAt('2026-12-31T16:00:01Z') : '7';
        await expect(own.query(ROWS[table](number))).rejects.toThrow('duplicate key');
        await own.query(
          ROWS[table](table === 'channel_callbacks' ? numberAt('2027-12-31T00:00:00Z') : '20000000'),
        );
      }
    } finally {
      await own.query('reset role');
      await own.query(`drop owned by ${role}; drop role ${role}`);
      await own.end();
      await old.drop();
    }
  });
});
