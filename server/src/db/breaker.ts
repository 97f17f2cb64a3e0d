import type { DatabaseAway } from './away.ts';
import { pauseAfter } from './backoff.ts';
import { connect, isHostUnavailable } from './connection.ts';
import type { Hosts } from './hosts.ts';

/**
 * A circuit breaker: while no host can be reached, one connection probes, and requests for a new connection fail at
 * once. So the database is not flooded with reconnects when it is back.
 */
export interface Breaker {
  /** Why no connection can be opened now; undefined while the circuit is closed. */
  readonly reason: DatabaseAway | undefined;
  trip(reason: DatabaseAway): void;
  stop(): Promise<void>;
}

const SETTINGS = { application: 'zhixiao-pay-probe', statementTimeoutMs: 1_500, connectTimeoutMs: 2_000 };

export function openBreaker(hosts: Hosts): Breaker {
  const stopping = new AbortController();
  const { signal } = stopping;
  let reason: DatabaseAway | undefined;
  let probing: Promise<void> = Promise.resolve();

  const probeUntilBack = async () => {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        const connection = await connect(hosts, SETTINGS, signal);
        void connection.end();
        break;
      } catch (error) {
        // a server that refuses us for another reason can be reached, and callers get its own error
        if (!isHostUnavailable(error)) break;
      }
      await pauseAfter(failures, signal);
    }
    reason = undefined;
  };
  return {
    get reason() {
      return reason;
    },
    trip(why) {
      if (reason || signal.aborted) return;
      reason = why;
      probing = probeUntilBack().catch(() => undefined);
    },
    async stop() {
      stopping.abort();
      await probing;
    },
  };
}
