import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { classifyError, isDatabaseAway } from './away.ts';
import { connect } from './connection.ts';
import { hostsOf } from './hosts.ts';
import { grantToServer } from './server-role.ts';

/** Why the schema cannot be brought up to date; `message` is one line fit for the console. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
  readonly code: 'misnumbered' | 'changed' | 'newer_database' | 'failed';
  constructor(code: MigrationError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export interface MigrateOptions {
  /** Folder of the numbered files, `0001_name.sql` and on without a gap. */
  readonly dir?: string;
  /** The role that the server works as when it is not the one that migrates: it is given what it needs. */
  readonly serverRole?: string;
}

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

const MIGRATIONS = join(import.meta.dirname, '..', '..', 'migrations');
// any constant will do, as long as nothing else in the database locks on it
const ADVISORY_LOCK = 7_404_262_201;

/** Once, for a role without the right to make tables may find it there. */
const CREATE_TABLE = `
  create table schema_migrations (
    number      integer primary key,
    name        text not null,
    sha256      text not null,
    applied_at  timestamptz not null default now()
  )`;

/**
 * Applies what the database lacks, each file in a transaction of its own, and answers the files applied.
 * Starters that come together wait for the first. Takes a connection of its own, without time limits.
 * @throws MigrationError when an applied file has changed, or the database is ahead of the files; DatabaseAway, and
 *   then whatever had been committed stays, and a repeat goes on from there.
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<{ applied: string[] }> {
  const migrations = await readMigrations(options.dir);
  const client = await connect(hostsOf(url), { application: 'zhixiao-pay-migrate', statementTimeoutMs: 0 });
  try {
    // released by the server when the connection ends, however that happens
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await createTable(client);
    const pending = await pendingOf(client, migrations);
    for (const migration of pending) await apply(client, migration);
    if (options.serverRole !== undefined) await grantToServer(client, options.serverRole);
    return { applied: pending.map(({ name }) => name) };
  } catch (error) {
    throw classifyError(error);
  } finally {
    await client.end();
  }
}

async function createTable(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ is_there: boolean }>(
    `select to_regclass('public.schema_migrations') is not null as is_there`,
  );
  if (rows[0]?.is_there) return;
  try {
    await client.query(CREATE_TABLE);
  } catch (cause) {
    if (isDatabaseAway(classifyError(cause))) throw cause;
    throw failed('the first migration', cause);
  }
}

/** The numbered files, in order. @throws MigrationError when a number is missing */
export async function readMigrations(dir = MIGRATIONS): Promise<Migration[]> {
  const names = (await readdir(dir)).filter((name) => /^\d{4}_.+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name, index) => {
      const number = Number(name.slice(0, 4));
      if (number !== index + 1) {
        throw new MigrationError('misnumbered', `migration ${name} should be number ${index + 1}`);
      }
      // a checkout on Windows may have turned the line ends
      const sql = (await readFile(join(dir, name), 'utf8')).replaceAll('\r\n', '\n');
      return { number, name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function pendingOf(client: pg.Client, migrations: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<Omit<Migration, 'sql'>>(
    'select number, name, sha256 from schema_migrations order by number',
  );
  for (const applied of rows) {
    const file = migrations[applied.number - 1];
    if (file === undefined) {
      const message = `the database has migration ${applied.name}, which this version does not know: it is too old`;
      throw new MigrationError('newer_database', message);
    }
    if (file.sha256 !== applied.sha256) {
      const message = `migration ${file.name} differs from what was applied to this database; add a new file instead`;
      throw new MigrationError('changed', message);
    }
  }
  return migrations.slice(rows.length);
}

async function apply(client: pg.Client, { number, name, sql, sha256 }: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(sql);
    await client.query('insert into schema_migrations (number, name, sha256) values ($1, $2, $3)', [
      number,
      name,
      sha256,
    ]);
    await client.query('commit');
  } catch (cause) {
    // the connection is closed next, which rolls back
    if (isDatabaseAway(classifyError(cause))) throw cause;
    throw failed(`migration ${name}`, cause);
  }
}

/** As PostgreSQL calls a right that is lacking. */
const INSUFFICIENT_PRIVILEGE = '42501';

function failed(what: string, cause: unknown): MigrationError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const isRight = cause instanceof Error && 'code' in cause && cause.code === INSUFFICIENT_PRIVILEGE;
  const advice = isRight ? '; set MIGRATION_DATABASE_URL to the role that owns the tables' : '';
  return new MigrationError('failed', `${what} failed: ${reason}${advice}`, { cause });
}
