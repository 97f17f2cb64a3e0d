import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { prepareTable, readStanding, recordApplied } from './applied-migrations.ts';
import { classifyError, isDatabaseAway } from './away.ts';
import { connect } from './connection.ts';
import { isHeldUp } from './held-up.ts';
import { hostsOf } from './hosts.ts';
import { MigrationError } from './migration-error.ts';
import { type Migration, readMigrations } from './migration-files.ts';
import { oldTransactions, serversAt } from './migration-sessions.ts';
import { grantToServer } from './server-role.ts';
import { IS_SPLIT } from './split-schema.ts';

export interface MigrateOptions {
  /** Folder of the numbered files, `0001_name.sql` and on without a gap. */
  readonly dir?: string;
  /** The role that the server works as when it is not the one that migrates: it is given what it needs. */
  readonly serverRole?: string;
  /** One line at a time, of what is waited for. */
  readonly log?: (line: string) => void;
  /** Servers that a breaking migration would break are waited for this long, then it is refused; undefined: not looked for. */
  readonly serversGoneWithinMs?: number;
  /** How often a migration that does not get its locks is tried. */
  readonly tries?: number;
  /** What else is done in a migration's transaction. */
  readonly within?: (client: pg.ClientBase, migration: Migration, run: () => Promise<void>) => Promise<void>;
}

// any constant will do, as long as nothing else in the database locks on it
const ADVISORY_LOCK = 7_404_262_201;

/** Whoever comes behind a waiting ALTER TABLE waits as well: for this long at most, then it gives way and comes again. */
const LOCK_TIMEOUT_MS = 2_000;
const TRIES = 15;
const PAUSE_MS = 2_000;

/**
 * Applies what the database lacks, each file in a transaction of its own, and answers the files applied, and those of a
 * newer release that this one goes on with.
 * Starters that come together wait for the first. Takes a connection of its own, without time limits.
 * @throws MigrationError; DatabaseAway, and then whatever had been committed stays, and a repeat goes on from there.
 */
export async function migrate(
  url: string,
  options: MigrateOptions = {},
): Promise<{ applied: string[]; ahead: readonly string[] }> {
  const files = await readMigrations(options.dir);
  const client = await connect(hostsOf(url), { application: 'zhixiao-pay-migrate', statementTimeoutMs: 0 });
  try {
    // released by the server when the connection ends, however that happens
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]);
    const { pending, ahead, isEmpty } = await readStanding(client, files);
    const [first] = pending;
    if (first) {
      if (!isEmpty) await requireWhole(client, first);
      if (!isEmpty) await requireNoServers(client, pending, options);
      await orFailed(first.name, () => prepareTable(client));
    }
    for (const migration of pending) await orFailed(migration.name, () => apply(client, migration, options));
    // a newer release has tables whose rights an older one does not know
    if (options.serverRole !== undefined && ahead.length === 0) {
      await grantToServer(client, options.serverRole);
    }
    return { applied: pending.map(({ name }) => name), ahead };
  } catch (error) {
    throw classifyError(error);
  } finally {
    await client.end();
  }
}

/** The views of a split (`installation/split/here.ts`) would hide from servers what a migration changes. */
async function requireWhole(client: pg.ClientBase, first: Migration): Promise<void> {
  const { rows } = await client.query(IS_SPLIT);
  if (!rows[0]?.is_split) return;
  throw new MigrationError(
    'being_split',
    `migration ${first.name} has to wait: this database was split and still has rows of the other shard. Run npm run cli -- shard clean with the version that split it, then upgrade; nothing was changed`,
  );
}

/** Servers of an earlier release go on until their statements meet a breaking migration: they are stopped first. */
async function requireNoServers(
  client: pg.ClientBase,
  pending: readonly Migration[],
  { serversGoneWithinMs, log }: MigrateOptions,
): Promise<void> {
  const breaking = pending.find(({ breaks }) => breaks === 'none');
  if (!breaking || serversGoneWithinMs === undefined) return;
  const deadline = performance.now() + serversGoneWithinMs;
  for (let isFirst = true; ; isFirst = false) {
    const places = await serversAt(client);
    if (places.length === 0) return;
    const who = `${places.length} sessions of running servers or commands (${[...new Set(places)].join(', ')})`;
    if (performance.now() >= deadline) {
      throw new MigrationError(
        'still_served',
        `migration ${breaking.name} breaks servers of an earlier release, and the database has ${who}: stop all of them, then start again; nothing was changed`,
      );
    }
    if (isFirst) log?.(`Waiting up to ${serversGoneWithinMs / 1_000} s for ${who} to end`);
    await pause(500);
  }
}

async function apply(client: pg.ClientBase, migration: Migration, options: MigrateOptions): Promise<void> {
  const { tries = TRIES, log, within } = options;
  for (let tried = 1; ; tried += 1) {
    try {
      await client.query('begin');
      await client.query(`set local lock_timeout = '${LOCK_TIMEOUT_MS}ms'`);
      const run = async () => void (await client.query(migration.sql));
      if (within) await within(client, migration, run);
      else await run();
      await recordApplied(client, migration);
      await client.query('commit');
      return;
    } catch (error) {
      if (!isHeldUp(error)) throw error;
      await client.query('rollback');
      const behind = await oldTransactions(client);
      const reason = `migration ${migration.name} does not get its locks (${error.message}${behind && `; open transactions: ${behind}`})`;
      if (tried >= tries) {
        throw new MigrationError(
          'locked',
          `${reason}: tried ${tries} times; end what holds them, such as a dump or a long report, and start again. What was applied before stays`,
        );
      }
      log?.(`Waiting: ${reason}; try ${tried} of ${tries}`);
      await pause(PAUSE_MS);
    }
  }
}

/** As PostgreSQL calls a right that is lacking. */
const INSUFFICIENT_PRIVILEGE = '42501';

/** A failure in words; the connection is closed next, which rolls back. */
async function orFailed(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    if (cause instanceof MigrationError || isDatabaseAway(classifyError(cause))) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const isRight = cause instanceof pg.DatabaseError && cause.code === INSUFFICIENT_PRIVILEGE;
    const advice = isRight ? '; set MIGRATION_DATABASE_URL to the role that owns the tables' : '';
    throw new MigrationError('failed', `migration ${name} failed: ${reason}${advice}`, { cause });
  }
}
