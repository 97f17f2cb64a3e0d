import type { Core } from '../core.ts';
import { findOperatorNames } from './operator-name-store.ts';

/** What operators are called, by account; of those who are no more there is none. */
export function operatorNames(
  core: Pick<Core, 'db'>,
  accounts: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  return findOperatorNames(core.db, accounts);
}
