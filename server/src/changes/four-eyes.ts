import type { Audited, Core } from '../core.ts';
import type { Operator } from '../operators/operator.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { Described, FourEyes } from './change.ts';
import {
  findFourEyes,
  hasOtherDecider,
  installationNeedsTwo,
  schoolsThatNeedTwo,
  updateFourEyes,
} from './four-eyes-store.ts';

/** Where it is asked whether somebody may change something alone. */
export interface Asker {
  readonly operator: Operator;
  readonly isProduction: boolean;
}

/**
 * Whether a second person has to decide. A system administrator only ever asks; for administrators it is as the school
 * wants it (or the installation, for what is of no school), and else in production from the day that two operators
 * could decide.
 */
export async function needsSecondPerson(
  { db }: Pick<Core, 'db'>,
  { operator, isProduction }: Asker,
  { schoolId, concerns, isStricter }: Pick<Described, 'schoolId' | 'concerns' | 'isStricter'>,
): Promise<boolean> {
  if (isStricter) return false;
  if (operator.role === 'system_administrator') return true;
  const schools: SchoolScope = concerns ?? (schoolId === undefined ? [] : [schoolId]);
  if ((await schoolsThatNeedTwo(db, schools, isProduction)).length > 0) return true;
  return schoolId === undefined && (await installationNeedsTwo(db, isProduction));
}

/** The schools of these whose changes need a second person now. */
export function schoolsWithFourEyes(
  { db }: Pick<Core, 'db'>,
  scope: SchoolScope,
  isProduction: boolean,
): Promise<readonly string[]> {
  return schoolsThatNeedTwo(db, scope, isProduction);
}

/** What the installation has asked for. */
export function fourEyesOfInstallation({ db }: Pick<Core, 'db'>): Promise<FourEyes> {
  return findFourEyes(db);
}

/** Whether what is of no school needs a second person now. */
export function isInstallationOn({ db }: Pick<Core, 'db'>, isProduction: boolean): Promise<boolean> {
  return installationNeedsTwo(db, isProduction);
}

export async function setFourEyes(
  { db, audit }: Pick<Core, 'db'> & Audited,
  fourEyes: FourEyes,
): Promise<void> {
  await db.transaction(async (tx) => {
    await updateFourEyes(tx, fourEyes);
    await audit.record(tx);
  });
}

/** @throws Refusal no_other_decider when no other operator could decide about a request of `by` */
export async function requireOtherDecider(
  { db }: Pick<Core, 'db'>,
  schoolId: string | undefined,
  by: Pick<Operator, 'account'>,
): Promise<void> {
  if (!(await hasOtherDecider(db, schoolId, by.account))) throw new Refusal('no_other_decider', {});
}
