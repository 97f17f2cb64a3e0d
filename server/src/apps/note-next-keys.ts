import type { Core } from '../core.ts';
import { markNextKeysUsed } from './app-admin-store.ts';

/** Remembers when a partner first signed with its new keys: from then on the old ones can be retired. */
export function noteNextKeysUsed(core: Pick<Core, 'db' | 'clock'>, appId: string): Promise<void> {
  return markNextKeysUsed(core.db, appId, core.clock.now());
}
