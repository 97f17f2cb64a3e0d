import type { Queryable } from '../db/database.ts';

export interface LockRule {
  /** Attempts before the first lock. */
  readonly free: number;
  readonly firstMs: number;
  readonly longestMs: number;
  /** What was last counted before this instant counts no more. */
  readonly staleBefore: Date;
}

/** Counts an attempt, and locks as the count demands; false while it is locked. */
export async function addAttempt(
  q: Queryable,
  subject: string,
  now: Date,
  { free, firstMs, longestMs, staleBefore }: LockRule,
): Promise<boolean> {
  const rows = await q.query({
    name: 'add-sign-in-attempt',
    text: `insert into sign_in_failures as known (subject, failures, last_at) values ($1, 1, $2)
           on conflict (subject) do update
              set failures = case when known.last_at < $6 then 1 else known.failures + 1 end,
                  last_at = $2,
                  locked_until = case when known.last_at >= $6 and known.failures + 1 >= $3
                    then $2::timestamptz + interval '1 millisecond'
                         * least($5::float8, $4::float8 * 2 ^ least(known.failures + 1 - $3, 20)) end
            where known.locked_until is null or known.locked_until <= $2
           returning 1`,
    values: [subject, now, free, firstMs, longestMs, staleBefore],
  });
  return rows.length === 1;
}

export async function findLock(q: Queryable, subject: string): Promise<Date | undefined> {
  const [row] = await q.query<{ locked_until: Date | null }>({
    name: 'find-sign-in-lock',
    text: 'select locked_until from sign_in_failures where subject = $1',
    values: [subject],
  });
  return row?.locked_until ?? undefined;
}

export async function deleteAttempts(q: Queryable, subject: string): Promise<void> {
  await q.query({
    name: 'delete-sign-in-attempts',
    text: 'delete from sign_in_failures where subject = $1',
    values: [subject],
  });
}

/** An attempt that succeeded is none against the address. */
export async function takeAttemptBack(q: Queryable, subject: string): Promise<void> {
  await q.query({
    name: 'take-sign-in-attempt-back',
    text: `update sign_in_failures set failures = greatest(failures - 1, 0), locked_until = null
            where subject = $1`,
    values: [subject],
  });
}
