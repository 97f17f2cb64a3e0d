import pg from 'pg';
import { classifyError } from './away.ts';
import type { Breaker } from './breaker.ts';
import { DatabaseConnection, isHostUnavailable } from './connection.ts';
import type { Hosts } from './hosts.ts';

/** A connection that is the borrower's alone until it is released. */
export interface BorrowedConnection {
  readonly connection: DatabaseConnection;
  /** `broken`: its state is unknown, so it is closed. */
  release(state: 'usable' | 'broken'): void;
}

export interface ConnectionPool {
  /** @throws DatabaseAway when none is free and none can be opened within a few seconds */
  acquire(): Promise<BorrowedConnection>;
  /** Waits a few seconds for borrowed connections, then closes all. */
  close(): Promise<void>;
}

export const STATEMENT_TIMEOUT_MS = 15_000;
/** Not with a timer for each statement: it keeps the parameters until the old generation is collected. */
const SETTINGS = {
  application: 'zhixiao-pay',
  statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  isWatched: true,
};
/** How long a borrower waits for a free connection. */
const ACQUIRE_TIMEOUT_MS = 5_000;
const CLOSE_TIMEOUT_MS = 3_000;

/** At most `size` connections to the host that is written to, made when they are needed. */
export function openPool(hosts: Hosts, size: number, breaker: Breaker): ConnectionPool {
  const open = new Set<PooledConnection>();
  class PooledConnection extends DatabaseConnection {
    constructor() {
      super(hosts, SETTINGS);
      open.add(this);
      this.once('end', () => open.delete(this));
    }
  }
  /** The last generation in which each connection was known to work. */
  const verified = new WeakMap<DatabaseConnection, number>();
  const pool = new pg.Pool({
    Client: PooledConnection,
    max: size,
    connectionTimeoutMillis: ACQUIRE_TIMEOUT_MS,
  });
  // an idle connection that is lost has left the pool already; nothing else depends on it
  pool.on('error', () => undefined);

  const fromPool = async () => {
    for (let left = hosts.count; ; left -= 1) {
      if (breaker.reason && pool.idleCount === 0) throw breaker.reason;
      const host = hosts.current;
      try {
        return await pool.connect();
      } catch (error) {
        if (left > 1 && hosts.current !== host) continue;
        // only errors of the connection are about the host; the pool's own say that none is free
        if (isHostUnavailable(error)) breaker.trip(error);
        throw classifyError(error);
      }
    }
  };

  return {
    async acquire() {
      for (;;) {
        const connection = await fromPool();
        if (!(connection instanceof DatabaseConnection))
          throw new Error('the pool made a connection of another class');
        const { generation } = hosts.current;
        if ((verified.get(connection) ?? connection.origin.generation) === generation) {
          return {
            connection,
            release(state) {
              // work that failed by an error of its own may have lost its connection besides
              const isBroken = state === 'broken' || connection.isDestroyed;
              if (isBroken) connection.destroy();
              else if (connection.origin.url === hosts.current.url)
                verified.set(connection, hosts.current.generation);
              connection.release(isBroken);
            },
          };
        }
        connection.destroy();
        connection.release(true);
      }
    },
    async close() {
      const limit = setTimeout(() => {
        for (const connection of open) connection.destroy();
      }, CLOSE_TIMEOUT_MS);
      await pool.end();
      await Promise.all([...open].map((connection) => new Promise((ended) => connection.once('end', ended))));
      clearTimeout(limit);
    },
  };
}
