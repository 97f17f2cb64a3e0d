import type { Core } from '../core.ts';
import type { Transaction } from '../db/database.ts';
import { maskPeople } from '../lib/mask.ts';
import type { Vault } from '../lib/vault.ts';
import { type ChainEnd, insertEntry, lockChainEnd } from './audit-store.ts';
import { type AuditDetails, type AuditNote, CHAIN_START, KEYED_FROM_HERE, sealOf } from './entry.ts';
import { personIndexes } from './person-seen.ts';

/** Adds an entry to the chain, in the commit of what it is about; last in it, for others wait from here on. */
export async function recordEntry(tx: Transaction, vault: Vault, note: AuditNote): Promise<void> {
  const end = await lockChainEnd(tx);
  const keyedEnd = end?.seal === 'plain' ? await append(tx, vault, end, keyedFromHere(end, note.at)) : end;
  await append(tx, vault, keyedEnd, note);
}

/** Ends a chain of plain entries by a keyed one, which holds all before it; nothing to do for any other. */
export async function keyOldChain({ db, vault, clock }: Pick<Core, 'db' | 'vault' | 'clock'>): Promise<void> {
  await db.transaction(async (tx) => {
    const end = await lockChainEnd(tx);
    if (end?.seal === 'plain') await append(tx, vault, end, keyedFromHere(end, clock.now()));
  });
}

function keyedFromHere(end: ChainEnd, at: Date): AuditNote {
  return {
    at,
    operator: undefined,
    address: undefined,
    action: KEYED_FROM_HERE,
    subject: undefined,
    schoolId: undefined,
    outcome: 'done',
    details: { plainEntries: end.entryNo },
  };
}

async function append(
  tx: Transaction,
  vault: Vault,
  end: ChainEnd | undefined,
  { people = [], ...note }: AuditNote,
): Promise<ChainEnd> {
  const indexes = personIndexes(vault, people);
  const entry = {
    ...note,
    details: { ...maskedDetails(note.details), ...(indexes.length > 0 ? { people: indexes } : {}) },
    entryNo: String(BigInt(end?.entryNo ?? 0) + 1n),
    seal: 'keyed' as const,
    previous: end?.hash ?? CHAIN_START,
  };
  const sealed = { ...entry, hash: sealOf(vault, entry) };
  await insertEntry(tx, sealed);
  return sealed;
}

function maskedDetails(details: AuditDetails): AuditDetails {
  return Object.fromEntries(Object.entries(details).map(([key, value]) => [key, masked(value)]));
}

/** Numbers of phones and identity cards and addresses, wherever they stand, hidden. */
function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskPeople(value);
  if (Array.isArray(value)) return value.map(masked);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, masked(member)]));
}
