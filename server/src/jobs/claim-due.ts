import type { Queryable } from '../db/database.ts';

/** Where work of a kind lies that falls due, in the words of SQL. */
export interface DueWork {
  /** Of the prepared statement. */
  readonly name: string;
  readonly table: string;
  /** The columns of the primary key. */
  readonly key: string;
  /** When a row is due, which a lease puts off. */
  readonly dueAt?: string;
  /** A condition beside being due. */
  readonly condition?: string;
  /** What orders rows that are due at the same instant. */
  readonly thenBy?: string;
  /** What a claim changes beside the lease. */
  readonly set?: string;
  readonly returning: string;
}

/** Takes at most `limit` rows that are due at `now`, the longest due first; until `leaseUntil` no other worker gets them. */
export function claimDue(
  q: Queryable,
  now: Date,
  leaseUntil: Date,
  limit: number,
  { name, table, key, dueAt = 'due_at', condition, thenBy, set, returning }: DueWork,
): Promise<object[]> {
  const also = (before: string, text: string | undefined) => (text === undefined ? '' : before + text);
  return q.query({
    name,
    text: `update ${table} set ${dueAt} = $2${also(', ', set)}
            where (${key}) in (
              select ${key} from ${table} where ${dueAt} <= $1${also(' and ', condition)}
               order by ${dueAt}${also(', ', thenBy)} limit $3 for no key update skip locked)
           returning ${returning}`,
    values: [now, leaseUntil, limit],
  });
}
