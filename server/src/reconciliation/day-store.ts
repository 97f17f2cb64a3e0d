import { columns } from '../db/columns.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { instant, integer, optional, text } from '../db/fields.ts';
import { claimDue } from '../jobs/claim-due.ts';
import type { BillDay, DayKey } from './day.ts';

export const DAY = columns<BillDay>()({
  schoolId: text('school_id'),
  channelAccountId: text('channel_account_id'),
  date: text('bill_date::text as date'),
  status: text('status'),
  createdAt: instant('created_at'),
  attempts: integer('attempts'),
  failure: optional(text('failure')),
  lockedAt: optional(instant('locked_at')),
  lockedBy: optional(text('locked_by')),
});

const OF_KEY = 'school_id = $1 and channel_account_id = $2 and bill_date = $3';

export function keyValues({ schoolId, channelAccountId, date }: DayKey): [string, string, string] {
  return [schoolId, channelAccountId, date];
}

/** Has a bill waited for, unless it is already. */
export async function insertDay(q: Queryable, key: DayKey, now: Date): Promise<void> {
  await q.query({
    name: 'insert-bill-day',
    text: `insert into bill_days (school_id, channel_account_id, bill_date, created_at, due_at)
           values ($1, $2, $3, $4, $4) on conflict do nothing`,
    values: [...keyValues(key), now],
  });
}

export async function findDay(q: Queryable, key: DayKey): Promise<BillDay | undefined> {
  return DAY.one(q, {
    name: 'find-bill-day',
    text: `select ${DAY.selected} from bill_days where ${OF_KEY}`,
    values: keyValues(key),
  });
}

/** The last day that each account has, by its id. */
export async function findLastDates(q: Queryable): Promise<ReadonlyMap<string, string>> {
  const rows = await q.query<{ channel_account_id: string; last: string | null }>({
    name: 'find-last-bill-dates',
    text: `select channel_account_id, (select max(bill_date)::text from bill_days d
                                        where d.school_id = a.school_id
                                          and d.channel_account_id = a.channel_account_id) as last
             from channel_accounts a`,
  });
  return new Map(rows.map((row) => [row.channel_account_id, row.last ?? '']));
}

/** Locks the row against changes of its day. */
export async function lockDayRow(tx: Transaction, key: DayKey): Promise<BillDay | undefined> {
  return DAY.one(tx, {
    name: 'lock-bill-day-row',
    text: `select ${DAY.selected} from bill_days where ${OF_KEY} for no key update`,
    values: keyValues(key),
  });
}

/** Takes days whose bill is due to be asked for, until `leaseUntil`. */
export async function claimDueDays(
  q: Queryable,
  now: Date,
  leaseUntil: Date,
  limit: number,
): Promise<BillDay[]> {
  const rows = await claimDue(q, now, leaseUntil, limit, {
    name: 'claim-due-bill-days',
    table: 'bill_days',
    key: 'school_id, channel_account_id, bill_date',
    thenBy: 'bill_date',
    returning: DAY.selected,
  });
  return DAY.fromRows(rows);
}

/** Keeps a day that is being worked on from being taken by another worker. */
export async function extendLease(q: Queryable, key: DayKey, leaseUntil: Date): Promise<void> {
  await q.query({
    name: 'extend-bill-day-lease',
    text: `update bill_days set due_at = $4 where ${OF_KEY} and due_at is not null`,
    values: [...keyValues(key), leaseUntil],
  });
}

/**
 * Counts a try to read a day's bill before it is made, since the file may end the process: after `maxTries` the day is
 * due at `heldUntil`. Answers which try in a row it is.
 */
export async function countTry(
  q: Queryable,
  key: DayKey,
  maxTries: number,
  heldUntil: Date,
): Promise<number> {
  const [row] = await q.query<{ tries: number }>({
    name: 'count-bill-try',
    text: `update bill_days set unreadable_tries = unreadable_tries + 1,
                                due_at = case when unreadable_tries + 1 >= $4 and due_at is not null then $5 else due_at end
            where ${OF_KEY} returning unreadable_tries as tries`,
    values: [...keyValues(key), maxTries, heldUntil],
  });
  return row?.tries ?? 0;
}

/** There is no bill yet; asked again at `dueAt`. Unless its file could not be read, its tries are counted anew. */
export async function postponeDay(
  q: Queryable,
  key: DayKey,
  { failure, isUnreadable }: { readonly failure: string; readonly isUnreadable: boolean },
  dueAt: Date,
): Promise<void> {
  await q.query({
    name: 'postpone-bill-day',
    text: `update bill_days set due_at = $4, attempts = attempts + 1, failure = $5,
                                unreadable_tries = case when $6 then unreadable_tries else 0 end
            where ${OF_KEY} and status = 'waiting'`,
    values: [...keyValues(key), dueAt, failure, isUnreadable],
  });
}

export async function markDayReconciled(tx: Transaction, key: DayKey): Promise<void> {
  await tx.query({
    name: 'mark-bill-day-reconciled',
    text: `update bill_days set status = 'reconciled', due_at = null, failure = null
            where ${OF_KEY} and status = 'waiting'`,
    values: keyValues(key),
  });
}

export async function markDayLocked(tx: Transaction, key: DayKey, actor: string, now: Date): Promise<void> {
  await tx.query({
    name: 'mark-bill-day-locked',
    text: `update bill_days set status = 'locked', locked_at = $5, locked_by = $4 where ${OF_KEY}`,
    values: [...keyValues(key), actor, now],
  });
}
