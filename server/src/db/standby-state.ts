import type { Queryable } from './queryable.ts';
import { includes, type WalPosition } from './wal-position.ts';

/** How often primary and standbys are asked where they are. */
export const LOOK_EVERY_MS = 500;

/** Which database of which cluster a session has reached. */
interface Identity {
  /** PostgreSQL's system identifier: the same at a primary and its standbys, and nowhere else. */
  readonly cluster: string;
  readonly database: string;
}

/** What the primary says of itself. */
export interface PrimaryWal extends Identity {
  /** Everything that was committed before it was asked is in front of it. */
  readonly end: WalPosition;
}

/** What a host that should be a standby says of itself. */
export interface StandbyWal extends Identity {
  readonly isStandby: boolean;
  /** Up to here it shows what the primary wrote. */
  readonly replayed: WalPosition;
}

/** The primary at one time, by `performance.now()` before it was asked. */
export interface Sample {
  readonly askedAt: number;
  readonly primary: PrimaryWal;
}

/**
 * Why nothing is read from a host, or that it may be. `primary_unknown`: the primary has not said yet where it is;
 * `takes_writes`: it is no standby, or none any more; `other_timeline`: it does not follow the present primary, as far as is
 * known.
 */
export type StandbyVerdict =
  | 'usable'
  | 'primary_unknown'
  | 'takes_writes'
  | 'other_cluster'
  | 'other_database'
  | 'other_timeline'
  | 'behind';

interface WalRow {
  readonly cluster: string;
  readonly database: string;
  readonly timeline: number;
  readonly lsn: string;
}

/**
 * What is flushed can be replicated; what is written but not flushed may stay so for seconds on an idle primary, and
 * would be taken for a lag.
 */
const PRIMARY = `
  select (select system_identifier::text from pg_control_system()) as cluster, current_database()::text as database,
         ('x' || left(pg_walfile_name(pg_current_wal_flush_lsn()), 8))::bit(32)::int as timeline,
         pg_current_wal_flush_lsn()::text as lsn`;

export async function readPrimaryWal(q: Queryable): Promise<PrimaryWal> {
  const { timeline, lsn, ...identity } = await oneRow<WalRow>(q, 'primary_wal', PRIMARY);
  return { ...identity, end: { timeline, lsn } };
}

/** By the position of insertion: a commit that does not wait for its flush is in front of it too. */
const END = `
  select ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int as timeline,
         pg_current_wal_insert_lsn()::text as lsn`;

/** Where the primary's log ends: everything that was committed before this was asked is in front of it. */
export function readWalEnd(q: Queryable): Promise<WalPosition> {
  return oneRow(q, 'wal_end', END);
}

/**
 * On which timeline a standby replays only `pg_read_all_stats` is told at once. The control file tells everybody, from the
 * next restartpoint on: until then a standby that has changed over to a new primary is taken for one that has not.
 */
const STANDBY = `
  select system_identifier::text as cluster, current_database()::text as database, pg_is_in_recovery() as "isStandby",
         greatest(timeline_id, min_recovery_end_timeline, (select received_tli from pg_stat_wal_receiver)) as timeline,
         coalesce(pg_last_wal_replay_lsn(), '0/0')::text as lsn
    from pg_control_system(), pg_control_checkpoint(), pg_control_recovery()`;

export async function readStandbyWal(q: Queryable): Promise<StandbyWal> {
  const { timeline, lsn, ...rest } = await oneRow<WalRow & { isStandby: boolean }>(q, 'standby_wal', STANDBY);
  return { ...rest, replayed: { timeline, lsn } };
}

async function oneRow<Row extends object>(q: Queryable, name: string, text: string): Promise<Row> {
  const [row] = await q.query<Row>({ name, text });
  if (!row) throw new Error('a select of functions answers one row');
  return row;
}

/**
 * The time up to which a host shows what was committed, by `performance.now()`: when the primary was asked for the last
 * position that the host has replayed. Undefined when it has replayed none of them.
 * @param samples in order
 */
export function shownUntil(samples: readonly Sample[], { replayed }: StandbyWal): number | undefined {
  return samples.findLast(({ primary }) => includes(replayed, primary.end))?.askedAt;
}

/** Whether a host may be read from, as far as it is another question than how far behind it is. */
export function judgeIdentity(sample: Sample | undefined, standby: StandbyWal): StandbyVerdict {
  if (!sample) return 'primary_unknown';
  const { cluster, database, end } = sample.primary;
  if (standby.cluster !== cluster) return 'other_cluster';
  if (standby.database !== database) return 'other_database';
  if (!standby.isStandby) return 'takes_writes';
  return standby.replayed.timeline === end.timeline ? 'usable' : 'other_timeline';
}
