import type { Queryable } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';
import { foldedIndex, uidIndex, userNoIndex } from './person-store.ts';

/** Who tries to bind to whom. */
export interface Attempt {
  readonly schoolId: string;
  readonly uid: string;
  readonly userNo: string;
}

/** What attempts for a number are found by: in whatever case it was typed, and as earlier releases kept it. */
export function attemptIndexes(vault: Vault, schoolId: string, userNo: string): Buffer[] {
  return [foldedIndex(vault, schoolId, userNo), userNoIndex(vault, schoolId, userNo)];
}

/** Counts this attempt, and answers how many there were since `since` by its uid or number. */
export async function countAttempt(
  q: Queryable,
  vault: Vault,
  { schoolId, uid, userNo }: Attempt,
  { now, since }: { readonly now: Date; readonly since: Date },
): Promise<number> {
  const keys = [schoolId, uidIndex(vault, schoolId, uid), foldedIndex(vault, schoolId, userNo)];
  await q.query({
    text: 'insert into bind_attempts (school_id, uid_index, user_no_index, attempted_at) values ($1, $2, $3, $4)',
    values: [...keys, now],
  });
  const [row] = await q.query<{ attempts: number }>({
    text: `select greatest(count(*) filter (where uid_index = $2), count(*) filter (where user_no_index = $3))::int
                  as attempts
             from bind_attempts
            where school_id = $1 and attempted_at > $4 and (uid_index = $2 or user_no_index = $3)`,
    values: [...keys, since],
  });
  return row?.attempts ?? 0;
}
