import type { Core } from '../../core.ts';
import { isSealedWith } from '../../lib/sealing.ts';
import { type DataKeys, resealed } from '../../lib/vault.ts';
import {
  findOldRows,
  findSealedTables,
  lockRows,
  type OldRow,
  replaceSealed,
  type SealedTable,
} from './sealed-rows-store.ts';

const PAGE_ROWS = 2_000;
/** What one transaction takes: its locks are held for some milliseconds. */
const BATCH_ROWS = 100;
const BATCH_BYTES = 2 ** 22;
/** Rows that stay locked for more than this many passes are reported and left to the next run. */
const PASSES = 100;

/** The progress of resealing. */
export type OnResealed = (progress: { readonly table: string; readonly rows: number }) => void;

/** Some rows could not be sealed anew. */
class ResealError extends Error {}

/**
 * Seals everything anew that another key than the present one has sealed. Passes go on until one has found nothing: a
 * row that was in use, or copied from one that had not been reached, is found by the next. Each batch is a commit of
 * its own, so that who is killed has lost nothing and goes on where he was.
 * @throws ResealError when a value does not open, or rows stay in use; DatabaseAway
 */
export async function resealAll(
  db: Core['db'],
  keys: DataKeys,
  onResealed: OnResealed = () => undefined,
): Promise<number> {
  const tables = await findSealedTables(db);
  let total = 0;
  for (let pass = 1; pass <= PASSES; pass += 1) {
    let found = 0;
    for (const table of tables) {
      const { old, done } = await resealTable(db, keys, table);
      found += old;
      total += done;
      if (done > 0) onResealed({ table: table.name, rows: done });
    }
    if (found === 0) return total;
  }
  throw new ResealError('some rows are always in use; run the command again');
}

/** One pass over a table: how many rows were old, and how many of them are done. */
async function resealTable(
  db: Core['db'],
  keys: DataKeys,
  table: SealedTable,
): Promise<{ old: number; done: number }> {
  let found = 0;
  let done = 0;
  let after: OldRow['key'] | undefined;
  do {
    const { old, end } = await findOldRows(db, table, keys.sealVersion, { after, limit: PAGE_ROWS });
    found += old.length;
    for (const batch of batchesOf(old)) done += await resealBatch(db, keys, table, batch);
    after = end;
  } while (after !== undefined);
  return { old: found, done };
}

async function resealBatch(
  db: Core['db'],
  keys: DataKeys,
  table: SealedTable,
  batch: readonly OldRow[],
): Promise<number> {
  return db.transaction(async (tx) => {
    const rows = await lockRows(
      tx,
      table,
      batch.map(({ key }) => key),
    );
    if (rows.length === 0) return 0;
    const anew = rows.map(({ key, values }) => ({
      key,
      sealed: values.map(({ aadContext, sealed }) =>
        sealed === null || isSealedWith(keys.sealVersion, sealed)
          ? sealed
          : sealAnew(keys, table, aadContext, sealed),
      ),
    }));
    await replaceSealed(tx, table, anew);
    return rows.length;
  });
}

function sealAnew(keys: DataKeys, table: SealedTable, aadContext: string, sealed: Buffer): Buffer {
  try {
    return resealed(keys, aadContext, sealed);
  } catch (cause) {
    throw new ResealError(`${table.name}: the value at ${aadContext} does not open`, { cause });
  }
}

function batchesOf(rows: readonly OldRow[]): OldRow[][] {
  const batches: OldRow[][] = [];
  let bytes = 0;
  for (const row of rows) {
    const batch = batches.at(-1);
    bytes += row.bytes;
    if (batch && batch.length < BATCH_ROWS && bytes <= BATCH_BYTES) {
      batch.push(row);
      continue;
    }
    bytes = row.bytes;
    batches.push([row]);
  }
  return batches;
}
