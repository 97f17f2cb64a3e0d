import type { Transaction } from '../db/database.ts';

/** The NOTIFY channel that wakes workers when work is due now; the payload is its kind, or empty: of any kind. */
export const WAKE_CHANNEL = 'zhixiao_due';

/** The kinds of background work that are claimed from the database. */
export type WorkKind =
  | 'notification'
  | 'payment'
  | 'refund'
  | 'expiry'
  | 'bill'
  | 'keys'
  | 'invoice'
  | 'invoice-delivery'
  | 'personal-data'
  | 'message';

/** Wakes the workers of every process for this kind of work once `tx` has committed; without, the next poll finds it. */
export function wakeWorkers(tx: Transaction, kind: WorkKind): void {
  tx.notifyAfterCommit(WAKE_CHANNEL, kind);
}
