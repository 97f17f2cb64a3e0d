import pg from 'pg';
import {
  classifyError,
  DatabaseAway,
  isDatabaseAway,
  READ_ONLY,
  STATEMENT_CANCELLED,
  TOO_MANY_CONNECTIONS,
} from './away.ts';
import type { Host, Hosts } from './hosts.ts';
import { PLANNER_OPTIONS } from './session-defaults.ts';
import { type GroupOutcome, StatementGroup, type WrittenStatement } from './statement-group.ts';

export interface SessionSettings {
  /** What `pg_stat_activity` shows. */
  readonly application: string;
  /** A statement that takes longer is ended by the server; 0 is no limit. Milliseconds. */
  readonly statementTimeoutMs: number;
  /** `unresponsive.ts` ends statements that stay unanswered; otherwise each has a timer of its own. */
  readonly isWatched?: boolean;
  /** A host that neither takes nor refuses a connection within this is away; three seconds by default. */
  readonly connectTimeoutMs?: number;
  /** What a session of its own is told besides, as `-c name=value`. */
  readonly options?: string;
}

/** What the server answered about a session when it was opened. */
export interface SessionFacts {
  /** As PostgreSQL numbers its versions: 180004 is 18.4. */
  readonly version: number;
  readonly pid: number;
  /** Whether a pooler stands between us and the server. */
  readonly isPooled: boolean;
}

const CONNECT_TIMEOUT_MS = 3_000;
/** A statement without an answer fails this long after the server's own limit. */
export const ANSWER_GRACE_MS = 2_000;
/** A dead idle connection is detected after this and ten probes, a second each. */
const KEEP_ALIVE_MS = 10_000;
const CLOSE_TIMEOUT_MS = 1_000;
/** Has the server end sessions whose client is gone; by default a fault of the network leaves them for two hours. */
const SERVER_KEEP_ALIVE = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5';
/** A migration takes as long as it takes, whatever the limits of its role are. */
const NO_LIMITS = '-c statement_timeout=0 -c idle_in_transaction_session_timeout=0';
/** Also for a standby, which may be promoted while it is read from. */
const ONLY_READS = '-c default_transaction_read_only=on';

const SESSION: pg.QueryConfig & { readonly query_timeout: number } = {
  text: `select current_setting('server_version_num')::int as version, pg_backend_pid() as pid,
                pg_is_in_recovery() as is_standby,
                pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as is_read_only`,
  query_timeout: CONNECT_TIMEOUT_MS,
};

/**
 * One connection to the host that can be written to; a host that cannot is away, unless it is only to be read from. A
 * connection that breaks between two statements emits an error, which would end the process without a listener: there is
 * one from the start, and the next statement fails.
 */
export class DatabaseConnection extends pg.Client {
  /** The host that was current when the connection was made. */
  readonly origin: Host;
  readonly #hosts: Hosts;
  #facts: SessionFacts | undefined;

  constructor(hosts: Hosts, settings: SessionSettings) {
    const { application, statementTimeoutMs, isWatched } = settings;
    const { connectTimeoutMs = CONNECT_TIMEOUT_MS, options = '' } = settings;
    const origin = hosts.current;
    super({
      connectionString: origin.url,
      application_name: application,
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      ...(statementTimeoutMs === 0 || isWatched
        ? {}
        : { query_timeout: statementTimeoutMs + ANSWER_GRACE_MS }),
      // a session behind a pooler is everybody's: it has what its role has, see `session-defaults.ts`
      ...(origin.isPooler ? {} : ownSession(origin, statementTimeoutMs, options)),
    });
    this.origin = origin;
    this.#hosts = hosts;
    this.on('error', () => undefined);
  }

  /** Whether the socket is closed; the driver notices it some turns of the event loop later. */
  get isDestroyed(): boolean {
    return this.connection.stream.destroyed;
  }

  /** Undefined until connected. */
  get facts(): SessionFacts | undefined {
    return this.#facts;
  }

  /**
   * Executes statements in one trip to the server, up to the first that fails. (The promise that the driver's own `query`
   * makes keeps a statement's parameters until the old generation is collected: under load every order was promoted.)
   */
  askGroup(statements: readonly WrittenStatement[]): Promise<GroupOutcome> {
    return new Promise((resolve) => {
      this.query(new StatementGroup(statements, resolve));
    });
  }

