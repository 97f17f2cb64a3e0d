import type { Channel } from '../channels/channel.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import type { LedgerAccount, Posting } from './ledger.ts';

/** Writes a posting as one balanced transaction, in the commit of the event itself; a second time is an error. */
export async function post(tx: Transaction, posting: Posting, now: Date): Promise<void> {
  await tx.query({
    name: 'post-ledger',
    text: `with posted as (
             insert into ledger_transactions (app_id, event, subject_no, posted_at)
             values ($1, $2, $3, $4) returning app_id, transaction_id)
           insert into ledger_entries (app_id, transaction_id, channel, account, amount)
           select posted.app_id, posted.transaction_id, $5, entry.account, entry.amount
             from posted, (values ($6::text, $8::bigint), ($7::text, -$8::bigint)) as entry (account, amount)`,
    values: [
      posting.appId,
      posting.event,
      posting.subjectNo,
      now,
      posting.channel,
      posting.debit,
      posting.credit,
      posting.amount,
    ],
  });
}

/** A balance of one account; positive is a debit. Fen. */
export interface Balance {
  readonly channel: Channel;
  readonly account: LedgerAccount;
  readonly balance: number;
}

/** The balances of one app. */
export async function balancesOf(q: Queryable, appId: string): Promise<Balance[]> {
  const rows = await q.query<{ channel: Channel; account: LedgerAccount; balance: string }>({
    text: 'select channel, account, balance from ledger_balances where app_id = $1 order by channel, account',
    values: [appId],
  });
  return rows.map((row) => ({ ...row, balance: Number(row.balance) }));
}
