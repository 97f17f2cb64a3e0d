import type { Transaction } from '../db/database.ts';

/** The NOTIFY channel that wakes workers when a job is due now. */
export const WAKE_CHANNEL = 'zhixiao_due';

/** Wakes the workers of every process once `tx` has committed; jobs without a wake-up are found by the next poll. */
export function wakeWorkers(tx: Transaction): void {
  tx.notifyAfterCommit(WAKE_CHANNEL);
}
