import pg from 'pg';
import { explained } from './away.ts';
import type { Breaker } from './breaker.ts';
import { DatabaseConnection, isElsewhere } from './connection.ts';
import type { Hosts } from './hosts.ts';

/** A connection that belongs to its taker until it is given back. */
export interface Lent {
  readonly connection: DatabaseConnection;
  /** `broken`: nobody can tell what state it is in, so it is cut off. */
  giveBack(state: 'whole' | 'broken'): void;
}

export interface ConnectionPool {
  /** @throws DatabaseAway when there is none to spare and none to be had within a few seconds */
  take(): Promise<Lent>;
  /** Waits a few seconds for those that are lent, and leaves none open. */
  close(): Promise<void>;
}

const SETTINGS = { application: 'zhixiao-pay', statementTimeoutMs: 15_000 };
/** How long a taker waits for a connection to spare. */
const TAKE_TIMEOUT_MS = 5_000;
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
  /** The last epoch in which each was known to work. */
  const trusted = new WeakMap<DatabaseConnection, number>();
  const pool = new pg.Pool({ Client: PooledConnection, max: size, connectionTimeoutMillis: TAKE_TIMEOUT_MS });
  // one that is lost while nobody has it has left the pool; the next statement finds out how things are
  pool.on('error', () => undefined);

  const fromPool = async () => {
    for (let left = hosts.count; ; left -= 1) {
      if (breaker.reason && pool.idleCount === 0) throw breaker.reason;
      const host = hosts.current;
      try {
        return await pool.connect();
      } catch (error) {
        if (left > 1 && hosts.current !== host) continue;
        // raised by the connection; of the pool's own, which has no connection to spare, is nothing to learn
        if (isElsewhere(error)) breaker.trip(error);
        throw explained(error);
      }
    }
  };

  return {
    async take() {
      for (;;) {
        const connection = await fromPool();
        if (!(connection instanceof DatabaseConnection)) throw new Error('a connection that is not ours');
        const { epoch } = hosts.current;
        if ((trusted.get(connection) ?? connection.origin.epoch) === epoch) {
          return {
            connection,
            giveBack(state) {
              if (state === 'broken') connection.abandon();
              else if (connection.origin.url === hosts.current.url)
                trusted.set(connection, hosts.current.epoch);
              connection.release(state === 'broken');
            },
          };
        }
        connection.abandon();
        connection.release(true);
      }
    },
    async close() {
      const limit = setTimeout(() => {
        for (const connection of open) connection.abandon();
      }, CLOSE_TIMEOUT_MS);
      await pool.end();
      await Promise.all([...open].map((connection) => new Promise((ended) => connection.once('end', ended))));
      clearTimeout(limit);
    },
  };
}
