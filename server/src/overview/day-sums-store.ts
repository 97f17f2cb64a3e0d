import type { Transaction } from '../db/database.ts';

/** How far the sums reach. */
export interface DaySumsState {
  readonly ledgerReach: number;
  readonly nextReach: number;
  readonly nextSeenAt: Date;
  readonly startsReach: Date;
}

/** Locks the state, so that no other process adds meanwhile. */
export async function lockState(tx: Transaction): Promise<DaySumsState> {
  const [row] = await tx.query<{
    ledger_reach: string;
    next_reach: string;
    next_seen_at: Date;
    starts_reach: Date;
  }>({
    name: 'lock-day-sums-state',
    text: 'select ledger_reach, next_reach, next_seen_at, starts_reach from day_sums_state for update',
  });
  if (!row) throw new Error('the state of the day sums is gone');
  return {
    ledgerReach: Number(row.ledger_reach),
    nextReach: Number(row.next_reach),
    nextSeenAt: row.next_seen_at,
    startsReach: row.starts_reach,
  };
}

/** Remembers which ledger transaction is the last one now. */
export async function lookAhead(tx: Transaction, now: Date): Promise<void> {
  await tx.query({
    name: 'look-ahead',
    text: `update day_sums_state set next_seen_at = $1,
             next_reach = greatest(ledger_reach, (select max(transaction_id) from ledger_transactions))`,
    values: [now],
  });
}

/** Adds the ledger transactions after `from` up to and with `to`. */
export async function addLedgerDays(tx: Transaction, from: number, to: number): Promise<void> {
  await tx.query({
    name: 'add-ledger-days',
    text: `insert into ledger_day_sums as sums (app_id, day, channel, account, event, movements, amount)
           select t.app_id, shanghai_day(t.posted_at), e.channel, e.account, t.event, count(*), sum(e.amount)
             from ledger_transactions t join ledger_entries e using (app_id, transaction_id)
            where t.transaction_id > $1 and t.transaction_id <= $2
              -- of both: only the partitions between them are read
              and e.transaction_id > $1 and e.transaction_id <= $2
            group by 1, 2, 3, 4, 5
           on conflict (app_id, day, channel, account, event) do update
             set movements = sums.movements + excluded.movements, amount = sums.amount + excluded.amount`,
    values: [from, to],
  });
  await tx.query({
    name: 'set-ledger-reach',
    text: 'update day_sums_state set ledger_reach = $1',
    values: [to],
  });
}

/** When the first payment was begun from `from` on. */
export async function findFirstStart(tx: Transaction, from: Date): Promise<Date | undefined> {
  const [row] = await tx.query<{ created_at: Date }>({
    name: 'find-first-start',
    text: `select created_at from payments where payment_no >= first_id_at($1) order by payment_no limit 1`,
    values: [from],
  });
  return row?.created_at;
}

/** Adds the payments begun between the two instants, the second excluded. */
export async function addPaymentDays(tx: Transaction, from: Date, to: Date): Promise<void> {
  await tx.query({
    name: 'add-payment-days',
    text: `insert into payment_day_starts as sums (app_id, day, channel, started)
           select app_id, shanghai_day(created_at), channel, count(*) from payments
            where payment_no >= first_id_at($1) and payment_no < first_id_at($2)
            group by 1, 2, 3
           on conflict (app_id, day, channel) do update set started = sums.started + excluded.started`,
    values: [from, to],
  });
}

export async function setStartsReach(tx: Transaction, to: Date): Promise<void> {
  await tx.query({
    name: 'set-starts-reach',
    text: 'update day_sums_state set starts_reach = $1',
    values: [to],
  });
}
