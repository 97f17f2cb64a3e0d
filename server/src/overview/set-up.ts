import type { Core } from '../core.ts';
import { hasSecondFactor, type Operator } from '../operators/operator.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { findSetUpFacts, type SetUpFacts } from './set-up-store.ts';

/** What is done of the first day's work, read from what there is. */
export async function setUpOf(
  core: Pick<Core, 'db'>,
  scope: SchoolScope,
  operator: Operator,
): Promise<SetUpFacts & { readonly hasSecondFactor: boolean }> {
  return { ...(await findSetUpFacts(core.db, scope)), hasSecondFactor: hasSecondFactor(operator) };
}
