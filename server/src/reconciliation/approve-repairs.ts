import type { AuditedCore } from '../core.ts';
import type { Queryable } from '../db/database.ts';
import { Refusal } from '../refusal.ts';
import type { Repair } from './difference.ts';
import { type Difference, type DifferenceKey, findDifference, markRepaired } from './difference-store.ts';
import { repairDifference } from './repair.ts';

/** What the second person says yes to, as she saw it. */
export interface RepairApproval {
  readonly actor: string;
  readonly repair: Repair;
  readonly note: string;
}

/**
 * The approval by a second person: carries a proposed repair out and answers its outcome. A repair that the channel
 * does not confirm leaves the difference open. It may be repeated after a crash: money is booked once. A proposal that
 * was sent back and made again meanwhile is not approved by it.
 * @throws Refusal difference_not_found, repair_not_possible, repair_changed, same_person
 */
export async function approveRepair(
  core: AuditedCore,
  key: DifferenceKey,
  approval: RepairApproval,
): Promise<Difference> {
  // the approval is in a commit of its own: the channel is asked next, and what it says booked in another
  const difference = await core.db.transaction(async (tx) => {
    const approvable = await findApprovable(tx, key, approval);
    await core.audit.record(tx);
    return approvable;
  });
  const { actor } = approval;
  const { isDone, outcome } = await repairDifference(core, difference);
  const end = { status: isDone ? 'resolved' : 'open', outcome, actor, proposal: difference } as const;
  await core.db.transaction((tx) => markRepaired(tx, key, end, core.clock.now()));
  return (await findDifference(core.db, key)) ?? difference;
}

async function findApprovable(
  q: Queryable,
  key: DifferenceKey,
  { actor, ...seen }: RepairApproval,
): Promise<Difference> {
  const difference = await findDifference(q, key);
  if (!difference) throw new Refusal('difference_not_found', {});
  if (difference.status !== 'proposed') throw new Refusal('repair_not_possible', {});
  if (difference.proposedBy === actor) throw new Refusal('same_person', {});
  if (difference.repair !== seen.repair || difference.note !== seen.note) {
    throw new Refusal('repair_changed', {});
  }
  return difference;
}

/**
 * The second person sends a proposal back.
 * @throws Refusal difference_not_found, repair_not_possible
 */
export async function rejectRepair(core: AuditedCore, key: DifferenceKey, actor: string): Promise<void> {
  const end = { status: 'open', outcome: 'rejected', actor } as const;
  await core.db.transaction(async (tx) => {
    if (!(await markRepaired(tx, key, end, core.clock.now()))) {
      const known = await findDifference(tx, key);
      throw new Refusal(known ? 'repair_not_possible' : 'difference_not_found', {});
    }
    await core.audit.record(tx);
  });
}
