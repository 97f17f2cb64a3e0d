import type { Core } from '../core.ts';
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
 * The second person's word: carries a proposed repair out, and says what came of it. A repair the channel does
 * not bear out leaves the difference open. May be repeated after a crash: money is booked once. A proposal that
 * was sent back and made anew meanwhile has nobody's word yet.
 * @throws Refusal difference_not_found, repair_not_possible, repair_changed, same_person
 */
export async function approveRepair(
  core: Core,
  key: DifferenceKey,
  { actor, ...seen }: RepairApproval,
): Promise<Difference> {
  const difference = await findDifference(core.db, key);
  if (!difference) throw new Refusal('difference_not_found', {});
  if (difference.status !== 'proposed') throw new Refusal('repair_not_possible', {});
  if (difference.proposedBy === actor) throw new Refusal('same_person', {});
  if (difference.repair !== seen.repair || difference.note !== seen.note) {
    throw new Refusal('repair_changed', {});
  }
  const { isDone, outcome } = await repairDifference(core, difference);
  const end = { status: isDone ? 'resolved' : 'open', outcome, actor, proposal: difference } as const;
  await core.db.transaction((tx) => markRepaired(tx, key, end, core.clock.now()));
  return (await findDifference(core.db, key)) ?? difference;
}

/**
 * The second person sends a proposal back.
 * @throws Refusal difference_not_found, repair_not_possible
 */
export async function rejectRepair(core: Core, key: DifferenceKey, actor: string): Promise<void> {
  const end = { status: 'open', outcome: 'rejected', actor } as const;
  if (await core.db.transaction((tx) => markRepaired(tx, key, end, core.clock.now()))) return;
  const known = await findDifference(core.db, key);
  throw new Refusal(known ? 'repair_not_possible' : 'difference_not_found', {});
}
