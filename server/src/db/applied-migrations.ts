import type pg from 'pg';
import manifest from '../../package.json' with { type: 'json' };
import { MigrationError } from './migration-error.ts';
import type { Migration } from './migration-files.ts';
import { type Breaks, goesOn } from './migration-marks.ts';

/** One row of `schema_migrations`. */
export interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
  readonly breaks: Breaks | null;
}

/** How a database stands to the files. */
export interface Standing {
  /** What it lacks. */
  readonly pending: readonly Migration[];
  /** What a newer release applied and this one goes on with. */
  readonly ahead: readonly string[];
  readonly isEmpty: boolean;
}

/** Once, for a role without the right to make tables may find it there. */
const CREATE_TABLE = `
  create table schema_migrations (
    number      integer primary key,
    name        text not null,
    sha256      text not null,
    applied_at  timestamptz not null default now(),
    breaks      text
  )`;

/** What was applied, in order; a database of an earlier release has no column `breaks`. */
export const APPLIED = `
  select number, name, sha256, to_jsonb(m) ->> 'breaks' as breaks from schema_migrations m order by number`;

const TABLES = `
  select to_regclass('public.schema_migrations') is not null as is_there,
         to_regclass('public.orders') is not null as has_orders,
         exists (select from pg_attribute where attrelid = to_regclass('public.schema_migrations')
                   and attname = 'breaks' and not attisdropped) as has_breaks`;

type Tables = Record<'is_there' | 'has_orders' | 'has_breaks', boolean>;

/**
 * @param version of this program; a newer schema is gone on with when its migrations allow it
 * @throws MigrationError when the database is half-migrated, was migrated by other files, or is too new
 */
export async function readStanding(
  client: pg.ClientBase,
  files: readonly Migration[],
  version: string = manifest.version,
): Promise<Standing> {
  const { rows: tables } = await client.query<Tables>(TABLES);
  const [table] = tables;
  if (!table?.is_there) {
    if (!table?.has_orders) return { pending: files, ahead: [], isEmpty: true };
    throw new MigrationError(
      'half_migrated',
      'the database has tables, but no record of its migrations: it is part of a copy; restore a whole backup, or name an empty database',
    );
  }
  const { rows: applied } = await client.query<AppliedMigration>(APPLIED);
  const gap = applied.findIndex(({ number }, index) => number !== index + 1);
  if (gap >= 0) {
    throw new MigrationError(
      'half_migrated',
      `the database is half-migrated: migration ${gap + 1} is not recorded, though later ones are; restore the backup from before the upgrade`,
    );
  }
  for (const row of applied.slice(0, files.length)) requireSame(row, files[row.number - 1]);
  const unknown = applied.slice(files.length);
  const stopper = unknown.find(({ breaks }) => !goesOn(breaks, version));
  if (stopper) {
    throw new MigrationError(
      'newer_database',
      `the database has migration ${stopper.name}, which this version (${version}) does not know: it is too old; start the version that upgraded the database or a newer one, or restore the backup from before the upgrade`,
    );
  }
  const ahead = unknown.map(({ name }) => name);
  return { pending: files.slice(applied.length), ahead, isEmpty: applied.length === 0 };
}

function requireSame(applied: AppliedMigration, file: Migration | undefined): void {
  if (file === undefined || file.sha256 === applied.sha256) return;
  throw new MigrationError(
    'changed',
    `migration ${file.name} differs from what was applied to this database as ${applied.name}; start the release that the database came from, or a newer one (developers: leave the file as it was and add a new one)`,
  );
}

/** Makes the table of what was applied, or brings it up to date. */
export async function prepareTable(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<Tables>(TABLES);
  if (!rows[0]?.is_there) await client.query(CREATE_TABLE);
  else if (!rows[0].has_breaks) await client.query('alter table schema_migrations add column breaks text');
}

/** In the transaction of the migration itself. */
export async function recordApplied(
  client: pg.ClientBase,
  { number, name, sha256, breaks }: Migration,
): Promise<void> {
  await client.query('insert into schema_migrations (number, name, sha256, breaks) values ($1, $2, $3, $4)', [
    number,
    name,
    sha256,
    breaks ?? null,
  ]);
}
