import { setImmediate as turn } from 'node:timers/promises';
import { classifyError } from './away.ts';
import type { Breaker } from './breaker.ts';
import { connect, type DatabaseConnection, isHostUnavailable } from './connection.ts';
import type { Hosts } from './hosts.ts';

/** Finds connections whose peer is gone without having closed them, and destroys them. */
export interface UnresponsiveWatch {
  /** Watches `connection` while `run` waits for the answers to so many statements. */
  watch<T>(connection: DatabaseConnection, run: () => Promise<T>, statements?: number): Promise<T>;
  stop(): void;
}

interface Waiting {
  readonly connection: DatabaseConnection;
  readonly statements: number;
  /** When they were sent. */
  readonly begunAt: number;
  /** When they were last known to be executed, or began. */
  checkedAt: number;
}

const CHECK_EVERY_MS = 500;
const UNANSWERED_MS = 1_500;
const SETTINGS = { application: 'zhixiao-pay-probe', statementTimeoutMs: 1_500 };

/** Sessions that execute a statement, or whose state the server hides. A second is for statements on their way. */
const BUSY_SESSIONS = `
  select pid from pg_stat_activity
   where pid = any ($1) and (state is null or state not like 'idle%' or state_change > clock_timestamp() - interval '1 second')`;

/**
 * A network that drops packets closes no connection: a statement would wait for its answer as long as the longest
 * statement may take, and a batch with it. So when a statement is unanswered for a moment, a new connection reads from
 * the server whether it is executed. A session that is idle or gone will never answer, unless its statement is still on
 * its way, as a young one may be; and when the server cannot be reached, none will. Behind a pooler a session is not a
 * connection's own, so there a statement may be answered for as long as the server itself can be reached.
 * @param own where PostgreSQL itself is asked; the same hosts when there is no pooler in between
 * @param limitMs a statement is waited for no longer, and several of one trip so many times as long, whatever the server says
 */
export function watchUnresponsive(
  hosts: Hosts,
  own: Hosts,
  breaker: Breaker,
  limitMs: number,
): UnresponsiveWatch {
  const waiting = new Set<Waiting>();
  let isChecking = false;

  const check = async () => {
    const startedAt = performance.now();
    const isOld = ({ checkedAt }: Waiting) => startedAt - checkedAt > UNANSWERED_MS;
    const suspects = [...waiting];
    const old = new Set(suspects.filter(isOld));
    if (isChecking || old.size === 0) return;
    isChecking = true;
    try {
      const alive = await findAlive(own, breaker, suspects, old);
      // an answer that has arrived meanwhile is read before its connection is judged
      await turn();
      const isOverdue = ({ begunAt, statements }: Waiting) => startedAt - begunAt > statements * limitMs;
      const dead = suspects.filter(
        (suspect) => waiting.has(suspect) && (!alive.has(suspect) || isOverdue(suspect)),
      );
      for (const suspect of old) suspect.checkedAt = performance.now();
      if (dead.length > 0) hosts.retireConnections();
      for (const { connection } of dead) connection.destroy();
    } finally {
      isChecking = false;
    }
  };
  const timer = setInterval(() => void check(), CHECK_EVERY_MS).unref();

  return {
    async watch(connection, run, statements = 1) {
      const begunAt = performance.now();
      const one = { connection, statements, begunAt, checkedAt: begunAt };
      waiting.add(one);
      try {
        return await run();
      } finally {
        waiting.delete(one);
      }
    },
    stop: () => clearInterval(timer),
  };
}

/** Of the suspects, those that may still be answered; young ones are not judged while the server can be reached. */
async function findAlive(
  own: Hosts,
  breaker: Breaker,
  suspects: readonly Waiting[],
  old: ReadonlySet<Waiting>,
): Promise<Set<Waiting>> {
  let probe: DatabaseConnection | undefined;
  try {
    probe = await connect(own, SETTINGS);
    const { url } = probe.origin;
    // connections to another host wait for a server that is not used any more
    const here = suspects.filter(({ connection: { origin } }) => origin.isPooler || origin.url === url);
    const pids = here.map(({ connection }) => connection.facts?.pid);
    const { rows } = await probe.query<{ pid: number }>(BUSY_SESSIONS, [pids]);
    const busy = new Set<number | undefined>(rows.map(({ pid }) => pid));
    const isAlive = ({ origin, facts }: DatabaseConnection) => origin.isPooler || busy.has(facts?.pid);
    return new Set(here.filter((suspect) => isAlive(suspect.connection) || !old.has(suspect)));
  } catch (error) {
    const reason = classifyError(error);
    // a server that refuses one more connection is alive, and may still answer the others
    if (!isHostUnavailable(reason)) return new Set(suspects);
    breaker.trip(reason);
    return new Set();
  } finally {
    void probe?.end();
  }
}
