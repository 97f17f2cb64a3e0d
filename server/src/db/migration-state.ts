import manifest from '../../package.json' with { type: 'json' };
import { APPLIED, type AppliedMigration } from './applied-migrations.ts';
import { readMigrations } from './migration-files.ts';
import { goesOn } from './migration-marks.ts';
import type { Queryable } from './queryable.ts';

/** How a database stands to the migrations of this program, by their names. */
export interface MigrationState {
  /** How many the database has. */
  readonly applied: number;
  /** What the next start will apply. */
  readonly pending: readonly string[];
  /** Of a newer program, with which this one cannot go on. */
  readonly unknown: readonly string[];
  /** Of a newer program, with which this one goes on until it is upgraded too. */
  readonly ahead: readonly string[];
  /** Applied from another text than the file has. */
  readonly changed: readonly string[];
  /** Not applied, though later ones are. */
  readonly skipped: readonly string[];
}

/** @returns undefined of a database that was never migrated */
export async function readMigrationState(q: Queryable): Promise<MigrationState | undefined> {
  const [table] = await q.query<{ is_there: boolean }>({
    text: `select to_regclass('public.schema_migrations') is not null as is_there`,
  });
  if (!table?.is_there) return undefined;
  const applied = await q.query<AppliedMigration>({ text: APPLIED });
  const files = new Map((await readMigrations()).map((file) => [file.number, file]));
  const has = new Set(applied.map(({ number }) => number));
  const last = applied.at(-1)?.number ?? 0;
  const missing = [...files.values()].filter(({ number }) => !has.has(number));
  const newer = applied.filter(({ number }) => !files.has(number));
  const names = (found: readonly { readonly name: string }[]) => found.map(({ name }) => name);
  return {
    applied: applied.length,
    pending: names(missing.filter(({ number }) => number > last)),
    skipped: names(missing.filter(({ number }) => number < last)),
    unknown: names(newer.filter(({ breaks }) => !goesOn(breaks, manifest.version))),
    ahead: names(newer.filter(({ breaks }) => goesOn(breaks, manifest.version))),
    changed: names(applied.filter(({ number, sha256 }) => (files.get(number)?.sha256 ?? sha256) !== sha256)),
  };
}
