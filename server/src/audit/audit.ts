import type { Transaction } from '../db/database.ts';

/** The audit entry of one operation, until a commit names it. */
export interface Audit {
  /** Writes the entry in the commit of what it is about; last in it, for other entries wait from here on. */
  record(tx: Transaction): Promise<void>;
}
