import type { Transaction } from '../db/database.ts';

/** The NOTIFY channel on which a commit tells workers that something is due now. */
export const WAKE_CHANNEL = 'zhixiao_due';

/** Wakes the workers of every process when `tx` commits. */
export async function wakeWorkers(tx: Transaction): Promise<void> {
  await tx.query({ name: 'wake-workers', text: `select pg_notify('${WAKE_CHANNEL}', '')` });
}
