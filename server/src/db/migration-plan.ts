import { readStanding } from './applied-migrations.ts';
import { classifyError } from './away.ts';
import { connect } from './connection.ts';
import { hostsOf } from './hosts.ts';
import { type LockMode, type MigrationEffects, readEffects } from './migration-effects.ts';
import { readMigrations } from './migration-files.ts';
import type { Breaks } from './migration-marks.ts';
import { serversAt } from './migration-sessions.ts';

/** A table that a migration locks. */
export interface PlannedLock {
  readonly table: string;
  readonly mode: LockMode;
  /** As PostgreSQL's statistics have it; undefined of a table that was never analyzed. */
  readonly rows: number | undefined;
  /** Whether its rows are read, or written anew, while it is locked. */
  readonly work: 'none' | 'reads' | 'rewrites';
  /** A rough figure of a small machine; what waits for the lock comes on top. */
  readonly seconds: number;
}

export interface PlannedMigration {
  readonly name: string;
  readonly breaks: Breaks | undefined;
  readonly locks: readonly PlannedLock[];
}

export interface MigrationPlan {
  readonly isEmpty: boolean;
  readonly pending: readonly PlannedMigration[];
  readonly ahead: readonly string[];
  /** Where servers and commands are connected from. */
  readonly servers: readonly string[];
}

/** On two cores with an SSD: an index or a constraint over half a million rows, a tenth of a million written anew. */
const READ_PER_SECOND = 500_000;
const REWRITTEN_PER_SECOND = 100_000;

/**
 * What `migrate` would do to a database, which is only looked at.
 * @throws MigrationError as `migrate` does; DatabaseAway
 */
export async function planMigrations(url: string): Promise<MigrationPlan> {
  const files = await readMigrations();
  const effects = await readEffects();
  const client = await connect(hostsOf(url), { application: 'zhixiao-pay-plan', statementTimeoutMs: 15_000 });
  try {
    const { pending, ahead, isEmpty } = await readStanding(client, files);
    const { rows: tables } = await client.query<{ name: string; rows: number }>(
      `select relname as name, reltuples::float8 as rows from pg_class
        where relnamespace = 'public'::regnamespace and relkind = 'r' and reltuples >= 0`,
    );
    const rowsOf = new Map(tables.map(({ name, rows }) => [name, rows]));
    const planned = pending.map(({ name, breaks }) => {
      const effect = effects.find((one) => one.name === name);
      return { name, breaks, locks: effect && !isEmpty ? locksOf(effect, rowsOf) : [] };
    });
    return { isEmpty, pending: planned, ahead, servers: await serversAt(client) };
  } catch (error) {
    throw classifyError(error);
  } finally {
    await client.end();
  }
}

function locksOf(effect: MigrationEffects, rowsOf: ReadonlyMap<string, number>): PlannedLock[] {
  return Object.entries(effect.locks).map(([table, mode]) => {
    const rows = rowsOf.get(table);
    const reads = effect.reads.includes(table) ? 'reads' : 'none';
    const work = effect.rewrites.includes(table) ? 'rewrites' : reads;
    const perSecond = work === 'rewrites' ? REWRITTEN_PER_SECOND : READ_PER_SECOND;
    return { table, mode, rows, work, seconds: work === 'none' ? 0 : (rows ?? 0) / perSecond };
  });
}
