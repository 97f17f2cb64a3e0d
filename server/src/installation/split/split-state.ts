import type { Queryable } from '../../db/database.ts';
import type { Split } from './split.ts';
import { findAllSchools, findSchoolsElsewhere, findShard, findSplit, readTimeline } from './split-store.ts';

/** Which shard a database is, and how far a split of it is. */
export interface ShardState {
  readonly shard: number | undefined;
  readonly split: Split | undefined;
  /** Whether it was promoted after the split had begun. */
  readonly isPromoted: boolean;
  readonly schools: readonly string[];
  /** Schools whose rows are still here, though another shard has them. */
  readonly elsewhere: readonly string[];
}

/** Reads only. */
export async function readShardState(q: Queryable): Promise<ShardState> {
  const split = await findSplit(q);
  const isPromoted = split !== undefined && split.timeline !== (await readTimeline(q));
  const elsewhere = split?.side && !split.cleanedAt ? await findSchoolsElsewhere(q, split, split.side) : [];
  const schools = (await findAllSchools(q)).filter((school) => !elsewhere.includes(school));
  return { shard: await findShard(q), split, isPromoted, schools, elsewhere };
}
