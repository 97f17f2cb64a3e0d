import type { Channel } from '../../../src/channels/channel.ts';
import type { Queryable } from '../../../src/db/database.ts';
import type { LedgerAccount } from '../../../src/ledger/ledger.ts';

/** A balance of one account; positive is a debit. Fen. */
interface Balance {
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
