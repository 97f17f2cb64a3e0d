import pg from 'pg';
import { measured } from '../lib/measures.ts';
import { errorCode } from '../lib/property-of.ts';
import { type DatabaseLog, watchAvailability } from './availability.ts';
import {
  classifyError,
  DatabaseBusy,
  isDatabaseAway,
  isSessionStale,
  READ_ONLY,
  STATEMENT_CANCELLED,
} from './away.ts';
import { openBreaker } from './breaker.ts';
import { ANSWER_GRACE_MS, type DatabaseConnection } from './connection.ts';
import { execute } from './execute.ts';
import { hostsOf } from './hosts.ts';
import { listen } from './listen.ts';
import { createNotifier } from './notifier.ts';
import { type BorrowedConnection, openPool, STATEMENT_TIMEOUT_MS } from './pool.ts';
import type { Queryable, Statement } from './queryable.ts';
import { inTransaction, type Transaction } from './transaction.ts';
import type { LocalSettings } from './transaction-statements.ts';
import { ANY_USE, connectionTurns, type Turns, type Use } from './turns.ts';
import { type UnresponsiveWatch, watchUnresponsive } from './unresponsive.ts';

export { DatabaseBusy, isDatabaseAway } from './away.ts';
export type { Queryable } from './queryable.ts';
export type { Transaction } from './transaction.ts';
export type { LocalSettings } from './transaction-statements.ts';
export type { Use } from './turns.ts';

export interface Database extends Queryable {
  /**
   * Runs `work` in one READ COMMITTED transaction. Never call the network inside it.
   * @throws DatabaseAway when it is unknown whether it was committed; it is not tried again
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>, settings?: LocalSettings): Promise<T>;
  /**
   * Runs one statement that reads, read-only and for so long at most: undefined when it was ended at that.
   * @param limit as PostgreSQL writes times, such as `1s`
   */
  readWithin<Row extends object>(statement: Statement, limit: string): Promise<Row[] | undefined>;
  /**
   * Calls `onNotify` for every NOTIFY on `channel`, with its payload, or an empty one when any may have been missed; on a session of its own until the returned stop is called. What it
   * locks in that session it holds until then, or until the session is lost: then another one is given.
   * @param application what `pg_stat_activity` shows of the session
   */
  listen(
    channel: string,
    onNotify: (session: Queryable, payload: string) => void,
    application?: string,
  ): Promise<() => Promise<void>>;
  /** The same database, its connections borrowed for another use than now. */
  usedFor(use: Use): Database;
  /** For how long the first that waits for a connection for this use has waited. Milliseconds. */
  waitedMs(): number;
  /** When it last answered anybody, by `performance.now()`; undefined while it is away. */
  answeredAt(): number | undefined;
  /** Takes no more work and waits for what is under way, a few seconds at most. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Of one host or several: see `address.ts`. */
  readonly url: string;
  /** A pooler of the same database that shares sessions by transaction (PgBouncer); what needs no session goes by it. */
  readonly poolerUrl?: string | undefined;
  readonly poolSize: number;
  /** Takes hosts that cannot be written to as well, and writes nothing; a host that can be written to by default. */
  readonly isOnlyRead?: boolean;
  /** Gets one line when the database goes away and one when it is back; failed statements are their callers'. */
  readonly log?: DatabaseLog;
}

/**
 * Opens a pool. Connections are made when first used, so this succeeds while the database is away.
 * @throws DatabaseUrlError
 */
export function openDatabase({
  url,
  poolerUrl,
  poolSize,
  isOnlyRead = false,
  log,
}: DatabaseOptions): Database {
  const own = hostsOf(url, { isOnlyRead });
  const hosts = poolerUrl === undefined ? own : hostsOf(poolerUrl, { isPooler: true });
  const availability = watchAvailability(log);
  const breaker = openBreaker(hosts);
  const unresponsive = watchUnresponsive(hosts, own, breaker, STATEMENT_TIMEOUT_MS + ANSWER_GRACE_MS);
  const pool = openPool(hosts, poolSize, breaker);
  const turnsFor = connectionTurns(poolSize);
  const failure = (error: unknown) => {
    const reason = classifyError(error);
    if (isDatabaseAway(reason) && !(reason instanceof DatabaseBusy)) availability.failed(reason);
    return reason;
  };

  /** Runs `work` on a pooled connection. A connection that is lost or stale, or whose host became read-only, is not reused. */
  const withConnection = async <T>(
    turns: Turns,
    work: (connection: DatabaseConnection) => Promise<T>,
  ): Promise<T> => {
    let borrowed: BorrowedConnection;
    const askedAt = performance.now();
    const turn = turns.take();
    if (turn !== undefined) await turn;
    try {
      borrowed = await pool.acquire();
    } catch (error) {
      turns.give();
      throw failure(error);
    }
    const { connection, release } = borrowed;
    measured('connection_lent', { waitedSeconds: (performance.now() - askedAt) / 1_000 });
    try {
      const done = await work(connection);
      availability.answered();
      release('usable');
      return done;
    } catch (error) {
      const reason = failure(error);
      const isLost = isDatabaseAway(reason);
      if (!isLost) availability.answered();
      if (isLost && reason.code === READ_ONLY) {
        hosts.switchFrom(connection.origin);
        hosts.retireConnections();
      }
      release(isLost || isSessionStale(reason) ? 'broken' : 'usable');
      throw reason;
    } finally {
      turns.give();
      measured('connection_returned', {});
    }
  };
  const notifier = createNotifier((statement) => any.query(statement));
  const close = async () => {
    await notifier.flush();
    await pool.close();
    unresponsive.stop();
    await breaker.stop();
  };

  const databaseFor = (use: Use): Database => {
    const turns = turnsFor(use);
    return {
      query: (statement) =>
        withConnection(turns, (connection) => execute(unresponsive, connection, statement)),
      async transaction(work, settings) {
        const { done, notifications } = await withConnection(turns, (connection) =>
          inTransaction(unresponsive, connection, work, settings),
        );
        notifier.notify(notifications);
        return done;
      },
      readWithin: (statement, limit) =>
        withConnection(turns, (connection) => readOnly(unresponsive, connection, statement, limit)),
      listen: (channel, onNotify, application) =>
        listen(own, { channel, onNotify, onError: failure, ...(application && { application }) }),
      usedFor: databaseFor,
      waitedMs: turns.waitedMs,
      answeredAt: availability.answeredAt,
      close,
    };
  };
  const any = databaseFor(ANY_USE);
  return any;
}

/** Runs one statement that changes nothing; undefined when it was ended at its time limit. */
async function readOnly<Row extends object>(
  unresponsive: UnresponsiveWatch,
  connection: DatabaseConnection,
  statement: Statement,
  limit: string,
): Promise<Row[] | undefined> {
  const settings = { statement_timeout: limit, transaction_read_only: 'on' };
  try {
    const work = (tx: Transaction) => tx.query<Row>(statement);
    return (await inTransaction(unresponsive, connection, work, settings)).done;
  } catch (error) {
    if (errorCode(error) === STATEMENT_CANCELLED) return undefined;
    throw error;
  }
}

/** Whether `error` is the database's: that it is away, or what it says of a statement. */
export function isDatabaseError(error: unknown): boolean {
  return isDatabaseAway(error) || error instanceof pg.DatabaseError;
}

const UNIQUE_VIOLATION = '23505';

/** Whether `error` is PostgreSQL refusing a duplicate key of the named constraint or index. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return (
    error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION && error.constraint === constraint
  );
}
