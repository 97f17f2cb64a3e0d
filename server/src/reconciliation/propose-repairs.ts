import type { AuditedCore } from '../core.ts';
import { Refusal } from '../refusal.ts';
import { repairOf } from './difference.ts';
import { type DifferenceKey, findDifference, markProposed, markRepaired } from './difference-store.ts';

/** What the first of two people asks for. */
export interface Proposal {
  readonly actor: string;
  /** Why; read by the second person and kept. */
  readonly note: string;
  /** Closes the difference with the note, whatever it is, instead of the repair that fits its kind. */
  readonly markKnown?: boolean;
}

/**
 * Proposes the repair that fits a difference; a second person approves it.
 * @throws Refusal difference_not_found, repair_not_possible
 */
export async function proposeRepair(
  core: AuditedCore,
  key: DifferenceKey,
  proposal: Proposal,
): Promise<void> {
  const difference = await findDifference(core.db, key);
  if (!difference) throw new Refusal('difference_not_found', {});
  const repair = proposal.markKnown
    ? 'mark_known'
    : repairOf(difference.kind, difference.paymentNo !== undefined);
  const isUnexplained = repair === 'mark_known' && proposal.note.trim() === '';
  if (difference.status !== 'open' || isUnexplained) throw new Refusal('repair_not_possible', {});
  const { actor, note } = proposal;
  const proposed = { repair, actor, note };
  await core.db.transaction(async (tx) => {
    const isProposed = await markProposed(tx, key, proposed, core.clock.now());
    if (!isProposed) throw new Refusal('repair_not_possible', {});
    await core.audit.record(tx);
  });
}

/**
 * Whoever proposed a repair takes it back before a second person has decided.
 * @throws Refusal difference_not_found, repair_not_possible
 */
export async function withdrawRepair(core: AuditedCore, key: DifferenceKey, actor: string): Promise<void> {
  const difference = await findDifference(core.db, key);
  if (!difference) throw new Refusal('difference_not_found', {});
  if (difference.proposedBy !== actor) throw new Refusal('repair_not_possible', {});
  const end = { status: 'open', outcome: 'withdrawn', actor, proposal: difference } as const;
  await core.db.transaction(async (tx) => {
    const isWithdrawn = await markRepaired(tx, key, end, core.clock.now());
    if (!isWithdrawn) throw new Refusal('repair_not_possible', {});
    await core.audit.record(tx);
  });
}
