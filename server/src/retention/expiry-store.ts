import type { Queryable, Transaction } from '../db/database.ts';

/** Which rows of a table are over, by `$1`. */
interface Expiry {
  readonly table: string;
  readonly isOver: string;
}

/** Deletes at most `limit` rows that are over at `before`; answers how many. */
export async function deleteExpired(
  q: Queryable,
  { table, isOver }: Expiry,
  before: Date,
  limit: number,
): Promise<number> {
  const [row] = await q.query<{ erased: number }>({
    name: `delete-expired-${table}`,
    text: `with erased as (
             delete from ${table} where ctid = any (array(select ctid from ${table} where ${isOver} limit $2)) returning 1)
           select count(*)::int as erased from erased`,
    values: [before, limit],
  });
  return row?.erased ?? 0;
}

/** Tables that are only added to: the database deletes from them by a function of its own, which holds laws' least periods. */
export type KeptTable =
  | 'channel_callbacks'
  | 'notification_attempts'
  | 'notification_rounds'
  | 'invoice_attempts'
  | 'invoice_delivery_rounds'
  | 'person_accesses'
  | 'consents';

/** Deletes at most `limit` rows older than `before` that nothing open needs; answers how many. */
export async function deleteFromKept(
  q: Queryable,
  table: KeptTable,
  before: Date,
  limit: number,
): Promise<number> {
  const [row] = await q.query<{ erased: number }>({
    name: 'erase-expired',
    text: 'select erase_expired($1, $2, $3) as erased',
    values: [table, before, limit],
  });
  return row?.erased ?? 0;
}

/**
 * Deletes people who have been frozen since before `before`, with whatever binds a payer to them; answers how many. The
 * records of look-ups stay, with the open_id, which then identifies nobody.
 */
export async function deletePeopleLeft(tx: Transaction, before: Date, limit: number): Promise<number> {
  const [row] = await tx.query<{ erased: number }>({
    name: 'delete-people-left',
    text: `with gone as (
             select school_id, open_id from people where frozen and updated_at < $1
              order by updated_at limit $2 for update skip locked),
           cards as (
             delete from card_links using gone
              where card_links.school_id = gone.school_id and card_links.open_id = gone.open_id),
           freed as (
             delete from bindings using gone
              where bindings.school_id = gone.school_id and bindings.open_id = gone.open_id),
           erased as (
             delete from people using gone
              where people.school_id = gone.school_id and people.open_id = gone.open_id returning 1)
           select count(*)::int as erased from erased`,
    values: [before, limit],
  });
  return row?.erased ?? 0;
}
