import type { Core } from '../core.ts';
import type { UnwantedMoney } from './unwanted-money.ts';
import { selectUnwantedMoney } from './unwanted-money-store.ts';

/** Unwanted money that has not gone back yet, oldest first; with `settled`, also what has. */
export function listUnwantedMoney(
  { db }: Pick<Core, 'db'>,
  options: { readonly settled: boolean; readonly limit: number },
): Promise<UnwantedMoney[]> {
  return selectUnwantedMoney(db, options);
}
