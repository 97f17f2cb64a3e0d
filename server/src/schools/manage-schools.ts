import type { Core } from '../core.ts';
import { Refusal } from '../refusal.ts';
import { findSchools, type School, type SchoolChanges, updateSchool } from './school-store.ts';
import type { SchoolScope } from './scope.ts';

/** The schools an operator may see. */
export function listSchools(core: Pick<Core, 'db'>, scope: SchoolScope): Promise<School[]> {
  return findSchools(core.db, scope);
}

/**
 * Renames a school, or sets how much of a payment an operator may refund alone.
 * @throws Refusal school_not_found
 */
export async function changeSchool(
  core: Pick<Core, 'db'>,
  scope: SchoolScope,
  schoolId: string,
  changes: SchoolChanges,
): Promise<void> {
  const isChanged = await core.db.transaction((tx) => updateSchool(tx, scope, schoolId, changes));
  if (!isChanged) throw new Refusal('school_not_found', {});
}
