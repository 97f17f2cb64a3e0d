import type { Transaction } from '../db/database.ts';

/** Until when the sums reach, locked so that nobody else moves it meanwhile. */
export async function lockRolledUpTo(tx: Transaction): Promise<Date> {
  const [row] = await tx.query<{ rolled_up_to: Date }>({
    name: 'lock-rolled-up-to',
    text: 'select rolled_up_to from day_sums_state for update',
  });
  if (!row) throw new Error('the state of the day sums is gone');
  return row.rolled_up_to;
}

export async function setRolledUpTo(tx: Transaction, to: Date): Promise<Date> {
  await tx.query({
    name: 'set-rolled-up-to',
    text: 'update day_sums_state set rolled_up_to = $1',
    values: [to],
  });
  return to;
}

/** When the next movement was posted or payment begun, from `from` on. */
export async function findNextFact(tx: Transaction, from: Date): Promise<Date | undefined> {
  const [row] = await tx.query<{ next: Date | null }>({
    name: 'find-next-fact',
    text: `select least(
             (select min(posted_at) from ledger_transactions where posted_at >= $1),
             (select created_at from payments where payment_no >= first_id_at($1) order by payment_no limit 1)
           ) as next`,
    values: [from],
  });
  return row?.next ?? undefined;
}

/** Adds what lies between the two instants, the second excluded. */
export async function addToDaySums(tx: Transaction, from: Date, to: Date): Promise<void> {
  await tx.query({
    name: 'add-to-ledger-day-sums',
    text: `insert into ledger_day_sums as sums (app_id, day, channel, account, event, movements, amount)
           select t.app_id, shanghai_day(t.posted_at), e.channel, e.account, t.event, count(*), sum(e.amount)
             from ledger_transactions t join ledger_entries e using (app_id, transaction_id)
            where t.posted_at >= $1 and t.posted_at < $2
            group by 1, 2, 3, 4, 5
           on conflict (app_id, day, channel, account, event) do update
             set movements = sums.movements + excluded.movements, amount = sums.amount + excluded.amount`,
    values: [from, to],
  });
  await tx.query({
    name: 'add-to-payment-day-starts',
    text: `insert into payment_day_starts as sums (app_id, day, channel, started)
           select app_id, shanghai_day(created_at), channel, count(*) from payments
            where payment_no >= first_id_at($1) and payment_no < first_id_at($2)
            group by 1, 2, 3
           on conflict (app_id, day, channel) do update set started = sums.started + excluded.started`,
    values: [from, to],
  });
}
