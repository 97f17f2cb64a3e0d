import { columns } from '../db/columns.ts';
import type { Queryable } from '../db/database.ts';
import { fen, flag, made, nullable, text } from '../db/fields.ts';
import { type FourEyes, fourEyesFrom, storedFourEyes } from './four-eyes.ts';
import { inScope, type SchoolScope, schoolsIn } from './scope.ts';

export interface School {
  readonly schoolId: string;
  readonly name: string;
  /** An operator refunds up to this much of a payment alone, in fen. */
  readonly refundApprovalAbove: number;
  readonly fourEyes: FourEyes;
}

/** Creates the school; false when one with this id exists. */
export async function insertSchool(
  q: Queryable,
  school: { schoolId: string; name: string },
  now: Date,
): Promise<boolean> {
  const rows = await q.query({
    text: `insert into schools (school_id, name, created_at) values ($1, $2, $3)
           on conflict do nothing returning 1`,
    values: [school.schoolId, school.name, now],
  });
  return rows.length === 1;
}

export async function schoolExists(q: Queryable, schoolId: string): Promise<boolean> {
  const rows = await q.query({
    name: 'school-exists',
    text: 'select from schools where school_id = $1',
    values: [schoolId],
  });
  return rows.length > 0;
}

const SCHOOL = columns<School>()({
  schoolId: text('school_id'),
  name: text('name'),
  refundApprovalAbove: fen('refund_approval_above'),
  fourEyes: made({ isOn: nullable(flag('four_eyes')) }, ({ isOn }) => fourEyesFrom(isOn)),
});

/** The schools in the scope, by id. */
export async function findSchools(q: Queryable, scope: SchoolScope): Promise<School[]> {
  return SCHOOL.all(q, {
    name: 'find-schools',
    text: `select ${SCHOOL.selected} from schools
            where ${inScope('school_id', '$1')} order by school_id`,
    values: [schoolsIn(scope)],
  });
}

/** What can be changed of a school; what is undefined stays. */
export interface SchoolChanges {
  readonly name?: string | undefined;
  /** Fen. */
  readonly refundApprovalAbove?: number | undefined;
  readonly fourEyes?: FourEyes | undefined;
}

/** False when there is no such school in the scope. */
export async function updateSchool(
  q: Queryable,
  scope: SchoolScope,
  schoolId: string,
  changes: SchoolChanges,
): Promise<boolean> {
  const rows = await q.query({
    name: 'update-school',
    text: `update schools set name = coalesce($3, name),
                              refund_approval_above = coalesce($4, refund_approval_above),
                              four_eyes = case when $5 then $6 else four_eyes end
            where school_id = $2 and ${inScope('school_id', '$1')} returning 1`,
    values: [
      schoolsIn(scope),
      schoolId,
      changes.name ?? null,
      changes.refundApprovalAbove ?? null,
      changes.fourEyes !== undefined,
      changes.fourEyes === undefined ? null : storedFourEyes(changes.fourEyes),
    ],
  });
  return rows.length === 1;
}
