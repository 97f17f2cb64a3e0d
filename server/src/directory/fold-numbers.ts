import type { Core } from '../core.ts';
import { indexFoldedNumbers } from './folded-number-store.ts';

const BATCH = 500;

/** Indexes the numbers of people whom an earlier release stored, so that they are found in any case. */
export async function foldOldNumbers({ db, vault }: Pick<Core, 'db' | 'vault'>): Promise<void> {
  let indexed: number;
  do {
    indexed = await db.transaction((tx) => indexFoldedNumbers(tx, vault, BATCH));
  } while (indexed > 0);
}
