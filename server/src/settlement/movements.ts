import type { Core } from '../core.ts';
import { type Page, type PageQuery, pageById } from '../lib/page.ts';
import { dayStart, plusDays } from '../lib/shanghai-day.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import type { Movement } from './movement.ts';
import { findLockTimes, findMovements, hasArchivedMovements } from './movement-store.ts';

const earlier = (one: Date, other: Date | undefined) => (other && other < one ? other : one);

/**
 * What moved the money that a sheet counts, the last first: of its month, of the month before what came after that was
 * locked, and nothing that came after it was locked itself.
 * @param month `YYYY-MM`
 * @throws Refusal entries_archived
 */
export async function sheetMovements(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  scope: SchoolScope,
  { appId, month }: { readonly appId: string; readonly month: string },
  page: PageQuery,
): Promise<Page<Movement>> {
  const first = `${month}-01`;
  const next = `${plusDays(`${month}-28`, 7).slice(0, 7)}-01`;
  const locks = await findLockTimes(db, appId, first);
  const period = {
    from: earlier(dayStart(first), locks.before),
    until: earlier(dayStart(next), locks.own),
  };
  if (await hasArchivedMovements(db, scope, appId, period)) throw new Refusal('entries_archived', {});
  return pageById(page, 'transactionId', (before, limit) =>
    findMovements(db, vault, scope, appId, period, before, limit),
  );
}
