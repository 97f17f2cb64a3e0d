import type { Core } from '../core.ts';
import type { Vault } from '../lib/vault.ts';
import { findEntriesAfter } from './audit-store.ts';
import { type AuditEntry, CHAIN_START, KEYED_FROM_HERE, sealOf } from './entry.ts';
import type { ChainHead } from './head.ts';

const EACH = 1_000;

/**
 * What the chain is. `head` is the last entry's hash; `entryNo` is the first that does not follow, or that a head which
 * was written out does not agree with.
 */
export type ChainState =
  | { readonly state: 'whole'; readonly entries: number; readonly head: string }
  | { readonly state: 'broken'; readonly entryNo: string };

/**
 * Follows the chain from its start.
 * @param heads what was written out of it earlier: the chain alone cannot tell that its end was taken off
 */
export async function verifyChain(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  heads: readonly ChainHead[] = [],
): Promise<ChainState> {
  return followChain(vault, eachEntry(db), heads);
}

/**
 * Plain entries stand before the first keyed one, which says so, and never after it: without the key none of them can
 * be made anew.
 */
export async function followChain(
  vault: Pick<Vault, 'sign'>,
  entries: AsyncIterable<AuditEntry> | Iterable<AuditEntry>,
  heads: readonly ChainHead[],
): Promise<ChainState> {
  const written = Map.groupBy(heads, (head) => head.entries);
  let previous = CHAIN_START;
  let last = 0;
  let keyedFrom: number | undefined;
  for await (const entry of entries) {
    last += 1;
    const isKeyed = entry.seal === 'keyed';
    if (isKeyed) keyedFrom ??= last;
    const fits =
      entry.entryNo === String(last) &&
      entry.previous.equals(previous) &&
      isKeyed === (keyedFrom !== undefined) &&
      (keyedFrom !== last || last === 1 || entry.action === KEYED_FROM_HERE) &&
      entry.hash.equals(sealOf(vault, entry));
    const hash = entry.hash.toString('hex');
    if (!fits || written.get(last)?.some((head) => head.hash !== hash))
      return { state: 'broken', entryNo: String(last) };
    previous = entry.hash;
  }
  if (last > 0 && keyedFrom === undefined) return { state: 'broken', entryNo: String(last) };
  if (heads.some((head) => head.entries > last)) return { state: 'broken', entryNo: String(last + 1) };
  return { state: 'whole', entries: last, head: previous.toString('hex') };
}

async function* eachEntry(db: Core['db']): AsyncGenerator<AuditEntry> {
  for (let last = '0'; ; ) {
    const entries = await findEntriesAfter(db, last, EACH);
    yield* entries;
    const end = entries.at(-1);
    if (!end) return;
    last = end.entryNo;
  }
}
