import { readMigrations } from './migrate.ts';
import type { Queryable } from './queryable.ts';

/** How a database stands to the migrations of this program, by their names. */
export interface MigrationState {
  /** How many the database has. */
  readonly applied: number;
  /** What the next start will apply. */
  readonly pending: readonly string[];
  /** Of a newer program. */
  readonly unknown: readonly string[];
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
  const applied = await q.query<{ number: number; name: string; sha256: string }>({
    text: 'select number, name, sha256 from schema_migrations order by number',
  });
  const files = new Map((await readMigrations()).map((file) => [file.number, file]));
  const has = new Set(applied.map(({ number }) => number));
  const last = applied.at(-1)?.number ?? 0;
  const missing = [...files.values()].filter(({ number }) => !has.has(number));
  const names = (found: readonly { readonly name: string }[]) => found.map(({ name }) => name);
  return {
    applied: applied.length,
    pending: names(missing.filter(({ number }) => number > last)),
    skipped: names(missing.filter(({ number }) => number < last)),
    unknown: names(applied.filter(({ number }) => !files.has(number))),
    changed: names(applied.filter(({ number, sha256 }) => (files.get(number)?.sha256 ?? sha256) !== sha256)),
  };
}
