import { columns } from '../../db/columns.ts';
import type { Queryable } from '../../db/database.ts';
import { id, instant, integer, optional, smallint, text } from '../../db/fields.ts';
import type { Side, Split, Standby } from './split.ts';

const SPLIT = columns<Split>()({
  splitNo: integer('split_no'),
  fromShard: smallint('from_shard'),
  toShard: smallint('to_shard'),
  timeline: id('timeline'),
  code: text('code'),
  begunAt: instant('begun_at'),
  closedAt: optional(instant('closed_at')),
  side: optional(text<Side>('side')),
  cleaningAt: optional(instant('cleaning_at')),
  cleanedAt: optional(instant('cleaned_at')),
});

/** The number of this database among several; undefined: it is the only one. */
export async function findShard(q: Queryable): Promise<number | undefined> {
  const [row] = await q.query<{ number: number }>({ text: 'select number from shard' });
  return row?.number;
}

/** Keeps the number, unless there is one. */
export async function insertShard(q: Queryable, number: number, now: Date): Promise<void> {
  await q.query({
    text: 'insert into shard (number, decided_at) values ($1, $2) on conflict do nothing',
    values: [number, now],
  });
}

/** The newest split that was not cancelled. */
export function findSplit(q: Queryable): Promise<Split | undefined> {
  return SPLIT.one(q, {
    text: `select ${SPLIT.selected} from splits where cancelled_at is null order by split_no desc limit 1`,
  });
}

/** Numbers that this database has given to others. */
export async function findGivenNumbers(q: Queryable): Promise<number[]> {
  const rows = await q.query<{ shard: number }>({
    text: 'select unnest(array[from_shard, to_shard]) as shard from splits where cancelled_at is null and side is not null',
  });
  return rows.map(({ shard }) => shard);
}

/** Writes down what begins; every school with the shard that will have it. */
export async function insertSplit(
  q: Queryable,
  split: Pick<Split, 'fromShard' | 'toShard' | 'timeline' | 'code' | 'begunAt'>,
  moving: readonly string[],
): Promise<void> {
  const { fromShard, toShard, timeline, code, begunAt } = split;
  await q.query({
    text: `with split as (
             insert into splits (split_no, from_shard, to_shard, timeline, code, begun_at)
             select coalesce(max(split_no), 0) + 1, $1, $2, $3, $4, $5 from splits
             returning split_no)
           insert into split_schools (split_no, school_id, shard, app_ids)
           select split_no, school_id, case when school_id = any ($6) then $2 else $1 end,
                  array(select app_id from apps where apps.school_id = schools.school_id order by app_id)
             from split, schools`,
    values: [fromShard, toShard, timeline, code, begunAt, moving],
  });
}

/** Notes one more step of a split. */
export async function noteStep(
  q: Queryable,
  splitNo: number,
  step: 'closed_at' | 'cancelled_at' | 'cleaning_at' | 'cleaned_at',
  now: Date,
): Promise<void> {
  await q.query({
    text: `update splits set ${step} = coalesce(${step}, $2) where split_no = $1`,
    values: [splitNo, now],
  });
}

/** Makes this database one of the two. */
export async function noteSide(q: Queryable, split: Split, side: Side, now: Date): Promise<void> {
  await q.query({
    text: 'update splits set side = $2, taken_at = $3 where split_no = $1',
    values: [split.splitNo, side, now],
  });
  await q.query({
    text: 'update shard set number = $1, decided_at = $2',
    values: [side === 'stays' ? split.fromShard : split.toShard, now],
  });
}

/** The schools that a split moves. */
export async function findMoving(q: Queryable, { splitNo, toShard }: Split): Promise<string[]> {
  const rows = await q.query<{ school_id: string }>({
    text: 'select school_id from split_schools where split_no = $1 and shard = $2 order by school_id',
    values: [splitNo, toShard],
  });
  return rows.map(({ school_id }) => school_id);
}

