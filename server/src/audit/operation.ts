import type { Audited, Core } from '../core.ts';
import type { Database, Transaction } from '../db/database.ts';
import type { AuditNote } from './entry.ts';
import { recordEntry } from './record.ts';

/** One operation of an operator, with its entry, and a database that commits nothing before the entry. */
export interface AuditedOperation extends Audited {
  readonly db: Database;
  /** Whether a commit has the entry. */
  readonly isRecorded: () => boolean;
  /** Writes the entry in a commit of its own: of what changes nothing, before it is answered. */
  readonly recordAlone: () => Promise<void>;
}

/**
 * Begins an operation. Its entry is in one commit, which names it (`audit.record`): the first, or one that was rolled
 * back leaves it to the next. What would be committed before that, or would name the entry again, is a fault of ours
 * and is rolled back.
 * @param note asked when the entry is written
 */
export function auditOperation(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  note: () => AuditNote,
): AuditedOperation {
  let namedBy: Transaction | undefined;
  let isCommitted = false;
  const record = async (tx: Transaction) => {
    if (namedBy) throw new Error(`the audit entry ${note().action} has a commit already`);
    namedBy = tx;
    await recordEntry(tx, vault, note());
  };
  const transaction: Database['transaction'] = async (work) => {
    // what runs beside the commit of the entry could be committed before it
    const mayOmit = isCommitted;
    let opened: Transaction | undefined;
    try {
      const done = await db.transaction(async (tx) => {
        opened = tx;
        const worked = await work(tx);
        if (!mayOmit && namedBy !== tx) throw new Error(`a commit without the audit entry ${note().action}`);
        return worked;
      });
      isCommitted = true;
      return done;
    } catch (error) {
      if (!isCommitted && namedBy === opened) namedBy = undefined;
      throw error;
    }
  };
  return {
    db: { ...db, transaction },
    audit: { record },
    isRecorded: () => isCommitted,
    recordAlone: () => transaction(record),
  };
}
