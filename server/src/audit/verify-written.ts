import type { Core } from '../core.ts';
import { readHeads } from './head-file.ts';
import { type ChainState, verifyChain } from './verify-chain.ts';

/** The chain, and the heads it was held against; lines that are no heads of ours prove nothing. */
export type WrittenState =
  | (Extract<ChainState, { state: 'whole' }> & { readonly heads: number; readonly strange: number })
  | Extract<ChainState, { state: 'broken' }>;

/**
 * Follows the chain, and holds it against the heads that were written into a file: what was taken off its end shows there.
 * @param file undefined: none are written
 */
export async function verifyWritten(
  core: Pick<Core, 'db' | 'vault'>,
  file: string | undefined,
): Promise<WrittenState> {
  // before the chain is read: it may grow meanwhile, and more heads be written
  const { heads, strange } =
    file === undefined ? { heads: [], strange: 0 } : await readHeads(file, core.vault);
  const chain = await verifyChain(core, heads);
  return chain.state === 'broken' ? chain : { ...chain, heads: heads.length, strange };
}
