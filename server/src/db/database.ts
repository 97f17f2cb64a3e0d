import pg from 'pg';
import { type DatabaseLog, watchAvailability } from './availability.ts';
import { explained, isDatabaseAway, READ_ONLY } from './away.ts';
import { openBreaker } from './breaker.ts';
import type { DatabaseConnection } from './connection.ts';
import { hostsOf } from './hosts.ts';
import { listen } from './listen.ts';
import { openPool } from './pool.ts';
import { type SilenceWatch, watchSilence } from './silence.ts';

export { isDatabaseAway } from './away.ts';

/** A statement with a name is prepared once per connection (names must be unique per text). */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** Anything SQL can be run on. Stores take one as their first argument and never open their own. */
export interface Queryable {
  /** @throws DatabaseAway when nobody can tell whether it was done */
  query<Row extends object>(statement: Statement): Promise<Row[]>;
}

/** A query that runs inside an open transaction. */
export interface Transaction extends Queryable {
  readonly inTransaction: true;
  /**
   * Notifies a channel's listeners once the transaction has committed. A crash in between loses the word,
   * so it can only hurry what is found without it.
   */
  notifyAfterCommit(channel: string): void;
}

export interface Database extends Queryable {
  /**
   * Runs `work` in one READ COMMITTED transaction. Never call the network inside it.
   * @throws DatabaseAway when nobody can tell whether it was committed; it is not tried again
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Calls `onNotify` for every NOTIFY on `channel`, on a session of its own until the returned stop is called. */
  listen(channel: string, onNotify: () => void): Promise<() => Promise<void>>;
  /** Takes no more work and waits for what is under way, a few seconds at most. */
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Of one host or several: see `address.ts`. */
  readonly url: string;
  readonly poolSize: number;
  /** Told when the database goes away and when it is back; failed statements are their callers'. */
  readonly log?: DatabaseLog;
}

/**
 * Opens a pool. Connections are made when first used, so this succeeds while the database is away.
 * @throws DatabaseUrlError
 */
export function openDatabase({ url, poolSize, log }: DatabaseOptions): Database {
  const hosts = hostsOf(url);
  const availability = watchAvailability(log);
  const breaker = openBreaker(hosts);
  const silence = watchSilence(hosts, breaker);
  const pool = openPool(hosts, poolSize, breaker);
  const failure = (error: unknown) => {
    const reason = explained(error);
    if (isDatabaseAway(reason)) availability.failed(reason);
    return reason;
  };

  /** Lends a connection to `work`; one that is lost, or of a host that is not written to any more, is not kept. */
  const lend = async <T>(work: (connection: DatabaseConnection) => Promise<T>): Promise<T> => {
    let lent: Awaited<ReturnType<typeof pool.take>>;
    try {
      lent = await pool.take();
    } catch (error) {
      throw failure(error);
    }
    const { connection, giveBack } = lent;
    try {
      const done = await work(connection);
      availability.answered();
      giveBack('whole');
      return done;
    } catch (error) {
      const reason = failure(error);
      const isLost = isDatabaseAway(reason);
      if (isLost && reason.code === READ_ONLY) {
        hosts.leave(connection.origin);
        hosts.distrust();
      }
      giveBack(isLost ? 'broken' : 'whole');
      throw reason;
    }
  };
  const query: Database['query'] = (statement) => lend((connection) => ask(silence, connection, statement));
  const word = spreadWord((channel) => query(notification(channel)));

  return {
    query,
    async transaction(work) {
      const { done, channels } = await lend((connection) => inTransaction(silence, connection, work));
      for (const channel of channels) word.notify(channel);
      return done;
    },
    listen: (channel, onNotify) => listen(hosts, { channel, onNotify, onError: failure }),
    async close() {
      await word.spread();
      await pool.close();
      silence.stop();
      await breaker.stop();
    },
  };
}

async function ask<Row extends object>(
  silence: SilenceWatch,
  connection: DatabaseConnection,
  { name, text, values }: Statement,
): Promise<Row[]> {
  const config = { text, values: [...(values ?? [])], ...(name === undefined ? {} : { name }) };
  try {
    return (await silence.during(connection, () => connection.query<Row>(config))).rows;
  } catch (error) {
    throw explained(error);
  }
}

async function inTransaction<T>(
  silence: SilenceWatch,
  connection: DatabaseConnection,
  work: (tx: Transaction) => Promise<T>,
): Promise<{ done: T; channels: readonly string[] }> {
  const say = (text: string) => silence.during(connection, () => connection.query(text));
  const channels: string[] = [];
  await say('begin');
  try {
    const done = await work({
      inTransaction: true,
      query: (statement) => ask(silence, connection, statement),
      notifyAfterCommit: (channel) => channels.push(channel),
    });
    const { command } = await say('commit');
    // a statement failed and `work` went on: the server has rolled back, and says so in this one word
    if (command !== 'COMMIT') throw new Error('the transaction had failed and was rolled back');
    return { done, channels };
  } catch (error) {
    if (!isDatabaseAway(explained(error))) await say('rollback').catch(() => connection.abandon());
    throw error;
  }
}

function notification(channel: string): Statement {
  return { name: 'notify', text: `select pg_notify($1, '')`, values: [channel] };
}

/**
 * Sends notifications outside the transactions they are about, those of many commits at once: PostgreSQL
 * lets one notifying transaction commit at a time, each with a flush of its own.
 */
function spreadWord(send: (channel: string) => Promise<unknown>): {
  notify: (channel: string) => void;
  spread: () => Promise<void>;
} {
  const wanted = new Set<string>();
  let spreading: Promise<void> | undefined;

  const spread = async () => {
    for (const channel of wanted) {
      // asked for again while it is sent, it is sent again: the first may have been too early for the second
      wanted.delete(channel);
      // who is not woken looks by himself, a second later
      await send(channel).catch(() => undefined);
    }
    spreading = undefined;
  };
  return {
    notify(channel) {
      wanted.add(channel);
      spreading ??= spread();
    },
    spread: async () => spreading,
  };
}

const UNIQUE_VIOLATION = '23505';

/** Whether `error` is PostgreSQL refusing a duplicate key of the named constraint or index. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return (
    error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION && error.constraint === constraint
  );
}
