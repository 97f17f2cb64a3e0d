import { reasonText } from '@zhixiao/contract/words/reasons';
import { SECOND_MS } from '../lib/clock.ts';
import { JobFailed, type JobLimits } from '../lib/job-thread.ts';
import { readOnThread } from '../lib/portion-thread.ts';
import type { BillContent, BillRow } from './bill.ts';
import { UnreadableBill } from './bill-table.ts';
import type { BillPortion } from './bill-thread.ts';
import type { BillFile } from './read-bill.ts';

/** The heap is beside the file itself. */
const LIMITS: JobLimits = { timeLimitMs: 120 * SECOND_MS, heapMb: 768 };
const SCRIPT = new URL('./bill-thread.ts', import.meta.url);

/**
 * Unpacks and reads a bill on a thread of its own: one that takes too much time or memory ends its thread and nothing
 * else.
 * @throws UnreadableBill
 */
export async function readBillApart(
  bill: BillFile,
  limits: JobLimits = LIMITS,
): Promise<BillContent | 'blank'> {
  const rows: BillRow[] = [];
  try {
    for await (const portion of readOnThread<BillFile, BillPortion>(SCRIPT, bill, limits)) {
      if (portion === 'blank') return portion;
      if ('unreadable' in portion) throw new UnreadableBill(portion.unreadable);
      if ('gaps' in portion) return { rows, ...portion };
      for (const row of portion.rows) rows.push(row);
    }
  } catch (error) {
    if (!(error instanceof JobFailed) || error.kind === 'error') throw error;
    const seconds = limits.timeLimitMs / SECOND_MS;
    throw new UnreadableBill(
      error.kind === 'time' ? reasonText('bill_slow', { seconds }) : reasonText('bill_memory'),
    );
  }
  throw new Error('a bill came without its end');
}
