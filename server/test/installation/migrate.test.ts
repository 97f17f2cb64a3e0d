import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { dumpSchema } from '../../src/db/schema-dump.ts';
import {
  createEmptyDatabase,
  createTestDatabase,
  type TestDatabase,
} from '../helpers/postgres/test-database.ts';

const MIGRATIONS = join(import.meta.dirname, '..', '..', 'migrations');

let empty: TestDatabase;
let dir: string;

beforeEach(async () => {
  empty = await createEmptyDatabase();
  dir = await mkdtemp(join(tmpdir(), 'zhixiao-migrations-'));
  await writeFile(join(dir, '0001_pupils.sql'), 'create table pupils (pupil_id text primary key);');
  await writeFile(
    join(dir, '0002_seats.sql'),
    `create table seats (pupil_id text references pupils);
     insert into pupils values ('first');`,
  );
});

afterEach(async () => {
  await empty.drop();
  await rm(dir, { recursive: true });
});

async function pupils(): Promise<number> {
  return (await empty.database.query({ text: 'select from pupils' })).length;
}

test('applies every file in order, then has nothing to do', async () => {
  const applied = ['0001_pupils.sql', '0002_seats.sql'];
  expect(await migrate(empty.url, { dir })).toEqual({ applied, ahead: [] });
  expect(await migrate(empty.url, { dir })).toEqual({ applied: [], ahead: [] });
  expect(await pupils()).toBe(1);
});

test('applies only what is new', async () => {
  await migrate(empty.url, { dir });
  await writeFile(join(dir, '0003_more.sql'), `insert into pupils values ('second')`);
  expect(await migrate(empty.url, { dir })).toMatchObject({ applied: ['0003_more.sql'] });
  expect(await pupils()).toBe(2);
});

test('starters that come together apply each file once', async () => {
  const results = await Promise.all(Array.from({ length: 5 }, () => migrate(empty.url, { dir })));
  expect(results.map(({ applied }) => applied.length).sort()).toEqual([0, 0, 0, 0, 2]);
  expect(await pupils()).toBe(1);
});

test('refuses when an applied file has changed', async () => {
  await migrate(empty.url, { dir });
  await writeFile(
    join(dir, '0001_pupils.sql'),
    'create table pupils (pupil_id text primary key, name text);',
  );
  await expect(migrate(empty.url, { dir })).rejects.toMatchObject({
    name: 'MigrationError',
    code: 'changed',
    message: expect.stringContaining('0001_pupils.sql'),
  });
});

test('takes line ends turned by a checkout for the same file', async () => {
  await migrate(empty.url, { dir });
  const file = join(dir, '0002_seats.sql');
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll('\n', '\r\n'));
  expect(await migrate(empty.url, { dir })).toMatchObject({ applied: [] });
});

test('refuses a database of a newer version that breaks this one', async () => {
  const older = join(dir, 'older');
  const file = join(dir, '0002_seats.sql');
  await writeFile(file, `-- breaking: seats.\n${await readFile(file, 'utf8')}`);
  await cp(join(dir, '0001_pupils.sql'), join(older, '0001_pupils.sql'));
  await migrate(empty.url, { dir });
  await expect(migrate(empty.url, { dir: older })).rejects.toMatchObject({
    code: 'newer_database',
    message: expect.stringContaining('0002_seats.sql'),
  });
});

test('a file that fails leaves nothing of itself, and what came before stays', async () => {
  await writeFile(join(dir, '0003_broken.sql'), `insert into pupils values ('lost'); select 1 / 0;`);
  await expect(migrate(empty.url, { dir })).rejects.toMatchObject({
    code: 'failed',
    message: 'migration 0003_broken.sql failed: division by zero',
  });
  expect(await pupils()).toBe(1);
  await writeFile(join(dir, '0003_broken.sql'), `insert into pupils values ('mended')`);
  expect(await migrate(empty.url, { dir })).toMatchObject({ applied: ['0003_broken.sql'] });
});

test('refuses a gap in the numbers', async () => {
  await rm(join(dir, '0001_pupils.sql'));
  await expect(migrate(empty.url, { dir })).rejects.toMatchObject({ code: 'misnumbered' });
});

