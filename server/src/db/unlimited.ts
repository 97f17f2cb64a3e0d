import { connect } from './connection.ts';
import type { Database } from './database.ts';
import { execute } from './execute.ts';
import { hostsOf } from './hosts.ts';
import { notifying } from './notifier.ts';
import { inTransaction } from './transaction.ts';
import type { UnresponsiveWatch } from './unresponsive.ts';

/** How long a statement takes is nobody's business here. */
const UNWATCHED: UnresponsiveWatch = { watch: (_connection, run) => run(), stop: () => undefined };

/**
 * A database over one connection that no limit of time ends, for a command that reads and writes millions of rows in a
 * transaction: a server's sessions are ended when they wait for a file for 15 seconds.
 * @param application what `pg_stat_activity` shows
 * @throws DatabaseAway, also its statements
 */
export async function openUnlimited(
  url: string,
  application: string,
): Promise<Pick<Database, 'query' | 'transaction'> & AsyncDisposable> {
  const settings = { application, statementTimeoutMs: 0 };
  const connection = await connect(hostsOf(url), settings);
  return {
    query: (statement) => execute(UNWATCHED, connection, statement),
    async transaction(work, local) {
      const { done, notifications } = await inTransaction(UNWATCHED, connection, work, local);
      if (notifications.length > 0) await execute(UNWATCHED, connection, notifying(notifications));
      return done;
    },
    [Symbol.asyncDispose]: () => connection.end(),
  };
}
