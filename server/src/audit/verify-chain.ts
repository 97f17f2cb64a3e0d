import type { Core } from '../core.ts';
import { findEntriesAfter } from './audit-store.ts';
import { CHAIN_START, sealOf } from './entry.ts';

const EACH = 1_000;

/**
 * What the chain is. `head` is the last entry's hash: kept somewhere else, it shows later that entries at the end
 * were taken away, which the chain alone cannot; `entryNo` is the first that does not follow.
 */
export type ChainState =
  | { readonly state: 'whole'; readonly entries: number; readonly head: string }
  | { readonly state: 'broken'; readonly entryNo: string };

/** Follows the chain from its start. */
export async function verifyChain({ db }: Pick<Core, 'db'>): Promise<ChainState> {
  let previous = CHAIN_START;
  let last = 0;
  for (;;) {
    const entries = await findEntriesAfter(db, String(last), EACH);
    if (entries.length === 0) return { state: 'whole', entries: last, head: previous.toString('hex') };
    for (const entry of entries) {
      last += 1;
      const follows = entry.entryNo === String(last) && entry.previous.equals(previous);
      if (!follows || !entry.hash.equals(sealOf(entry))) return { state: 'broken', entryNo: String(last) };
      previous = entry.hash;
    }
  }
}
