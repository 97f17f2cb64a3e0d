import { isDatabaseAway } from './away.ts';
import type { DatabaseConnection } from './connection.ts';
import { executeGroup, written } from './execute.ts';
import type { Queryable, Statement } from './queryable.ts';
import { quoteText } from './quote.ts';
import type { GroupOutcome, WrittenStatement } from './statement-group.ts';
import type { UnresponsiveWatch } from './unresponsive.ts';

/** What a transaction sets for itself alone, by the names of PostgreSQL's settings. */
export type LocalSettings = Readonly<Record<string, string>>;

/** A statement that has not been sent yet, and who waits for its rows. */
interface Due {
  readonly statement: WrittenStatement;
  readonly asker?: {
    resolve(rows: object[]): void;
    reject(error: unknown): void;
  };
}

interface OpenTransaction extends Queryable {
  send(statement: Statement): void;
  /** @throws why nothing was committed; DatabaseAway when that is unknown */
  commit(): Promise<void>;
  /** Takes back what was done, and answers why the transaction failed: an earlier statement's error comes before `error`. */
  rollback(error: unknown): Promise<unknown>;
}

const [BEGIN, COMMIT, ROLLBACK] = ['begin', 'commit', 'rollback'].map(control) as [Due, Due, Due];

/**
 * The statements of one transaction. They go to the server in groups (`statement-group.ts`): `begin` with the first, and what
 * nobody waits for with the next one that somebody does, or with the commit. What is asked while a group is under way makes
 * the next group.
 */
export function openTransaction(
  unresponsive: UnresponsiveWatch,
  connection: DatabaseConnection,
  settings: LocalSettings,
): OpenTransaction {
  const opening = [
    BEGIN,
    ...Object.entries(settings).map(([name, value]) => control(`set local ${name} = ${quoteText(value)}`)),
  ];
  let due = [...opening];
  let isSent = false;
  let asking: Promise<void> | undefined;
  /** Why no more statements are taken. */
  let closed: { readonly error: unknown } | undefined;
  /** Why a statement that nobody waited for was not done. */
  let failed: { readonly error: unknown } | undefined;

  const sendDue = async (): Promise<GroupOutcome> => {
    const group = due;
    due = [];
    isSent = true;
    const statements = group.map(({ statement }) => statement);
    const outcome = await executeGroup(unresponsive, connection, statements);
    const { done, error } = outcome;
    for (const [index, { asker }] of group.entries()) {
      const result = done[index];
      if (result) asker?.resolve(result.rows);
      else asker?.reject(error);
    }
    // what failed was taken back to a savepoint
    if (error === undefined && connection.getTransactionStatus() === 'T') failed = undefined;
    const first = group[done.length];
    if (first && !first.asker) failed ??= { error };
    if (first === BEGIN) {
      // without a transaction, what was asked meanwhile and is asked from now on would be committed alone
      closed = { error };
      for (const { asker } of due) asker?.reject(error);
      due = [];
    }
    return outcome;
  };
  const sendAsked = async () => {
    do {
      // what is asked in the same turn of the event loop goes together
      await new Promise<void>((resolve) => process.nextTick(resolve));
      await sendDue();
    } while (due.some(({ asker }) => asker));
    asking = undefined;
  };
  const add = (one: Due) => {
    if (closed) throw closed.error;
    due.push(one);
  };

  return {
    query: <Row extends object>(statement: Statement) =>
      new Promise<Row[]>((resolve, reject) => {
        const asker = { resolve: (rows: object[]) => resolve(rows as Row[]), reject };
        add({ statement: written(statement, 'read'), asker });
        asking ??= sendAsked();
      }),
    send: (statement) => add({ statement: written(statement, 'sent') }),
    async commit() {
      // an answer may have been followed by another question
      while (asking !== undefined) await asking;
      add(COMMIT);
      closed = { error: new Error('the transaction is over') };
      if (!isSent && due.length === opening.length + 1) return;
      const { done, error } = await sendDue();
      if (error !== undefined) throw error;
      // a statement failed and the work went on: the server has rolled back, and says so
      if (done.at(-1)?.tag !== 'COMMIT') {
        throw new Error('the transaction had failed and was rolled back');
      }
    },
    async rollback(error) {
      closed ??= { error };
      await asking;
      if (isSent) {
        // what is away may be this connection, and then its answer may take long
        const { error: left } = isDatabaseAway(error)
          ? { error }
          : await executeGroup(unresponsive, connection, [ROLLBACK.statement]);
        if (left !== undefined) connection.destroy();
      }
      return failed?.error ?? error;
    },
  };
}

function control(text: string): Due {
  return { statement: written({ name: text, text }, 'control') };
}
