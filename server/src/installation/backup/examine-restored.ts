import { isDatabaseAway, type Queryable } from '../../db/database.ts';
import { readSnapshot } from '../../db/snapshot.ts';
import { checkBooks } from '../../ledger/check-books.ts';
import type { InvariantResult } from '../../ledger/invariant.ts';
import { vaultOf } from '../../lib/vault.ts';
import { loadKeys, type MasterKeys } from '../keys/load-keys.ts';
import { checkMasterKey, MasterKeyError } from '../master-key-check.ts';
import { type RestoredCounts, readRestoredCounts } from './restored-store.ts';

/** What was found in a restored database; nothing in it was changed. */
export interface RestoredState {
  readonly counts: RestoredCounts | undefined;
  readonly books: readonly InvariantResult[];
  /** Why what is sealed does not open; undefined: it does. */
  readonly keyFault: string | undefined;
}

const SNAPSHOT = { application: 'zhixiao-pay-restore', statementTimeoutMs: 600_000 };

/** @throws DatabaseAway */
export function examineRestored(url: string, masterKeys: MasterKeys): Promise<RestoredState> {
  return readSnapshot(url, SNAPSHOT, async (q) => ({
    counts: await readRestoredCounts(q),
    keyFault: await keyFaultIn(q, masterKeys),
    books: await checkBooks(q),
  }));
}

async function keyFaultIn(q: Queryable, masterKeys: MasterKeys): Promise<string | undefined> {
  try {
    const { keys } = await loadKeys(q, await masterKeys());
    await checkMasterKey(
      q,
      vaultOf(() => keys),
    );
    return undefined;
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    if (error instanceof MasterKeyError) return error.message;
    return error instanceof Error ? error.message : String(error);
  }
}
