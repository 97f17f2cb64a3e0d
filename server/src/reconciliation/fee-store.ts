import type { Transaction } from '../db/database.ts';
import type { DayKey } from './day.ts';
import { keyValues } from './day-store.ts';

/**
 * Posts the channel's fees of these lines of a bill, each once for good: what it kept of a payment leaves what
 * it owes us, what it gave back with a refund returns there. A fee of less than half a fen is not posted.
 */
export async function postFees(
  tx: Transaction,
  day: DayKey,
  rowNos: readonly number[],
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'post-fees',
    text: `with line as materialized (
             select p.app_id, p.channel, round(r.fee / 1000.0)::bigint as fee,
                    case r.kind when 'payment' then 'channel_fee_charged' else 'channel_fee_returned' end as event,
                    case r.kind when 'payment' then r.our_payment_no else r.our_refund_id end as subject_no
               from bill_rows r
               join payments p on p.payment_no = r.our_payment_no
               join apps a on a.app_id = p.app_id and a.school_id = r.school_id
              where r.school_id = $1 and r.channel_account_id = $2 and r.bill_date = $3 and r.row_no = any ($4)
                and round(r.fee / 1000.0) <> 0),
           posted as (
             insert into ledger_transactions (app_id, event, subject_no, posted_at)
             select app_id, event, subject_no, $5 from line
             on conflict (app_id, event, subject_no) do nothing
             returning app_id, transaction_id, event, subject_no)
           insert into ledger_entries (app_id, transaction_id, channel, account, amount)
           select posted.app_id, posted.transaction_id, line.channel, entry.account, entry.amount
             from posted join line using (app_id, event, subject_no),
                  lateral (values ('channel_fees', line.fee), ('channel_receivable', -line.fee)) as entry (account, amount)`,
    values: [...keyValues(day), rowNos, now],
  });
}
