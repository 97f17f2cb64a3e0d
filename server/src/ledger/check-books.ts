import { isDatabaseAway, type Queryable } from '../db/database.ts';
import { INVARIANTS, type Invariant, type InvariantResult } from './invariant.ts';
import { findViolations } from './violation-store.ts';

const SHOWN = 100;

/**
 * Checks every invariant of the books, one after the other. What is one instant's needs a snapshot to check (`readSnapshot`).
 * One that fails, by its time limit for instance, is unchecked; the others are checked all the same.
 * @param onResult is given each as it is known
 * @throws DatabaseAway
 */
export async function checkBooks(
  q: Queryable,
  onResult: (result: InvariantResult) => void = () => undefined,
): Promise<InvariantResult[]> {
  const results: InvariantResult[] = [];
  for (const invariant of Object.keys(INVARIANTS) as Invariant[]) {
    const result = await check(q, invariant);
    results.push(result);
    onResult(result);
  }
  return results;
}

async function check(q: Queryable, invariant: Invariant): Promise<InvariantResult> {
  const startedAt = performance.now();
  const tookMs = () => Math.round(performance.now() - startedAt);
  try {
    const found = await findViolations(q, invariant, SHOWN + 1);
    return {
      invariant,
      state: found.length === 0 ? 'holds' : 'violated',
      subjects: found.slice(0, SHOWN),
      isMore: found.length > SHOWN,
      tookMs: tookMs(),
    };
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return { invariant, state: 'unchecked', subjects: [], isMore: false, reason, tookMs: tookMs() };
  }
}
