import { laggingReads } from '../../db/lagging-reads.ts';
import type { WalPosition } from '../../db/wal-position.ts';
import { Refusal } from '../../refusal.ts';
import type { OperatorContext } from './route.ts';

/**
 * Answers from a standby, where there is one that may be read from; who has changed something up to `written` sees that. A
 * refusal is always the primary's: what is not at the standby may have been made a moment ago.
 */
export async function answerLagging<T>(
  answer: (context: OperatorContext) => Promise<T>,
  context: OperatorContext,
  written: WalPosition | undefined,
): Promise<T> {
  const { core } = context;
  const reads = laggingReads(core.db, core.standby, written);
  const reading = { ...context, core: { ...core, db: reads.db } };
  try {
    return await answer(reading);
  } catch (error) {
    if (!(error instanceof Refusal) || !reads.mayBeOld()) throw error;
    reads.leaveStandby('refused');
    return answer(reading);
  }
}
