import pg from 'pg';

/** A statement with a name is prepared once per connection (names must be unique per text). */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: readonly unknown[];
}

/** Anything SQL can be run on. Stores take one as their first argument and never open their own. */
export interface Queryable {
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
  /** Runs `work` in one READ COMMITTED transaction. Never call the network inside it. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Calls `onNotify` for every NOTIFY on `channel`, reconnecting until the returned stop is called. */
  listen(channel: string, onNotify: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly poolSize: number;
  /** Told of errors on idle connections: a lost database, not a lost query. */
  readonly onError: (error: Error) => void;
}

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 15_000;
/**
 * What the planner is told, so that lists are read from the end of an index and not sorted. A page out of order costs
 * hardly more than the next one on what databases are kept on today: the default of 4 is for turning disks. And rows
 * of one app, which a list is of, are not the first of twenty groups that an incremental sort might stop after.
 */
const PLANNER = '-c random_page_cost=1.1 -c enable_incremental_sort=off';
const LISTEN_RETRY_MS = 1_000;

/** Opens a pool. Connections are made when first used, so this succeeds while the database is away. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    options: PLANNER,
    application_name: 'zhixiao-pay',
  });
  pool.on('error', options.onError);
  const word = spreadWord((channel) => run(pool, notification(channel)), options.onError);

  return {
    query: (statement) => run(pool, statement),

    async transaction(work) {
      const client = await pool.connect();
      let broken = false;
      try {
        await client.query('begin');
        const channels: string[] = [];
        const result = await work({
          inTransaction: true,
          query: (statement) => run(client, statement),
          notifyAfterCommit: (channel) => channels.push(channel),
        });
        await client.query('commit');
        for (const channel of channels) word.notify(channel);
        return result;
      } catch (error) {
        await client.query('rollback').catch(() => {
          broken = true;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },

    listen: (channel, onNotify) => listen(options, channel, onNotify),
    async close() {
      await word.spread();
      await pool.end();
    },
  };
}

function notification(channel: string): Statement {
  return { name: 'notify', text: `select pg_notify($1, '')`, values: [channel] };
}

/**
 * Sends notifications outside the transactions they are about, those of many commits at once: PostgreSQL
 * lets one notifying transaction commit at a time, each with a flush of its own.
 */
function spreadWord(
  send: (channel: string) => Promise<unknown>,
  onError: (error: Error) => void,
): { notify: (channel: string) => void; spread: () => Promise<void> } {
  const wanted = new Set<string>();
  let spreading: Promise<void> | undefined;

  const spread = async () => {
    for (const channel of wanted) {
      // asked for again while it is sent, it is sent again: the first may have been too early for the second
      wanted.delete(channel);
      await send(channel).catch(onError);
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

async function run<Row extends object>(
  on: Pick<pg.ClientBase, 'query'> | pg.Pool,
  { name, text, values }: Statement,
): Promise<Row[]> {
  const config = { text, values: [...(values ?? [])], ...(name === undefined ? {} : { name }) };
  const result = await on.query<Row>(config);
  return result.rows;
}

async function listen(
  options: DatabaseOptions,
  channel: string,
  onNotify: () => void,
): Promise<() => Promise<void>> {
  let stopped = false;
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;

  const connect = async () => {
    const next = new pg.Client({ connectionString: options.url, application_name: 'zhixiao-pay-listen' });
    next.on('notification', onNotify);
    next.on('error', (error) => {
      options.onError(error);
      next.end().catch(() => undefined);
    });
    next.on('end', () => {
      if (!stopped) retry = setTimeout(() => void connect().catch(again), LISTEN_RETRY_MS);
    });
    await next.connect();
    await next.query(`listen ${pg.escapeIdentifier(channel)}`);
    client = next;
    // what was notified while nobody listened is found by looking once
    onNotify();
  };
  const again = () => {
    if (!stopped) retry = setTimeout(() => void connect().catch(again), LISTEN_RETRY_MS);
  };

  await connect().catch(again);
  return async () => {
    stopped = true;
    clearTimeout(retry);
    await client?.end().catch(() => undefined);
  };
}

const UNIQUE_VIOLATION = '23505';

/** Whether `error` is PostgreSQL refusing a duplicate key of the named constraint or index. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return (
    error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION && error.constraint === constraint
  );
}

// Connection exceptions, insufficient resources, operator intervention: the database is away or draining.
const AWAY_CLASSES = ['08', '53', '57'];
const AWAY_SYSTEM_ERRORS = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'];

/** Whether `error` says that the database cannot be used now, as opposed to a wrong query. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof pg.DatabaseError) return AWAY_CLASSES.includes((error.code ?? '').slice(0, 2));
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && AWAY_SYSTEM_ERRORS.includes(code)) return true;
  return /connection terminated|timeout exceeded when trying to connect/i.test(error.message);
}
