import { classifyError } from '../../db/away.ts';
import { connect } from '../../db/connection.ts';
import type { Queryable, Transaction } from '../../db/database.ts';
import { hostsOf } from '../../db/hosts.ts';

/** A session of the owner of the tables that sees all rows, and writes while the database is closed to others. */
export interface SplitSession extends Queryable, AsyncDisposable {
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}

const SETTINGS = {
  application: 'zhixiao-pay-shard',
  statementTimeoutMs: 0,
  options: '-c default_transaction_read_only=off -c search_path=public',
};
/** Any number that nothing else of ours locks by. */
const LOCK = "select pg_try_advisory_lock(hashtext('zhixiao-pay-shard')) as got";

/** @throws DatabaseAway; an Error when another command splits this database */
export async function openSplitSession(url: string): Promise<SplitSession> {
  const connection = await connect(hostsOf(url), SETTINGS);
  const query: Queryable['query'] = async ({ text, values }) => {
    try {
      return (await connection.query({ text, values: [...(values ?? [])] })).rows;
    } catch (error) {
      throw classifyError(error);
    }
  };
  const session: SplitSession = {
    query,
    async transaction(work) {
      await query({ text: 'begin' });
      let sent: Promise<unknown> = Promise.resolve();
      const send: Transaction['send'] = (statement) => {
        const answered = query(statement);
        sent = sent.then(() => answered);
        sent.catch(() => undefined);
      };
      try {
        const done = await work({ inTransaction: true, query, send, notifyAfterCommit: () => undefined });
        await sent;
        await query({ text: 'commit' });
        return done;
      } catch (error) {
        await query({ text: 'rollback' }).catch(() => connection.destroy());
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => connection.end(),
  };
  const [lock] = await query<{ got: boolean }>({ text: LOCK });
  if (lock?.got) return session;
  await connection.end();
  throw new Error('Another command is at work on the shards of this database; wait for its end');
}
