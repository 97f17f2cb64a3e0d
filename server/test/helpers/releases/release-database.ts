import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { migrateThrough } from '../postgres/database-before.ts';
import { createEmptyDatabase, type TestDatabase } from '../postgres/test-database.ts';
import { fileOf, type Release } from './releases.ts';

/** A database as a release left it: its migrations, no later ones. */
export async function createSchemaOf(release: Release): Promise<TestDatabase> {
  const created = await createEmptyDatabase();
  const last = release.migrations.at(-1)?.name ?? '';
  await migrateThrough(created.url, last.slice('0000_'.length, -'.sql'.length));
  return created;
}

/**
 * The same with the rows that a server of the release wrote, as if it had written them just now: times are moved, except
 * those that are sealed. Notifications go to `endpoint`.
 */
export async function createDatabaseOf(release: Release, endpoint: string): Promise<TestDatabase> {
  const created = await createSchemaOf(release);
  const client = new pg.Client({ connectionString: created.url });
  await client.connect();
  try {
    // without triggers and foreign keys: rows come in the order of their tables' names
    await client.query(`set session_replication_role = replica`);
    await client.query('truncate schema_migrations');
    const { rows } = await client.query<{ name: string }>(
      `select format('%I', relname) as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
    );
    for (const { name } of rows) await client.query(`delete from ${name}`);
    // a database of that release has no such column
    await client.query('alter table schema_migrations drop column breaks');
    await client.query(fileOf(release, 'rows.sql').replaceAll(release.orders.endpoint, endpoint));
    const ageMs = Date.now() - Date.parse(release.filledAt);
    const { rows: moves } = await client.query<{ text: string }>(MOVES, [`${ageMs} milliseconds`]);
    for (const { text } of moves) await client.query(text);
    const { rows: counters } = await client.query<{ text: string }>(COUNTERS);
    for (const { text } of counters) await client.query(text);
    return created;
  } finally {
    await client.end();
  }
}

const MOVES = `
  select format('update %I set %s', c.relname, string_agg(format('%I = %I + interval %L', a.attname, a.attname, $1::text), ', ')) as text
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
   where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'audit_entries'
     and a.atttypid = 'timestamptz'::regtype and a.attgenerated = ''
   group by c.relname`;

/** Numbers go on behind those that are there. */
const COUNTERS = `
  select format('select setval(pg_get_serial_sequence(%L, %L), (select coalesce(max(%I), 0) + 1 from %I), false)',
                c.relname, a.attname, a.attname, c.relname) as text
    from pg_class c join pg_attribute a on a.attrelid = c.oid
   where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attidentity <> ''`;

/** What the emulated channels knew, in the folder that a server keeps the sandbox's state in. */
export function restoreEmulators(release: Release, dataDir: string): void {
  const folder = join(dataDir, 'sandbox');
  mkdirSync(folder, { recursive: true });
  const store = new DatabaseSync(join(folder, 'sandbox.sqlite'));
  try {
    store.exec('pragma foreign_keys = off; begin');
    store.exec(fileOf(release, 'emulators.sql'));
    store.exec('commit');
  } finally {
    store.close();
  }
}
