import type { Audited, Core } from '../core.ts';
import { Refusal } from '../refusal.ts';
import {
  findSchools,
  insertSchool,
  type School,
  type SchoolChanges,
  schoolExists,
  updateSchool,
} from './school-store.ts';
import type { SchoolScope } from './scope.ts';

export type { School };

/** The schools an operator may see. */
export function listSchools(core: Pick<Core, 'db'>, scope: SchoolScope): Promise<School[]> {
  return findSchools(core.db, scope);
}

/** @throws Refusal school_not_found when it is not there, or not in the scope */
export async function requireSchool(
  core: Pick<Core, 'db'>,
  scope: SchoolScope,
  schoolId: string,
): Promise<void> {
  const isThere = scope === 'all' ? await schoolExists(core.db, schoolId) : scope.includes(schoolId);
  if (!isThere) throw new Refusal('school_not_found', {});
}

/**
 * Makes a school. Its id is for ever: partners' numbers and payers' bindings hang on it.
 * @throws Refusal school_exists
 */
export async function createSchool(
  core: Pick<Core, 'db' | 'clock'> & Audited,
  school: { readonly schoolId: string; readonly name: string },
): Promise<void> {
  await core.db.transaction(async (tx) => {
    const isNew = await insertSchool(tx, school, core.clock.now());
    if (!isNew) throw new Refusal('school_exists', {});
    await core.audit.record(tx);
  });
}

/**
 * Renames a school, sets how much of a payment an operator may refund alone, or whether changes need a second person.
 * @throws Refusal school_not_found
 */
export async function changeSchool(
  core: Pick<Core, 'db'> & Audited,
  scope: SchoolScope,
  schoolId: string,
  changes: SchoolChanges,
): Promise<void> {
  await core.db.transaction(async (tx) => {
    const isChanged = await updateSchool(tx, scope, schoolId, changes);
    if (!isChanged) throw new Refusal('school_not_found', {});
    await core.audit.record(tx);
  });
}