test('schema.sql is what the migrations make (node scripts/dump-schema.ts writes it)', async () => {
  const migrated = await createTestDatabase();
  try {
    const expected = await readFile(join(MIGRATIONS, 'schema.sql'), 'utf8');
    expect(await dumpSchema(migrated.url)).toBe(expected.replaceAll('\r\n', '\n'));
  } finally {
    await migrated.drop();
  }
});

test('the schema text tells two schemas apart, and is the same for the same', async () => {
  await migrate(empty.url, { dir });
  const before = await dumpSchema(empty.url);
  expect(await dumpSchema(empty.url)).toBe(before);
  for (const change of [
    'alter table seats add column row_no integer default 3',
    'alter table seats alter column row_no set not null',
    'alter table seats add check (row_no > 0)',
    'create index seats_row on seats (row_no)',
    'create view taken as select * from seats',
    `create function one() returns integer language sql as 'select 1'`,
  ]) {
    const last = await dumpSchema(empty.url);
    await empty.database.query({ text: change });
    expect(await dumpSchema(empty.url), change).not.toBe(last);
  }
});

test('a migration that does not get its lock gives way, says behind whom, and is tried again', async () => {
  await migrate(empty.url, { dir });
  await writeFile(join(dir, '0003_more.sql'), 'alter table pupils add column name text');
  const reader = new pg.Client({ connectionString: empty.url, application_name: 'long report' });
  await reader.connect();
  try {
    await reader.query('begin; select from pupils');
    await expect(migrate(empty.url, { dir, tries: 1 })).rejects.toMatchObject({
      code: 'locked',
      message: expect.stringContaining('long report (pid '),
    });
    const lines: string[] = [];
    const log = (line: string) => {
      lines.push(line);
      // the report ends
      void reader.query('commit');
    };
    expect(await migrate(empty.url, { dir, log })).toMatchObject({ applied: ['0003_more.sql'] });
    expect(lines).toEqual([expect.stringContaining('0003_more.sql does not get its locks')]);
  } finally {
    await reader.end();
  }
});

test('a breaking migration waits for servers to end, then is refused and changes nothing', async () => {
  await migrate(empty.url, { dir, serversGoneWithinMs: 0 });
  await writeFile(
    join(dir, '0003_names.sql'),
    '-- breaking: a name.\nalter table pupils add column name text',
  );
  const server = new pg.Client({ connectionString: empty.url, application_name: 'zhixiao-pay' });
  await server.connect();
  try {
    await expect(migrate(empty.url, { dir, serversGoneWithinMs: 0 })).rejects.toMatchObject({
      code: 'still_served',
      message: expect.stringContaining('stop all of them'),
    });
    const log = () => void server.end();
    const migrated = await migrate(empty.url, { dir, serversGoneWithinMs: 60_000, log });
    expect(migrated.applied).toEqual(['0003_names.sql']);
  } finally {
    await server.end().catch(() => undefined);
  }
});

test.each([
  ['', true],
  ['-- breaking: names.\n', false],
  ['-- breaking for servers before 0.0.9: names.\n', true],
  ['-- breaking for servers before 99.0.0: names.\n', false],
])('a program that does not know a migration that begins with %j goes on: %s', async (mark, isServed) => {
  await writeFile(join(dir, '0003_more.sql'), `${mark}alter table pupils add column name text`);
  await migrate(empty.url, { dir });
  const older = join(dir, 'older');
  for (const name of ['0001_pupils.sql', '0002_seats.sql']) await cp(join(dir, name), join(older, name));
  const started = migrate(empty.url, { dir: older });
  if (isServed) expect(await started).toEqual({ applied: [], ahead: ['0003_more.sql'] });
  else await expect(started).rejects.toMatchObject({ code: 'newer_database' });
});

test('refuses a half-migrated database, and a copy without its record, in words', async () => {
  await migrate(empty.url, { dir });
  await empty.database.query({ text: 'delete from schema_migrations where number = 1' });
  await expect(migrate(empty.url, { dir })).rejects.toMatchObject({
    code: 'half_migrated',
    message: expect.stringMatching(/migration 1 is not recorded.*restore the backup/),
  });
  await empty.database.query({ text: 'drop table schema_migrations' });
  await empty.database.query({ text: 'create table orders (order_id bigint)' });
  await expect(migrate(empty.url, { dir })).rejects.toMatchObject({
    code: 'half_migrated',
    message: expect.stringContaining('no record of its migrations'),
  });
});
