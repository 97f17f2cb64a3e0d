import { placesIn } from './address.ts';
import { classifyError, type DatabaseAway, isDatabaseAway, isPoolerRefusal } from './away.ts';
import { pauseAfter } from './backoff.ts';
import { poolerTrouble } from './check-pooler.ts';
import { connect, type DatabaseConnection } from './connection.ts';
import { type Hosts, hostsOf } from './hosts.ts';

/** A database that we cannot work with; the message is one line fit for the console. */
export class UnusableDatabase extends Error {
  override readonly name = 'UnusableDatabase';
}

/** The line that operators read when a database does not answer. */
export function unreachable({ message }: DatabaseAway, url?: string): UnusableDatabase {
  const place = url === undefined ? '' : ` at ${placesIn(url)}`;
  return new UnusableDatabase(`The database${place} cannot be reached; check DATABASE_URL (${message})`);
}

export interface Waiting {
  /** How long to wait for a database that is away or still recovering. Milliseconds. */
  readonly waitMs: number;
  /** Gets one line when waiting begins. */
  readonly log: (message: string) => void;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** The pooler in front of that database, which is looked at as well. */
  readonly poolerUrl?: string | undefined;
}

/** The oldest version whose statements and constraints ours are; the suite is run on the bundled one. */
export const OLDEST_VERSION = 15;
const SETTINGS = { application: 'zhixiao-pay-start', statementTimeoutMs: 5_000 };

/**
 * Waits until the database can be written to, checks that we can work with it, and runs `prepare`; again from the start
 * when it goes away meanwhile, so that `prepare` must be safe to repeat.
 * @throws UnusableDatabase; the signal's reason
 */
export async function whenReachable<T>(
  url: string,
  { waitMs, log, signal, poolerUrl }: Waiting,
  prepare: () => Promise<T>,
): Promise<T> {
  const hosts = hostsOf(url);
  const deadline = performance.now() + waitMs;
  for (let failures = 1; ; failures += 1) {
    try {
      await checkServer(hosts, signal);
      const trouble = poolerUrl && (await poolerTrouble(poolerUrl, url, SETTINGS, signal));
      if (trouble) throw new UnusableDatabase(`The pooler of DATABASE_URL cannot be used: ${trouble}`);
      return await prepare();
    } catch (error) {
      signal.throwIfAborted();
      const reason = classifyError(error);
      if (!isDatabaseAway(reason)) throw reason;
      if (performance.now() >= deadline) throw unreachable(reason, url);
      if (failures === 1) {
        log(`Waiting for the database at ${placesIn(url)}, up to ${waitMs / 1_000} s (${reason.message})`);
      }
      await pauseAfter(failures, signal);
    }
  }
}

async function checkServer(hosts: Hosts, signal: AbortSignal): Promise<void> {
  let connection: DatabaseConnection;
  try {
    connection = await connect(hosts, SETTINGS, signal);
  } catch (error) {
    if (error instanceof Error && isPoolerRefusal(error)) {
      throw new UnusableDatabase(`${POOLER} It refuses our settings: ${error.message}`);
    }
    throw error;
  }
  try {
    const { version = 0, isPooled } = connection.facts ?? {};
    const major = Math.floor(version / 10_000);
    if (major < OLDEST_VERSION) {
      throw new UnusableDatabase(`PostgreSQL ${major} is too old: ${OLDEST_VERSION} or newer is needed`);
    }
    if (isPooled && (await isShared(connection, hosts, signal))) {
      throw new UnusableDatabase(`${POOLER} It gives the same session to several connections.`);
    }
  } finally {
    void connection.end();
  }
}

const POOLER =
  "A pooler such as PgBouncer stands before the database: set DIRECT_DATABASE_URL to PostgreSQL's own address, for what " +
  'needs a session of its own (docs/operating.md, Poolers).';

/**
 * Whether a pooler shares one session among several connections, transaction by transaction: then LISTEN receives nothing,
 * and prepared statements and locks belong to other connections.
 */
async function isShared(first: DatabaseConnection, hosts: Hosts, signal: AbortSignal): Promise<boolean> {
  const second = await connect(hosts, SETTINGS, signal);
  try {
    const { rows } = await first.query<{ pid: number }>('select pg_backend_pid() as pid');
    const pids = [first.facts?.pid, rows[0]?.pid];
    return pids[0] !== pids[1] || pids.includes(second.facts?.pid);
  } finally {
    void second.end();
  }
}
