import { createHash } from 'node:crypto';
import pg from 'pg';
import { expect, test } from 'vitest';
import { measureEffects, readEffects } from '../../src/db/migration-effects.ts';
import { readMigrations } from '../../src/db/migration-files.ts';
import { dumpSchema } from '../../src/db/schema-dump.ts';
import { migrateThrough } from '../helpers/postgres/database-before.ts';
import { createEmptyDatabase, createTestDatabase } from '../helpers/postgres/test-database.ts';
import { createSchemaOf } from '../helpers/releases/release-database.ts';
import { fileOf, RELEASES, type RecordedStatement, statementsOf } from '../helpers/releases/releases.ts';

test.each(RELEASES)('migrations of v$version are as they were released', async ({ migrations }) => {
  const files = await readMigrations();
  const kept = files.slice(0, migrations.length).map(({ name, sha256 }) => ({ name, sha256 }));
  expect(kept, 'a released migration is never edited: add a new file').toEqual(migrations);
});

test('an edited migration is seen', async () => {
  const [first] = await readMigrations();
  const edited = createHash('sha256').update(`${first?.sql} `).digest('hex');
  expect(RELEASES.some(({ migrations }) => migrations[0]?.sha256 === edited)).toBe(false);
});

test.each(RELEASES)('they make the schema that v$version had', async (release) => {
  const created = await createSchemaOf(release);
  try {
    // what the migrator itself keeps came later
    const made = (await dumpSchema(created.url)).replace(/create table schema_migrations[^;]*;\n/, '');
    const kept = fileOf(release, 'schema.sql').replace(/create table schema_migrations[^;]*;\n/, '');
    expect(made).toBe(kept);
  } finally {
    await created.drop();
  }
});

test('effects.jsonl is what the migrations do (node scripts/dump-schema.ts writes it)', async ({ skip }) => {
  const empty = await createEmptyDatabase();
  try {
    const [server] = await empty.database.query<{ version: string }>({
      text: `select current_setting('server_version_num') as version`,
    });
    if (Number(server?.version) < 180_000)
      skip('what older versions of PostgreSQL lock differs in a few places');
    expect(await measureEffects(empty.url)).toEqual(await readEffects());
  } finally {
    await empty.drop();
  }
});

/** Statements that PostgreSQL does not prepare any more, with its reason. */
async function refusedOf(url: string, statements: readonly RecordedStatement[]): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const refused: string[] = [];
    for (const { name, text } of statements) {
      // what cannot be prepared is run, and undone
      const run = /^\s*lock\b/i.test(text) ? text : `prepare recorded as ${text}`;
      await client.query('begin');
      const reason = await client.query(run).then(
        () => undefined,
        (error: Error) => error.message,
      );
      await client.query('rollback; deallocate all');
      if (reason !== undefined) refused.push(`${name}: ${reason}`);
    }
    return refused;
  } finally {
    await client.end();
  }
}

/** Columns that a writer who does not know them cannot leave out, of tables that there were before. */
async function neededColumns(url: string): Promise<Map<string, string[]>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; needed: string[] }>(`
      select c.relname as name, coalesce(array_agg(a.attname::text order by a.attname) filter (
               where a.attnotnull and not a.atthasdef and a.attidentity = ''), '{}') as needed
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' group by c.relname`);
    return new Map(rows.map(({ name, needed }) => [name, needed]));
  } finally {
    await client.end();
  }
}

const LAST = RELEASES.at(-1);

test('what servers of the last release send is valid on its own schema, each statement', async () => {
  if (!LAST) throw new Error('no release is kept');
  const created = await createSchemaOf(LAST);
  try {
    expect(statementsOf(LAST).length).toBeGreaterThan(100);
    expect(await refusedOf(created.url, statementsOf(LAST))).toEqual([]);
  } finally {
    await created.drop();
  }
});

test('and on the newest one, unless a migration since says that it breaks them', async () => {
  if (!LAST) throw new Error('no release is kept');
  const since = (await readMigrations()).slice(LAST.migrations.length);
  const breaking = since.find(({ breaks }) => breaks === 'none');
  const until = breaking ? since.indexOf(breaking) : since.length;
  const passed = since[until - 1];
  // up to the first that breaks them; without one, the whole way
  const [old, now] = [await createSchemaOf(LAST), await createSchemaOf(LAST)];
  try {
    if (passed) await migrateThrough(now.url, passed.name.slice('0000_'.length, -'.sql'.length));
    expect(await refusedOf(now.url, statementsOf(LAST))).toEqual([]);
    const [before, after] = [await neededColumns(old.url), await neededColumns(now.url)];
    const added = [...before].flatMap(([table, needed]) =>
      (after.get(table) ?? [`${table} is gone`])
        .filter((column) => !needed.includes(column))
        .map((column) => `${table}.${column}`),
    );
    expect(added, 'an old server cannot fill these: give them a default, or mark the migration').toEqual([]);
  } finally {
    await Promise.all([old.drop(), now.drop()]);
  }
});

test('a mark is true: what is marked breaking is refused at least one statement, all together', async () => {
  if (!LAST) throw new Error('no release is kept');
  const since = (await readMigrations()).slice(LAST.migrations.length);
  const newest = await createTestDatabase();
  try {
    const refused = await refusedOf(newest.url, statementsOf(LAST));
    expect(refused.length > 0).toBe(since.some(({ breaks }) => breaks === 'none'));
  } finally {
    await newest.drop();
  }
});