  override connect(): Promise<this>;
  override connect(callback: (error: Error) => void): void;
  override connect(callback?: (error: Error) => void): Promise<this> | undefined {
    const opened = this.#open();
    if (!callback) return opened;
    // the pool does its own work in the callback, whose errors are not the connection's
    const answer = callback as (error?: Error) => void;
    opened.then(
      () => process.nextTick(answer),
      (error: Error) => process.nextTick(answer, error),
    );
    return undefined;
  }

  /** Closes the session, or destroys the connection when the server does not close its side in time. */
  override end(): Promise<void>;
  override end(callback: (error: Error) => void): void;
  override end(callback?: (error: Error) => void): Promise<void> | undefined {
    const limit = setTimeout(() => this.destroy(), CLOSE_TIMEOUT_MS).unref();
    this.once('end', () => clearTimeout(limit));
    if (!callback) return super.end();
    super.end(callback);
    return undefined;
  }

  /** Closes the socket at once; statements under way and later ones fail. */
  destroy(): void {
    this.connection.stream.destroy();
  }

  async #open(): Promise<this> {
    try {
      await super.connect();
      const { rows } = await this.query<OpenedSession>(SESSION);
      const [session] = rows;
      if (!session) throw new DatabaseAway('no answer to the first statement');
      if (session.is_read_only && !this.origin.isOnlyRead)
        throw new DatabaseAway(readOnlyReason(session), READ_ONLY);
      const { version, pid } = session;
      // a pooler makes up process ids of its own
      this.#facts = { version, pid, isPooled: Reflect.get(this, 'processID') !== pid };
      return this;
    } catch (error) {
      this.destroy();
      const reason = openingError(error);
      if (isHostUnavailable(reason)) this.#hosts.switchFrom(this.origin);
      throw reason;
    }
  }
}

interface OpenedSession {
  readonly version: number;
  readonly pid: number;
  readonly is_standby: boolean;
  readonly is_read_only: boolean;
}

function readOnlyReason({ is_standby }: OpenedSession): string {
  return is_standby
    ? 'read-only: no host that can be written to'
    : 'read-only: default_transaction_read_only is on, as while a split is half done (npm run cli -- shard)';
}

/** What a session of our own is told when it is opened. */
function ownSession({ isOnlyRead }: Host, statementTimeoutMs: number, besides: string): pg.ClientConfig {
  const options = `${PLANNER_OPTIONS} ${SERVER_KEEP_ALIVE}${isOnlyRead ? ` ${ONLY_READS}` : ''} ${besides}`;
  if (statementTimeoutMs === 0) return { options: `${options} ${NO_LIMITS}` };
  return {
    options,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
  };
}

/** A server that is too slow for a session's first statement cannot be used, though it answers. */
function openingError(error: unknown): unknown {
  const isTooSlow = error instanceof pg.DatabaseError && error.code === STATEMENT_CANCELLED;
  return isTooSlow ? new DatabaseAway(error.message, error.code) : classifyError(error);
}

/**
 * Opens a connection that is not the pool's, at the first host that can be written to. The caller ends it.
 * @throws DatabaseAway when no host can be
 */
export async function connect(
  hosts: Hosts,
  settings: SessionSettings,
  signal?: AbortSignal,
): Promise<DatabaseConnection> {
  for (let left = hosts.count; ; left -= 1) {
    signal?.throwIfAborted();
    const connection = new DatabaseConnection(hosts, settings);
    const destroy = () => connection.destroy();
    signal?.addEventListener('abort', destroy, { once: true });
    try {
      return await connection.connect();
    } catch (error) {
      if (!isHostUnavailable(error) || left <= 1) throw error;
    } finally {
      signal?.removeEventListener('abort', destroy);
    }
  }
}

/** Whether to try another host, or the same one later; a host without a free connection is still the right one. */
export function isHostUnavailable(error: unknown): error is DatabaseAway {
  return isDatabaseAway(error) && error.code !== TOO_MANY_CONNECTIONS;
}
