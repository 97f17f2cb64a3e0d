import type { Audited, Core } from '../core.ts';
import { Refusal } from '../refusal.ts';
import type { AppScope, SchoolScope } from '../schools/scope.ts';
import { type AppChanges, type AppListed, findApps, lockKeys, updateApp } from './app-admin-store.ts';
import { refuseUnfit, refuseUnfitRules } from './create-app.ts';

export type { AppListed };

/** The apps of the scope, with none of their secrets. */
export function listApps(core: Pick<Core, 'db'>, scope: AppScope): Promise<AppListed[]> {
  return findApps(core.db, scope);
}

/**
 * Renames, freezes or unfreezes an app, or changes its protocol settings. Takes effect within a few seconds
 * (`app-directory.ts`).
 * @throws Refusal app_not_found; app_keys_unfit: its aes_key does not do for that cipher; app_rules_unfit
 */
export async function changeApp(
  core: Pick<Core, 'db' | 'vault'> & Audited,
  scope: SchoolScope,
  appId: string,
  changes: AppChanges,
): Promise<void> {
  await core.db.transaction(async (tx) => {
    const locked = await lockKeys(tx, core.vault, scope, appId);
    if (!locked) throw new Refusal('app_not_found', {});
    refuseUnfitRules(changes.rules);
    const { cipher } = changes;
    if (cipher !== undefined && cipher !== locked.cipher) {
      for (const keys of [locked.keys, locked.nextKeys]) if (keys) refuseUnfit(cipher, keys);
    }
    await updateApp(tx, appId, changes);
    await core.audit.record(tx);
  });
}
