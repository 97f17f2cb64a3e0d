import type { DatabaseConnection } from './connection.ts';
import type { Notification } from './notifier.ts';
import type { Queryable, Statement } from './queryable.ts';
import { type LocalSettings, openTransaction } from './transaction-statements.ts';
import type { UnresponsiveWatch } from './unresponsive.ts';

/** A query that runs inside an open transaction. */
export interface Transaction extends Queryable {
  readonly inTransaction: true;
  /**
   * Has a statement executed whose rows nobody needs, with the next one that is waited for or with the commit, in one trip to
   * the server. When it fails, so does the transaction, with its error. Statements are executed in the order in which they
   * are given, these and those of `query`.
   */
  send(statement: Statement): void;
  /**
   * Notifies a channel's listeners once the transaction has committed, of what `payload` names. A crash in between loses
   * the notification, so listeners also poll: it can only make them look sooner.
   */
  notifyAfterCommit(channel: string, payload?: string): void;
}

/**
 * Runs `work` between a begin and a commit; what is to be notified is the caller's to send. A `work` that asks the
 * database nothing costs no trip to it.
 */
export async function inTransaction<T>(
  unresponsive: UnresponsiveWatch,
  connection: DatabaseConnection,
  work: (tx: Transaction) => Promise<T>,
  settings: LocalSettings = {},
): Promise<{ done: T; notifications: readonly Notification[] }> {
  const notifications: Notification[] = [];
  const statements = openTransaction(unresponsive, connection, settings);
  try {
    const done = await work({
      inTransaction: true,
      query: statements.query,
      send: statements.send,
      notifyAfterCommit: (channel, payload = '') => notifications.push({ channel, payload }),
    });
    await statements.commit();
    return { done, notifications };
  } catch (error) {
    throw await statements.rollback(error);
  }
}
