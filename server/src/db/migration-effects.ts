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

const TABLES = `
  select relname as name, relfilenode as file from pg_class
   where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'schema_migrations'
   order by relname`;

const LOCKS = `
  select c.relname as name, max(array_position($1::text[], l.mode)) as mode
    from pg_locks l join pg_class c on c.oid = l.relation
   where l.pid = pg_backend_pid() and c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and l.mode = any ($1)
   group by c.relname order by c.relname`;

/** Counted since the session last reported, which it does between transactions. */
const SCANS = `
  select relname as name, coalesce(seq_scan, 0) + coalesce(idx_scan, 0) as number
    from pg_stat_xact_user_tables where schemaname = 'public' order by relname`;

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
      const [before, scansBefore] = [await filesOf(client), await scansOf(client)];
      await run();
      const after = await filesOf(client);
      const { rows: locked } = await client.query<{ name: string; mode: number }>(LOCKS, [LOCK_MODES]);
      const scans = await scansOf(client);
      const isOld = (table: { name: string }) => before.has(table.name);
      measured.push({
        name,
        locks: Object.fromEntries(
          locked.filter(isOld).flatMap(({ name, mode }) => {
            const found = LOCK_MODES[mode - 1];
            return found ? [[name, found]] : [];
          }),
        ),
        reads: [...before.keys()].filter((table) => (scans.get(table) ?? 0) > (scansBefore.get(table) ?? 0)),
        rewrites: [...before].flatMap(([name, file]) => ((after.get(name) ?? file) === file ? [] : [name])),
      });
    },
  });
  return measured;
}

async function filesOf(client: pg.ClientBase): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; file: string }>(TABLES);
  return new Map(rows.map(({ name, file }) => [name, file]));
}

async function scansOf(client: pg.ClientBase): Promise<Map<string, number>> {
  const { rows } = await client.query<{ name: string; number: string }>(SCANS);
  return new Map(rows.map(({ name, number }) => [name, Number(number)]));
}
