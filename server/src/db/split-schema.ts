import type { Queryable } from './queryable.ts';

/** The schema that sessions look in first while a database that was split has rows of the other shard (`installation/split/here.ts`). */
export const HERE = 'here';

/** Whether it is there, as `is_split`. */
export const IS_SPLIT = `select to_regnamespace('${HERE}') is not null as is_split`;

/** Whether the database was split and still has rows of the other shard. */
export async function isSplit(q: Queryable): Promise<boolean> {
  const [row] = await q.query<{ is_split: boolean }>({ text: IS_SPLIT });
  return row?.is_split ?? false;
}