/** Every school of which this database has rows. */
export async function findAllSchools(q: Queryable): Promise<string[]> {
  const rows = await q.query<{ school_id: string }>({
    text: 'select school_id from public.schools order by school_id',
  });
  return rows.map(({ school_id }) => school_id);
}

/** The schools that are not on a side. */
export async function findSchoolsElsewhere(q: Queryable, split: Split, side: Side): Promise<string[]> {
  const moving = await findMoving(q, split);
  if (side === 'stays') return moving;
  return (await findAllSchools(q)).filter((school) => !moving.includes(school));
}

/** The timeline that the server writes: it grows with every promotion. */
export async function readTimeline(q: Queryable): Promise<string> {
  const [row] = await q.query<{ timeline: string }>({
    text: `select ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::bigint::text as timeline`,
  });
  return row?.timeline ?? '';
}

/** Whether this role may change the database's settings. */
export async function ownsDatabase(q: Queryable): Promise<boolean> {
  const [row] = await q.query<{ owns: boolean }>({
    text: `select pg_has_role(datdba, 'usage') as owns from pg_database where datname = current_database()`,
  });
  return row?.owns === true;
}

/** Those that follow now. @param lsn what they are to have replayed */
export function findStandbys(q: Queryable, lsn: string): Promise<Standby[]> {
  return q.query<Standby>({
    text: `select concat_ws(' ', coalesce(nullif(application_name, ''), 'walreceiver'), host(client_addr)) as name,
                  replay_lsn >= $1::pg_lsn as "caughtUp"
             from pg_stat_replication where application_name not like 'zhixiao-pay%' order by 1`,
    values: [lsn],
  });
}

/** Where the database is now: by its own clock, and in its WAL. */
export async function readPosition(q: Queryable): Promise<{ readonly at: Date; readonly lsn: string }> {
  const [row] = await q.query<{ at: Date; lsn: string }>({
    text: 'select clock_timestamp() as at, pg_current_wal_flush_lsn()::text as lsn',
  });
  if (!row) throw new Error('a select without a from answers one row');
  return row;
}

/** Roles whose sessions look for tables where the role says, and so would not see a split. */
export async function findRolesWithPath(q: Queryable): Promise<string[]> {
  const rows = await q.query<{ role: string }>({
    text: `select distinct r.rolname as role from pg_db_role_setting s join pg_roles r on r.oid = s.setrole
             join pg_database d on d.datname = current_database() and s.setdatabase in (0, d.oid)
            where exists (select from unnest(s.setconfig) setting where starts_with(setting, 'search_path=')) order by 1`,
  });
  return rows.map(({ role }) => role);
}

/** Sessions of clients; of other roles' sessions PostgreSQL may show neither what they are nor since when they are there. */
const OTHERS = `datname = current_database() and pid <> pg_backend_pid() and coalesce(backend_type, 'client backend') = 'client backend'`;

/** Ends every other session of this database as far as this role may, and answers those that may be older than `since`. */
export async function endSessions(q: Queryable, since: Date): Promise<string[]> {
  await q.query({
    text: `select pg_terminate_backend(pid) from pg_stat_activity join pg_roles theirs on theirs.oid = usesysid
            where ${OTHERS} and (pg_has_role(usesysid, 'usage') or pg_has_role('pg_signal_backend', 'usage'))
              and (not theirs.rolsuper or (select rolsuper from pg_roles where rolname = current_user))`,
  });
  const rows = await q.query<{ session: string }>({
    text: `select format('%s (pid %s, %s)', coalesce(nullif(application_name, ''), 'without a name'), pid,
                         coalesce(host(client_addr), usename)) as session
             from pg_stat_activity where ${OTHERS} and (backend_start is null or backend_start <= $1)
           union all
           select format('prepared transaction %s', gid) from pg_prepared_xacts where database = current_database()`,
    values: [since],
  });
  return rows.map(({ session }) => session);
}
