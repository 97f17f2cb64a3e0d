import assert from 'node:assert';
import { prepareValue } from 'pg/lib/utils.js';
import { isMeasured, measured } from '../lib/measures.ts';
import { classifyError, isDatabaseAway } from './away.ts';
import type { DatabaseConnection } from './connection.ts';
import type { Notification } from './notifier.ts';
import type { Queryable, Statement } from './queryable.ts';
import type { UnresponsiveWatch } from './unresponsive.ts';

/** What a transaction sets for itself alone, by the names of PostgreSQL's settings. */
export type LocalSettings = Readonly<Record<string, string>>;

/** A query that runs inside an open transaction. */
export interface Transaction extends Queryable {
  readonly inTransaction: true;
  /**
   * Sends a statement whose rows nobody needs, without waiting for its answer: what is sent last and the commit take one
   * trip to the server together. When it fails, so does the transaction, with its error. Statements are executed in the
   * order in which they are given, these and those of `query`.
   */
  send(statement: Statement): void;
  /**
   * Notifies a channel's listeners once the transaction has committed, of what `payload` names. A crash in between loses
   * the notification, so listeners also poll: it can only make them look sooner.
   */
  notifyAfterCommit(channel: string, payload?: string): void;
}

/** Runs a statement on a connection. @throws DatabaseAway when it is unknown whether it was done */
export async function execute<Row extends object>(
  unresponsive: UnresponsiveWatch,
  connection: DatabaseConnection,
  statement: Statement,
): Promise<Row[]> {
  return ask(unresponsive, connection, statement, written(statement.values));
}

async function ask<Row extends object>(
  unresponsive: UnresponsiveWatch,
  connection: DatabaseConnection,
  { name, text }: Statement,
  values: unknown[],
): Promise<Row[]> {
  // a statement is prepared in a session, and the next one may be another
  const isPrepared = name !== undefined && !connection.origin.isPooler;
  const config = { text, values, ...(isPrepared ? { name } : {}) };
  const startedAt = isMeasured('statement') ? performance.now() : undefined;
  let isDone = false;
  try {
    const { rows } = await unresponsive.watch(connection, () => connection.ask<Row>(config));
    isDone = true;
    return rows;
  } catch (error) {
    throw classifyError(error);
  } finally {
    if (startedAt !== undefined) {
      measured('statement', {
        name: name ?? 'unnamed',
        seconds: (performance.now() - startedAt) / 1_000,
        isDone,
      });
    }
  }
}

/**
 * Values as the driver writes them. It would do so itself, but one that cannot be written then makes it close the prepared
 * statement, and go on as if that were still there.
 */
function written(values: Statement['values'] = []): unknown[] {
  return values.map((value) => prepareValue(value));
}

/** The text of each name that was sent. */
const TEXTS = new Map<string, string>();

/** The driver sends nothing under a name that it has prepared with another text. */
function requireOneText({ name, text }: Statement): void {
  if (name === undefined) return;
  const known = TEXTS.get(name) ?? text;
  assert(known === text, `the statement ${name} has two texts`);
  TEXTS.set(name, text);
}

/** Runs `work` between a begin and a commit; what is to be notified is the caller's to send. */
export async function inTransaction<T>(
  unresponsive: UnresponsiveWatch,
  connection: DatabaseConnection,
  work: (tx: Transaction) => Promise<T>,
  settings: LocalSettings = {},
): Promise<{ done: T; notifications: readonly Notification[] }> {
  const control = (text: string) => unresponsive.watch(connection, () => connection.ask({ text }));
  const notifications: Notification[] = [];
  const sent: Promise<unknown>[] = [];
  let failed: { readonly error: unknown } | undefined;
  const set = Object.entries(settings).map(([name, value]) => `; set local ${name} = '${value}'`);
  try {
    // refused in the middle of it, the transaction has begun
    await control(`begin${set.join('')}`);
    const done = await work({
      inTransaction: true,
      query: (statement) => execute(unresponsive, connection, statement),
      send: (statement) => {
        // what cannot be sent is an error here: the commit would be sent all the same
        requireOneText(statement);
        const values = written(statement.values);
        connection.gatherWrites();
        const answered = ask(unresponsive, connection, statement, values).catch((error: unknown) => {
          failed ??= { error };
        });
        sent.push(answered);
      },
      notifyAfterCommit: (channel, payload = '') => notifications.push({ channel, payload }),
    });
    const [{ command }] = await Promise.all([control('commit'), ...sent]);
    if (failed) throw failed.error;
    // a statement failed and `work` went on: the server has rolled back, and its answer to commit is ROLLBACK
    if (command !== 'COMMIT') throw new Error('the transaction had failed and was rolled back');
    return { done, notifications };
  } catch (error) {
    if (!isDatabaseAway(classifyError(error))) await control('rollback').catch(() => connection.destroy());
    // what was sent before may have failed first, and then it is why all after it did
    await Promise.all(sent);
    throw failed?.error ?? error;
  }
}
