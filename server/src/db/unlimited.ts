import { classifyError } from './away.ts';
import { connect } from './connection.ts';
import type { Database, Transaction } from './database.ts';
import { hostsOf } from './hosts.ts';
import type { Queryable } from './queryable.ts';

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
  const connection = await connect(hostsOf(url), { application, statementTimeoutMs: 0 });
  const query: Queryable['query'] = async ({ text, values }) => {
    try {
      const { rows } = await connection.query({ text, values: [...(values ?? [])] });
      return rows;
    } catch (error) {
      throw classifyError(error);
    }
  };
  const transaction: Database['transaction'] = async (work) => {
    const channels: string[] = [];
    const sent: Promise<unknown>[] = [];
    const tx: Transaction = {
      query,
      inTransaction: true,
      send: (statement) => void sent.push(query(statement)),
      notifyAfterCommit: (channel) => channels.push(channel),
    };
    await query({ text: 'begin' });
    try {
      const done = await work(tx);
      await Promise.all(sent);
      for (const channel of channels) await query({ text: `select pg_notify($1, '')`, values: [channel] });
      await query({ text: 'commit' });
      return done;
    } catch (error) {
      // of a connection that is lost the server ends it
      await query({ text: 'rollback' }).catch(() => undefined);
      throw error;
    }
  };
  return { query, transaction, [Symbol.asyncDispose]: () => connection.end() };
}
