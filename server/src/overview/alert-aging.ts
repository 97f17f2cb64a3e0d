import { countOverdue } from '../changes/decide-change.ts';
import type { Core } from '../core.ts';
import { countBillAging } from '../reconciliation/aging-store.ts';
import { countAging } from './problem-store.ts';

/**
 * Raises an alert for each kind of thing that has been open for too long; repeated each minute until it is resolved.
 */
export async function alertAging(core: Core): Promise<void> {
  const now = core.clock.now();
  const aged = [...(await countAging(core.db, now)), ...(await countBillAging(core.db, now))];
  const changes = await countOverdue(core);
  if (changes) core.log.error({ alert: 'change_waiting', ...changes }, 'changes wait for a second person');
  for (const { kind, count, oldest } of aged) {
    core.log.error({ alert: kind, count, oldest }, 'unresolved for too long');
  }
}
