import type { Core } from '../core.ts';
import { wakeWorkers } from '../worker/wake.ts';
import { beginRounds, type ResendScope } from './resend-store.ts';

/**
 * Tells partners once more, at once and then by the whole schedule until they acknowledge: one order's,
 * delivered or not, or every one that has failed in a period. Answers how many are sent.
 */
export function resendNotifications(core: Pick<Core, 'db' | 'clock'>, scope: ResendScope): Promise<number> {
  return core.db.transaction(async (tx) => {
    const resent = await beginRounds(tx, scope, core.clock.now());
    if (resent > 0) wakeWorkers(tx);
    return resent;
  });
}
