import type { Queryable } from '../db/database.ts';

/** What the master key of this database opens; undefined before its first start. */
export async function findKeyCheck(q: Queryable): Promise<Buffer | undefined> {
  const [row] = await q.query<{ sealed: Buffer }>({ text: 'select sealed from master_key_check' });
  return row?.sealed;
}

/** Keeps the first check value; one that is there already stays. */
export async function insertKeyCheck(q: Queryable, sealed: Buffer, now: Date): Promise<void> {
  await q.query({
    text: 'insert into master_key_check (sealed, made_at) values ($1, $2) on conflict do nothing',
    values: [sealed, now],
  });
}

/** One of the apps, which have something sealed each. */
export async function anyAppId(q: Queryable): Promise<string | undefined> {
  const [row] = await q.query<{ app_id: string }>({ text: 'select app_id from apps limit 1' });
  return row?.app_id;
}
