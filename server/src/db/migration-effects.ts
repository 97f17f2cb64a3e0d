import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migration-files.ts';

/** What a migration does to tables that were there before it: how PostgreSQL locked, read and rewrote them. */
export interface MigrationEffects {
  readonly name: string;
  /** Only locks that others meet; the strongest of each table. */
  readonly locks: Readonly<Record<string, LockMode>>;
  /** Tables whose rows are read one by one: for an index, a constraint, an update. */
  readonly reads: readonly string[];
  /** Tables that are written anew. */
  readonly rewrites: readonly string[];
}

/** From the weakest on. */
const LOCK_MODES = [
  'ShareUpdateExclusiveLock',
  'ShareLock',
  'ShareRowExclusiveLock',
  'ExclusiveLock',
  'AccessExclusiveLock',
] as const;
export type LockMode = (typeof LOCK_MODES)[number];

/** A table is known by its oid: a migration may rename it. */
const TABLES = `
  select oid::text, relname as name, relfilenode as file from pg_class
   where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'schema_migrations'
   order by relname`;

const LOCKS = `
  select c.oid::text, max(array_position($1::text[], l.mode)) as mode
    from pg_locks l join pg_class c on c.oid = l.relation
   where l.pid = pg_backend_pid() and c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and l.mode = any ($1)
   group by c.oid`;

/** Counted since the session last reported, which it does between transactions. */
const SCANS = `
  select relid::text as oid, coalesce(seq_scan, 0) + coalesce(idx_scan, 0) as number
    from pg_stat_xact_user_tables where schemaname = 'public'`;

/** What every migration was measured to do, by `scripts/dump-schema.ts`. */
export async function readEffects(): Promise<MigrationEffects[]> {
  const text = await readFile(join(MIGRATIONS, 'effects.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as MigrationEffects);
}

/** Applies every migration to an empty database, and answers what each one did. */
export async function measureEffects(url: string): Promise<MigrationEffects[]> {
  const measured: MigrationEffects[] = [];
  await migrate(url, {
    async within(client, { name }, run) {
      const [before, scansBefore] = [await tablesOf(client), await scansOf(client)];
      await run();
      const after = await tablesOf(client);
      const { rows: locked } = await client.query<{ oid: string; mode: number }>(LOCKS, [LOCK_MODES]);
      const modes = new Map(locked.map(({ oid, mode }) => [oid, LOCK_MODES[mode - 1]]));
      const scans = await scansOf(client);
      // under the names that the tables had
      const old = [...before].map(([oid, { name, file }]) => ({ oid, name, file }));
      measured.push({
        name,
        locks: Object.fromEntries(
          old.flatMap(({ oid, name }) => {
            const mode = modes.get(oid);
            return mode ? [[name, mode]] : [];
          }),
        ),
        reads: old
          .filter(({ oid }) => (scans.get(oid) ?? 0) > (scansBefore.get(oid) ?? 0))
          .map(({ name }) => name),
        rewrites: old
          .filter(({ oid, file }) => (after.get(oid)?.file ?? file) !== file)
          .map(({ name }) => name),
      });
    },
  });
  return measured;
}

async function tablesOf(client: pg.ClientBase): Promise<Map<string, { name: string; file: string }>> {
  const { rows } = await client.query<{ oid: string; name: string; file: string }>(TABLES);
  return new Map(rows.map(({ oid, name, file }) => [oid, { name, file }]));
}

async function scansOf(client: pg.ClientBase): Promise<Map<string, number>> {
  const { rows } = await client.query<{ oid: string; number: string }>(SCANS);
  return new Map(rows.map(({ oid, number }) => [oid, Number(number)]));
}
