import { setImmediate as turn } from 'node:timers/promises';
import { explained } from './away.ts';
import type { Breaker } from './breaker.ts';
import { connect, type DatabaseConnection, isElsewhere } from './connection.ts';
import type { Hosts } from './hosts.ts';

/** Finds connections that are silently dead, and cuts them off. */
export interface SilenceWatch {
  /** Watches `connection` while it waits for the answer of `ask`. */
  during<T>(connection: DatabaseConnection, ask: () => Promise<T>): Promise<T>;
  stop(): void;
}

interface Waiting {
  readonly connection: DatabaseConnection;
  readonly since: number;
  lookedAt: number;
}

const LOOK_MS = 500;
const SUSPICIOUS_MS = 1_500;
const SETTINGS = { application: 'zhixiao-pay-probe', statementTimeoutMs: 1_500 };

/** Sessions that are at work, or of which the server does not say. A second is for what is on its way. */
const AT_WORK = `
  select pid from pg_stat_activity
   where pid = any ($1) and (state is null or state not like 'idle%' or state_change > clock_timestamp() - interval '1 second')`;

/**
 * A network that swallows packets ends no connection: whoever waits for an answer would wait as long as the longest
 * statement may take, and batches with everybody in them. So a statement that is unanswered for a moment has the server
 * asked, on a new connection, whether it works on it. A session that is idle or gone never will answer, unless what it
 * was asked is still on its way; and when the server cannot be asked, all that wait for it wait in vain.
 */
export function watchSilence(hosts: Hosts, breaker: Breaker): SilenceWatch {
  const waiting = new Set<Waiting>();
  let isLooking = false;

  const look = async () => {
    const startedAt = performance.now();
    if (isLooking || ![...waiting].some(({ lookedAt }) => startedAt - lookedAt > SUSPICIOUS_MS)) return;
    isLooking = true;
    const suspects = [...waiting];
    try {
      const isOld = ({ since }: Waiting) => startedAt - since > SUSPICIOUS_MS;
      const alive = await atWork(hosts, breaker, suspects, isOld);
      // an answer that lies ready is taken before its connection is judged
      await turn();
      const dead = suspects.filter((suspect) => waiting.has(suspect) && !alive.has(suspect));
      for (const suspect of suspects.filter(isOld)) suspect.lookedAt = performance.now();
      if (dead.length > 0) hosts.distrust();
      for (const { connection } of dead) connection.abandon();
    } finally {
      isLooking = false;
    }
  };
  const timer = setInterval(() => void look(), LOOK_MS).unref();

  return {
    async during(connection, ask) {
      const since = performance.now();
      const one = { connection, since, lookedAt: since };
      waiting.add(one);
      try {
        return await ask();
      } finally {
        waiting.delete(one);
      }
    },
    stop: () => clearInterval(timer),
  };
}

async function atWork(
  hosts: Hosts,
  breaker: Breaker,
  suspects: readonly Waiting[],
  isOld: (suspect: Waiting) => boolean,
): Promise<Set<Waiting>> {
  let probe: DatabaseConnection | undefined;
  try {
    probe = await connect(hosts, SETTINGS);
    const { url } = probe.origin;
    // those of another host wait for a server that was left
    const here = suspects.filter(({ connection }) => connection.origin.url === url);
    const pids = here.map(({ connection }) => connection.facts?.pid);
    const { rows } = await probe.query<{ pid: number }>(AT_WORK, [pids]);
    const busy = new Set<number | undefined>(rows.map(({ pid }) => pid));
    return new Set(here.filter((suspect) => busy.has(suspect.connection.facts?.pid) || !isOld(suspect)));
  } catch (error) {
    const reason = explained(error);
    // a server that refuses one connection more lives, and so may what it was asked
    if (!isElsewhere(reason)) return new Set(suspects);
    breaker.trip(reason);
    return new Set();
  } finally {
    void probe?.end();
  }
}
