import type { Audited, Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { Refusal } from '../refusal.ts';
import type { SchoolScope } from '../schools/scope.ts';
import { insertNextKeys, type LockedKeys, lockKeys, settleKeys } from './app-admin-store.ts';
import type { AppSecrets } from './app-store.ts';
import { newSecrets } from './new-secrets.ts';

/*
 * A change of keys in three steps: new keys are issued and valid beside the old ones; the partner puts
 * them to use, request by request, and is answered with the keys it asked with; then the old ones are
 * retired. Notifications are signed with the old keys until that moment.
 */

type RotationCore = Pick<Core, 'db' | 'vault' | 'clock'> & Audited;

/**
 * Issues new keys. They are in the answer and nowhere else to be read again.
 * @throws Refusal app_not_found, keys_already_changing
 */
export function issueNextKeys(core: RotationCore, scope: SchoolScope, appId: string): Promise<AppSecrets> {
  return withKeys(core, scope, appId, async (tx, { nextKeys }) => {
    if (nextKeys) throw new Refusal('keys_already_changing', {});
    const issued = newSecrets();
    await insertNextKeys(tx, core.vault, appId, issued, core.clock.now());
    return issued;
  });
}

/**
 * Retires the old keys: from now on only the new ones are valid, for both sides.
 * @throws Refusal app_not_found, keys_not_changing
 */
export function retireOldKeys(core: RotationCore, scope: SchoolScope, appId: string): Promise<void> {
  return withKeys(core, scope, appId, async (tx, { nextKeys }) => {
    if (!nextKeys) throw new Refusal('keys_not_changing', {});
    await settleKeys(tx, core.vault, appId, nextKeys, true);
  });
}

/**
 * Gives the change up: the new keys are worth nothing.
 * @throws Refusal app_not_found, keys_not_changing
 */
export function withdrawNextKeys(core: RotationCore, scope: SchoolScope, appId: string): Promise<void> {
  return withKeys(core, scope, appId, async (tx, { keys, nextKeys }) => {
    if (!nextKeys) throw new Refusal('keys_not_changing', {});
    await settleKeys(tx, core.vault, appId, keys, false);
  });
}

function withKeys<T>(
  core: RotationCore,
  scope: SchoolScope,
  appId: string,
  change: (tx: Transaction, locked: LockedKeys) => Promise<T>,
): Promise<T> {
  return core.db.transaction(async (tx) => {
    const locked = await lockKeys(tx, core.vault, scope, appId);
    if (!locked) throw new Refusal('app_not_found', {});
    const changed = await change(tx, locked);
    await core.audit.record(tx);
    return changed;
  });
}
