import { once } from 'node:events';
import pg from 'pg';
import { classifyError } from './away.ts';
import { pauseAfter } from './backoff.ts';
import { connect, type DatabaseConnection } from './connection.ts';
import type { Hosts } from './hosts.ts';
import type { Queryable, Statement } from './queryable.ts';

export interface Listening {
  readonly channel: string;
  /** What `pg_stat_activity` shows of the session. */
  readonly application?: string;
  /**
   * Called for every NOTIFY with its payload, and with an empty one whenever notifications may have been missed. The
   * session ends when it is lost.
   */
  readonly onNotify: (session: Queryable, payload: string) => void;
  /** Called with why the session was lost or could not be opened. */
  readonly onError: (error: unknown) => void;
}

const APPLICATION = 'zhixiao-pay-listen';
const STATEMENT_TIMEOUT_MS = 2_000;
/** A listener receives nothing for hours when nothing is notified, so it checks that its session is alive. */
const HEARTBEAT_MS = 5_000;

/**
 * Keeps one session that listens, for as long as it is not stopped. One loop opens it, waits until it is lost and
 * pauses: there is never a second session, and never a second try for one loss. Resolves after the first try.
 */
export async function listen(hosts: Hosts, listening: Listening): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const firstTry = Promise.withResolvers<void>();

  const run = async () => {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        await using session = await openSession(hosts, listening, signal);
        failures = 0;
        firstTry.resolve();
        await session.lost;
      } catch (error) {
        if (!signal.aborted) listening.onError(classifyError(error));
      }
      firstTry.resolve();
      await pauseAfter(failures, signal).catch(() => undefined);
    }
  };
  const running = run();
  await firstTry.promise;
  return async () => {
    stopping.abort();
    await running;
  };
}

interface Session extends AsyncDisposable {
  /** Rejects with what ended the session; resolves when it was stopped. */
  readonly lost: Promise<void>;
}

async function openSession(
  hosts: Hosts,
  { channel, application = APPLICATION, onNotify }: Listening,
  signal: AbortSignal,
): Promise<Session> {
  const connection = await connect(hosts, { application, statementTimeoutMs: STATEMENT_TIMEOUT_MS }, signal);
  const own: Queryable = {
    async query<Row extends object>({ text, values }: Statement) {
      try {
        return (await connection.query<Row>(text, [...(values ?? [])])).rows;
      } catch (error) {
        throw classifyError(error);
      }
    },
  };
  connection.on('notification', ({ payload = '' }) => onNotify(own, payload));
  const lost = endOf(connection, signal);
  // the caller that awaits it handles the rejection; if `listen` fails first, there is no such caller
  lost.catch(() => undefined);
  try {
    await connection.query(`listen ${pg.escapeIdentifier(channel)}`);
  } catch (error) {
    await connection.end();
    throw error;
  }
  const heartbeat = setInterval(() => {
    connection.query('select 1').catch(() => connection.destroy());
  }, HEARTBEAT_MS);
  // notifications may have been missed while no session was open
  onNotify(own, '');
  return {
    lost,
    async [Symbol.asyncDispose]() {
      clearInterval(heartbeat);
      await connection.end();
    },
  };
}

async function endOf(connection: DatabaseConnection, signal: AbortSignal): Promise<void> {
  let reason: unknown = new Error('Connection terminated');
  connection.on('error', (error) => {
    reason = error;
  });
  try {
    await once(connection, 'end', { signal });
  } catch {
    // 'once' also rejects with the connection's error, whose end follows
    if (signal.aborted) return;
  }
  throw reason;
}
