import type { Queryable, Transaction } from '../db/database.ts';
import { type Role, rolesWith } from '../operators/roles.ts';
import { type FourEyes, fourEyesFrom, storedFourEyes } from '../schools/four-eyes.ts';
import { inScope, type SchoolScope, schoolsIn } from '../schools/scope.ts';

const DECIDERS: readonly Role[] = rolesWith('changes.decide');

/**
 * Operators `o` who could decide. The frozen ones count, as one person can freeze another: by that the need for a
 * second person does not go away.
 */
const COULD_DECIDE = `o.role = any ($1)
  and (o.status = 'active' or o.status = 'frozen' and o.password_hash is not null)`;

/** What the installation has asked for, of what belongs to no school. */
export async function findFourEyes(q: Queryable): Promise<FourEyes> {
  const [row] = await q.query<{ is_on: boolean | null }>({
    name: 'find-four-eyes',
    text: 'select is_on from four_eyes',
  });
  return fourEyesFrom(row?.is_on ?? null);
}

export async function updateFourEyes(tx: Transaction, fourEyes: FourEyes): Promise<void> {
  await tx.query({
    name: 'update-four-eyes',
    text: 'update four_eyes set is_on = $1',
    values: [storedFourEyes(fourEyes)],
  });
}

/** Whether what belongs to no school needs a second person. */
export async function installationNeedsTwo(q: Queryable, isProduction: boolean): Promise<boolean> {
  const [row] = await q.query<{ is_needed: boolean }>({
    name: 'installation-needs-two',
    text: `select coalesce(is_on, $2 and (select count(*) from operators o where o.all_schools and ${COULD_DECIDE}) >= 2)
                  as is_needed from four_eyes`,
    values: [DECIDERS, isProduction],
  });
  return row?.is_needed ?? false;
}

/** Those of the schools that need a second person. */
export async function schoolsThatNeedTwo(
  q: Queryable,
  scope: SchoolScope,
  isProduction: boolean,
): Promise<readonly string[]> {
  const rows = await q.query<{ school_id: string }>({
    name: 'schools-that-need-two',
    text: `select school_id from schools s
            where ${inScope('school_id', '$3')}
              and coalesce(four_eyes, $2 and (
                    select count(*) from operators o
                     where ${COULD_DECIDE} and (o.all_schools or exists (
                             select from operator_schools os
                              where os.operator_id = o.operator_id and os.school_id = s.school_id))) >= 2)`,
    values: [DECIDERS, isProduction, schoolsIn(scope)],
  });
  return rows.map(({ school_id }) => school_id);
}

/** Whether somebody else who can sign in could decide about things of a school, or of none. */
export async function hasOtherDecider(
  q: Queryable,
  schoolId: string | undefined,
  account: string,
): Promise<boolean> {
  const rows = await q.query({
    name: 'has-other-decider',
    text: `select from operators o
            where o.role = any ($1) and o.status = 'active' and o.account <> $3
              and (o.all_schools or exists (
                    select from operator_schools os where os.operator_id = o.operator_id and os.school_id = $2))
            limit 1`,
    values: [DECIDERS, schoolId ?? null, account],
  });
  return rows.length > 0;
}
