import type { Core } from '../core.ts';
import { withTotals } from '../db/count-states.ts';
import { maskPeople } from '../lib/mask.ts';
import { type CountedPage, type PageQuery, pageById } from '../lib/page.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { DayKey } from './day.ts';
import type { DifferenceFilter } from './difference-list.ts';
import { countDifferences, findDifferenceInScope, selectDifferences } from './difference-search-store.ts';
import { type Difference, listDifferences } from './difference-store.ts';
import { findUnreadText } from './unread-store.ts';

export type { Difference };

/** Differences between bills and books, the last found first. */
export async function searchDifferences(
  core: Pick<Core, 'db'>,
  scope: SchoolScope,
  filter: DifferenceFilter,
  page: PageQuery,
): Promise<CountedPage<Difference>> {
  const rows = pageById(page, 'differenceId', (before, limit) =>
    selectDifferences(core.db, scope, filter, before, limit),
  );
  return withTotals(page, rows, () => countDifferences(core.db, scope, filter));
}

/** The differences of a day, by line; at most `limit`. */
export function differencesOfDay(core: Pick<Core, 'db'>, day: DayKey, limit: number): Promise<Difference[]> {
  return listDifferences(core.db, day, limit);
}

/** @throws Refusal difference_not_found */
export async function differenceInScope(
  core: Pick<Core, 'db'>,
  scope: SchoolScope,
  differenceId: string,
): Promise<Difference> {
  const isNumber = /^\d{1,18}$/.test(differenceId);
  const difference = isNumber && (await findDifferenceInScope(core.db, scope, differenceId));
  if (!difference) throw new Refusal('difference_not_found', {});
  return difference;
}

/**
 * The line of a bill that a difference is about, as received, where it could not be read, with personal numbers
 * masked.
 * @throws Refusal difference_not_found
 */
export async function unreadLineOf(
  core: Pick<Core, 'db' | 'vault'>,
  difference: Difference,
): Promise<string> {
  const isUnread = difference.kind === 'unreadable_line';
  const text = isUnread && (await findUnreadText(core.db, core.vault, difference, difference.rowNo));
  if (typeof text !== 'string') throw new Refusal('difference_not_found', {});
  return maskPeople(text);
}
