import type { AuditedCore } from '../core.ts';
import { Refusal } from '../refusal.ts';
import type { DayKey } from './day.ts';
import { lockDayRow, markDayLocked } from './day-store.ts';
import { countOpen } from './difference-store.ts';
import { findLastRun } from './run-store.ts';

/**
 * Signs for a day: from then on neither its differences nor their repairs change, and what is learnt of it
 * later belongs to a later day. Again for a day that is locked changes nothing.
 * @throws Refusal bill_not_there, reconciliation_running, differences_open
 */
export async function lockDay(core: AuditedCore, key: DayKey, actor: string): Promise<void> {
  await core.db.transaction(async (tx) => {
    const day = await lockDayRow(tx, key);
    if (!day || day.status === 'waiting') throw new Refusal('bill_not_there', {});
    if (day.status !== 'locked') {
      const run = await findLastRun(tx, key);
      if (run?.status === 'running') throw new Refusal('reconciliation_running', {});
      const count = await countOpen(tx, key);
      if (count > 0) throw new Refusal('differences_open', { count });
      await markDayLocked(tx, key, actor, core.clock.now());
    }
    await core.audit.record(tx);
  });
}
