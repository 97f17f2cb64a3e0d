import type { DatabaseAway } from './away.ts';
import { pauseAfter } from './backoff.ts';
import { connect, isElsewhere } from './connection.ts';
import type { Hosts } from './hosts.ts';

/**
 * While no host can be reached, one connection tries in everybody's place: whoever would need a new one is told so at
 * once, and the database is not met by a crowd when it is back.
 */
export interface Breaker {
  /** Why no connection is to be had now; undefined: there may be. */
  readonly reason: DatabaseAway | undefined;
  trip(reason: DatabaseAway): void;
  stop(): Promise<void>;
}

const SETTINGS = { application: 'zhixiao-pay-probe', statementTimeoutMs: 1_500, connectTimeoutMs: 2_000 };

export function openBreaker(hosts: Hosts): Breaker {
  const stopping = new AbortController();
  const { signal } = stopping;
  let reason: DatabaseAway | undefined;
  let trying: Promise<void> = Promise.resolve();

  const tryUntilBack = async () => {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        const connection = await connect(hosts, SETTINGS, signal);
        void connection.end();
        break;
      } catch (error) {
        // a server that refuses us for another reason is there, and callers hear it themselves
        if (!isElsewhere(error)) break;
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
      trying = tryUntilBack().catch(() => undefined);
    },
    async stop() {
      stopping.abort();
      await trying;
    },
  };
}
