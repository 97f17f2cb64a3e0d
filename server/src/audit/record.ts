import type { Database, Transaction } from '../db/database.ts';
import { maskPeople } from '../lib/mask.ts';
import { insertEntry, lockChainEnd } from './audit-store.ts';
import { type AuditDetails, type AuditNote, CHAIN_START, sealOf } from './entry.ts';

/** Adds an entry to the chain, in the commit of what it is about; last in it, for others wait from here on. */
export async function recordEntry(tx: Transaction, note: AuditNote): Promise<void> {
  const end = await lockChainEnd(tx);
  const details = masked(note.details) as AuditDetails;
  const entry = {
    ...note,
    details,
    entryNo: String(BigInt(end?.entryNo ?? 0) + 1n),
    previous: end?.hash ?? CHAIN_START,
  };
  await insertEntry(tx, { ...entry, hash: sealOf(entry) });
}

/**
 * A database that adds an entry to the first transaction run on it, in its commit; `record` adds it when
 * there was none.
 */
export function auditedDatabase(
  db: Database,
  note: () => AuditNote,
): { readonly db: Database; readonly record: () => Promise<void> } {
  let isRecorded = false;
  const transaction: Database['transaction'] = async (work) => {
    if (isRecorded) return db.transaction(work);
    // of several that run at once one has the entry; if it fails, a later one has
    isRecorded = true;
    try {
      return await db.transaction(async (tx) => {
        const done = await work(tx);
        await recordEntry(tx, note());
        return done;
      });
    } catch (error) {
      isRecorded = false;
      throw error;
    }
  };
  return {
    db: { ...db, transaction },
    record: async () => (isRecorded ? undefined : transaction(async () => undefined)),
  };
}

/** Numbers of phones and identity cards and addresses, wherever they stand, hidden. */
function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskPeople(value);
  if (Array.isArray(value)) return value.map(masked);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, masked(member)]));
}
