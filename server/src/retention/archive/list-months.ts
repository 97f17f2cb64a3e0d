import type { Queryable } from '../../db/database.ts';
import { type ArchivedPartition, listArchived } from './archive-store.ts';
import { listPartitions, type Partition } from './partition-store.ts';

export type { ArchivedPartition };

/** What there is of each table that is divided by month, and what was archived of it. */
export async function listMonths({
  db,
}: {
  readonly db: Queryable;
}): Promise<{ partitions: Partition[]; archived: ArchivedPartition[] }> {
  return { partitions: await listPartitions(db), archived: await listArchived(db) };
}
