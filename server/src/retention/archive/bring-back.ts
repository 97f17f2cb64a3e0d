import { dirname } from 'node:path';
import { ArchiveError } from './archive-error.ts';
import {
  lookThrough,
  type Manifest,
  type RowText,
  readManifest,
  readRows,
  rowsFileOf,
} from './archive-file.ts';
import { type ArchiveParts, recordArchive, unread } from './archive-months.ts';
import type { ArchiveSession } from './archive-session.ts';
import {
  attach,
  columnsOf,
  dropCarriedSums,
  dropTable,
  forgetArchived,
  listArchived,
  lockForChange,
} from './archive-store.ts';
import { addRows, isSealedWithRetired, makeReadyToAttach, makeTableLike } from './bring-back-store.ts';
import { refuseWhileSplit } from './refuse-while-split.ts';
import { patiently } from './with-patience.ts';

const BATCH = 1_000;

/**
 * Puts an archived partition back into its table, from the files beside a manifest or from its detached table; of each table the
 * one that was archived last comes back first. What an interrupted call had read is read anew.
 * @throws ArchiveError
 */
export async function bringBack(
  parts: ArchiveParts,
  manifestPath: string,
  onProgress: (rows: number, all: number) => void = () => undefined,
): Promise<Manifest> {
  await refuseWhileSplit(parts.db);
  const manifest = await readManifest(manifestPath);
  const last = (await listArchived(parts.db)).find(({ table }) => table === manifest.table);
  if (last?.name !== manifest.partition) {
    throw new ArchiveError({
      zh: `${manifest.partition} 不是 ${manifest.table} 最后归档的分区${last ? `：先取回 ${last.name}` : ''}。`,
      en: `${manifest.partition} is not what was archived last of ${manifest.table}${last ? `: bring back ${last.name} first` : ''}.`,
    });
  }
  if (last.sha256 !== manifest.sha256) throw unread(manifestPath);
  if (last.isDropped)
    await refill(parts.db, manifest, rowsFileOf(dirname(manifestPath), manifest.partition), onProgress);
  if (manifest.table === 'channel_callbacks' && (await isSealedWithRetired(parts.db, manifest.partition))) {
    if (last.isDropped) await patiently(parts.db, (tx) => dropTable(tx, manifest.partition));
    throw new ArchiveError({
      zh: `${manifest.partition} 中的密文用已停用的数据密钥封存，取回后无法打开：请在归档时的备份中查阅。`,
      en: `What is sealed in ${manifest.partition} is sealed with a data key that was retired since, and could not be opened: look it up in a backup of then.`,
    });
  }
  await patiently(parts.db, async (tx) => {
    await lockForChange(tx, manifest.table);
    await attach(tx, manifest);
    await dropCarriedSums(tx, manifest.partition);
    await forgetArchived(tx, manifest.partition);
    await recordArchive(parts, tx, 'months.bring_back', manifest);
  });
  return manifest;
}

async function refill(
  db: ArchiveSession,
  manifest: Manifest,
  path: string,
  onProgress: (rows: number, all: number) => void,
): Promise<void> {
  const { table, partition, rows, sha256, amounts } = manifest;
  const facts = await lookThrough(path).catch((cause: unknown) => {
    throw unread(path, { cause });
  });
  if (facts.sha256 !== sha256 || facts.rows !== rows || facts.amounts?.in !== amounts?.in) throw unread(path);
  const columns = await columnsOf(db, table);
  await patiently(db, (tx) => dropTable(tx, partition));
  await makeTableLike(db, table, partition);
  let added = 0;
  for await (const batch of inBatches(readRows(path))) {
    await addRows(db, partition, columns, batch);
    added += batch.length;
    onProgress(added, rows);
  }
  await makeReadyToAttach(db, manifest);
}

async function* inBatches(rows: AsyncIterable<RowText>): AsyncGenerator<RowText[]> {
  let batch: RowText[] = [];
  for await (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
