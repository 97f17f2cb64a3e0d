import type { AuditedCore, Core } from '../core.ts';
import { isId } from '../lib/ids.ts';
import { Refusal } from '../refusal.ts';
import {
  countOtherViews,
  deleteSavedView,
  findSavedViews,
  type SavedView,
  saveSavedView,
} from './saved-view-store.ts';

/** So many views one operator can keep, of all lists together. */
const VIEWS_AT_MOST = 50;

/** What an address says that is no part of a view: where a page begins, and who was looked for. */
const NOT_KEPT = ['after', 'person'];

export function savedViews(
  { db }: Pick<Core, 'db'>,
  operatorId: string,
  list: string,
): Promise<readonly SavedView[]> {
  return findSavedViews(db, operatorId, list);
}

/**
 * Keeps a list as it is set up now, under a name; one of the same name is replaced. Answers its number.
 * @throws Refusal too_many_views
 */
export async function saveView(
  core: AuditedCore,
  operatorId: string,
  view: Omit<SavedView, 'viewId'> & { readonly list: string },
): Promise<string> {
  const query = new URLSearchParams(view.query);
  for (const name of NOT_KEPT) query.delete(name);
  const kept = { ...view, name: view.name.trim(), query: query.toString() };
  return core.db.transaction(async (tx) => {
    if ((await countOtherViews(tx, operatorId, kept)) >= VIEWS_AT_MOST)
      throw new Refusal('too_many_views', { most: VIEWS_AT_MOST });
    const viewId = await saveSavedView(tx, operatorId, kept, core.clock.now());
    await core.audit.record(tx);
    return viewId;
  });
}

/** @throws Refusal view_not_found */
export async function removeView(core: AuditedCore, operatorId: string, viewId: string): Promise<void> {
  await core.db.transaction(async (tx) => {
    const isGone = isId(viewId) && (await deleteSavedView(tx, operatorId, viewId));
    if (!isGone) throw new Refusal('view_not_found', {});
    await core.audit.record(tx);
  });
}
