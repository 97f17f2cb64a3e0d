import { classifyError, isDatabaseAway, READ_ONLY } from './away.ts';
import { connect } from './connection.ts';
import { hostsOf } from './hosts.ts';
import type { Queryable } from './queryable.ts';

export interface SnapshotSettings {
  /** What `pg_stat_activity` shows. */
  readonly application: string;
  /** A statement that takes longer is ended, and fails. Milliseconds. */
  readonly statementTimeoutMs: number;
}

/** One core at most for a statement; and no wait behind a migration, which would in turn hold up everybody else. */
const LITTLE_LOAD = `set local max_parallel_workers_per_gather = 0; set local jit = off; set local lock_timeout = '3s'`;

/**
 * Runs `work` on one read-only snapshot of the database (REPEATABLE READ), over a connection of its own. A statement that
 * fails or takes too long leaves the others usable. While it runs, vacuum keeps what the snapshot can see.
 * @throws DatabaseAway
 */
export async function readSnapshot<T>(
  url: string,
  settings: SnapshotSettings,
  work: (q: Queryable) => Promise<T>,
): Promise<T> {
  const connection = await connect(hostsOf(url), settings);
  const control = async (text: string) => {
    try {
      await connection.query(text);
    } catch (error) {
      throw classifyError(error);
    }
  };
  const q: Queryable = {
    async query({ text, values }) {
      await control('savepoint statement');
      try {
        const { rows } = await connection.query({ text, values: [...(values ?? [])] });
        await control('release savepoint statement');
        return rows;
      } catch (error) {
        const reason = classifyError(error);
        if (isOver(reason)) throw reason;
        await control('rollback to savepoint statement');
        throw error;
      }
    },
  };
  try {
    await control('begin isolation level repeatable read, read only');
    await control(LITTLE_LOAD);
    return await work(q);
  } finally {
    // the session's end ends the transaction, which has nothing to keep
    await connection.end();
  }
}

/** Whether the connection is lost. That a snapshot takes no writes does not mean that its host is away. */
function isOver(reason: unknown): boolean {
  return isDatabaseAway(reason) && reason.code !== READ_ONLY;
}
