import type { Transaction } from '../db/database.ts';

/** The NOTIFY channel on which workers hear that something is due now. */
export const WAKE_CHANNEL = 'zhixiao_due';

/** Wakes the workers of every process once `tx` has committed; their polls find what nobody woke them for. */
export function wakeWorkers(tx: Transaction): void {
  tx.notifyAfterCommit(WAKE_CHANNEL);
}
