import pg from 'pg';
import { prepareValue } from 'pg/lib/utils.js';
import { isMeasured, measured } from '../lib/measures.ts';
import { errorCode } from '../lib/property-of.ts';
import { type DatabaseLog, watchAvailability } from './availability.ts';
import { classifyError, DatabaseBusy, isDatabaseAway, READ_ONLY, STATEMENT_CANCELLED } from './away.ts';
import { openBreaker } from './breaker.ts';
import { ANSWER_GRACE_MS, type DatabaseConnection } from './connection.ts';
import { hostsOf } from './hosts.ts';
import { listen } from './listen.ts';
import { type BorrowedConnection, openPool, STATEMENT_TIMEOUT_MS } from './pool.ts';
import type { Queryable, Statement } from './queryable.ts';
import { ANY_USE, connectionTurns, type Turns, type Use } from './turns.ts';
import { type UnresponsiveWatch, watchUnresponsive } from './unresponsive.ts';

export { DatabaseBusy, isDatabaseAway } from './away.ts';
export type { Queryable } from './queryable.ts';
export type { Use } from './turns.ts';

/** What a transaction sets for itself alone, by the names of PostgreSQL's settings. */
export type LocalSettings = Readonly<Record<string, string>>;

/** A query that runs inside an open transaction. */
export interface Transaction extends Queryable {
  readonly inTransaction: true;
  /**
   * Sends a statement whose rows nobody needs, without waiting for its answer: what is sent last and the commit take one
   * trip to the server together. When it fails, so does the transaction, with its error. Statements are executed in the
   * order in which they are given, these and those of `query`.
   */
  send(statement: Statement): void;
  /**
   * Notifies a channel's listeners once the transaction has committed, of what `payload` names. A crash in between loses
   * the notification, so listeners also poll: it can only make them look sooner.
   */
  notifyAfterCommit(channel: string, payload?: string): void;
}

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

  /** Runs `work` on a pooled connection. A connection that is lost, or whose host became read-only, is not reused. */
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
      release(isLost ? 'broken' : 'usable');
      throw reason;
    } finally {
      turns.give();
      measured('connection_returned', {});
    }
  };
  const notifier = createNotifier((notifications) => any.query(notifying(notifications)));
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

async function execute<Row extends object>(
  unresponsive: UnresponsiveWatch,
  connection: DatabaseConnection,
  { name, text, values }: Statement,
): Promise<Row[]> {
  // a statement is prepared in a session, and the next one may be another
  const isPrepared = name !== undefined && !connection.origin.isPooler;
  const config = { text, values: written(values), ...(isPrepared ? { name } : {}) };
  const startedAt = isMeasured('statement') ? performance.now() : undefined;
  let isDone = false;
  try {
    const { rows } = await unresponsive.watch(connection, () => connection.ask<Row>(config));
    isDone = true;
    return rows;
  } catch (error) {
    throw classifyError(error);
  } finally {
    if (startedAt !== undefined) {
      measured('statement', {
        name: name ?? 'unnamed',
        seconds: (performance.now() - startedAt) / 1_000,
        isDone,
      });
    }
  }
}

/**
 * Values as the driver writes them. It would do so itself, but one that cannot be written then makes it close the prepared
 * statement, and go on as if that were still there.
 */
function written(values: Statement['values'] = []): unknown[] {
  return values.map((value) => prepareValue(value));
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

async function inTransaction<T>(
  unresponsive: UnresponsiveWatch,
  connection: DatabaseConnection,
  work: (tx: Transaction) => Promise<T>,
  settings: LocalSettings = {},
): Promise<{ done: T; notifications: readonly Notification[] }> {
  const control = (text: string) => unresponsive.watch(connection, () => connection.ask({ text }));
  const notifications: Notification[] = [];
  const sent: Promise<unknown>[] = [];
  let failed: { readonly error: unknown } | undefined;
  const set = Object.entries(settings).map(([name, value]) => `; set local ${name} = '${value}'`);
  try {
    // refused in the middle of it, the transaction has begun
    await control(`begin${set.join('')}`);
    const done = await work({
      inTransaction: true,
      query: (statement) => execute(unresponsive, connection, statement),
      send: (statement) => {
        // what cannot be sent is an error here: the commit would be sent all the same
        const values = written(statement.values);
        connection.gatherWrites();
        const answered = execute(unresponsive, connection, { ...statement, values }).catch(
          (error: unknown) => {
            failed ??= { error };
          },
        );
        sent.push(answered);
      },
      notifyAfterCommit: (channel, payload = '') => notifications.push({ channel, payload }),
    });
    const [{ command }] = await Promise.all([control('commit'), ...sent]);
    if (failed) throw failed.error;
    // a statement failed and `work` went on: the server has rolled back, and its answer to commit is ROLLBACK
    if (command !== 'COMMIT') throw new Error('the transaction had failed and was rolled back');
    return { done, notifications };
  } catch (error) {
    if (!isDatabaseAway(classifyError(error))) await control('rollback').catch(() => connection.destroy());
    // what was sent before may have failed first, and then it is why all after it did
    await Promise.all(sent);
    throw failed?.error ?? error;
  }
}

interface Notification {
  readonly channel: string;
  readonly payload: string;
}

function notifying(notifications: readonly Notification[]): Statement {
  return {
    name: 'notify',
    text: 'select pg_notify(channel, payload) from unnest($1::text[], $2::text[]) as pending(channel, payload)',
    values: [notifications.map(({ channel }) => channel), notifications.map(({ payload }) => payload)],
  };
}

/**
 * Sends notifications outside the transactions they are about, those of many commits at once: PostgreSQL
 * lets one notifying transaction commit at a time, each with a flush of its own.
 */
function createNotifier(send: (notifications: readonly Notification[]) => Promise<unknown>): {
  notify: (notifications: readonly Notification[]) => void;
  flush: () => Promise<void>;
} {
  const pending = new Map<string, Notification>();
  let flushing: Promise<void> | undefined;

  const flush = async () => {
    while (pending.size > 0) {
      const notifications = [...pending.values()];
      // what is notified again while this is sent is sent again: the first may have come before the second commit
      pending.clear();
      // listeners poll every second besides
      await send(notifications).catch(() => undefined);
    }
    flushing = undefined;
  };
  return {
    notify(notifications) {
      for (const one of notifications) pending.set(`${one.channel} ${one.payload}`, one);
      if (pending.size > 0) flushing ??= flush();
    },
    flush: async () => flushing,
  };
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
