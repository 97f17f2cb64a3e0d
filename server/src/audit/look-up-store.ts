import type { Queryable } from '../db/database.ts';
import { type SchoolScope, schoolsIn } from '../schools/scope.ts';
import { type EntryFilter, LISTED } from './audit-store.ts';
import type { EntryListed } from './entry.ts';

/** What entries about one person are found by. */
export interface PersonKeys {
  /** Keyed hashes (`personIndexes`). */
  readonly indexes: readonly string[];
  /** Of the person in each school: entries from before there were hashes have them in clear. */
  readonly openIds: readonly string[];
}

/** By what else they are filtered. */
export type LookUpFilter = Omit<EntryFilter, 'schools' | 'subject'>;

/**
 * Entries about a person before a number, latest first. A hash is of a person of one school, so that whoever may ask for it
 * sees its entries, also those of an operator who looked in all schools at once.
 */
export async function findLookUps(
  q: Queryable,
  scope: SchoolScope,
  { indexes, openIds }: PersonKeys,
  { operator, action, outcome, from, to }: LookUpFilter,
  before: string | undefined,
  limit: number,
): Promise<EntryListed[]> {
  return LISTED.all(q, {
    // few entries are about one person: found by the hashes before anything is put in order
    text: `with found as materialized (
             select entry_no from audit_entries where details ? 'people' and details -> 'people' ?| $1::text[]
             union
             select entry_no from audit_entries
              where action = 'person.find' and details -> 'found' ?| $2::text[]
                and ($3::text[] is null or school_id = any ($3))
             union
             select entry_no from audit_entries
              where subject is not null and subject = any ($2) and ($3::text[] is null or school_id = any ($3)))
           select ${LISTED.selected} from found join audit_entries using (entry_no)
            where ($4::bigint is null or entry_no < $4)
              and ($6::timestamptz is null or at >= $6) and ($7::timestamptz is null or at < $7)
              and ($8::text is null or operator = $8) and ($9::text is null or starts_with(action, $9))
              and ($10::text is null or outcome = $10)
            order by entry_no desc limit $5`,
    values: [
      indexes,
      openIds,
      schoolsIn(scope),
      before ?? null,
      limit,
      from ?? null,
      to ?? null,
      operator ?? null,
      action ?? null,
      outcome ?? null,
    ],
  });
}

/**
 * When the last look-up through orders was recorded that has no hashes, and so is found by nobody; undefined: there is none.
 */
export async function findLastWithoutIndexes(q: Queryable): Promise<Date | undefined> {
  const [row] = await q.query<{ at: Date }>({
    name: 'find-last-look-up-without-indexes',
    text: `select at from audit_entries
            where action = 'order.find' and outcome = 'done' and not details ? 'people'
            order by entry_no desc limit 1`,
  });
  return row?.at;
}
