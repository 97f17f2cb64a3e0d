import type { Queryable } from '../db/database.ts';
import { MADE_BY_OWNER } from '../db/server-role.ts';

/** What is looked at of a server and one database of it. */
export interface DatabaseFacts {
  readonly version: number;
  readonly versionText: string;
  readonly encoding: string;
  readonly collation: string;
  readonly isCollationChanged: boolean;
  readonly bytes: number;
  /** Transactions since the oldest row was frozen. */
  readonly xidAge: number;
  /** Sessions of all databases of the server. */
  readonly connections: number;
  /** Sessions by which workers of ours listen. */
  readonly workers: number;
  readonly longestTransactionSeconds: number;
  /** As it is in Shanghai when it is 16:30 on New Year's eve in UTC. */
  readonly shanghaiDay: string;
  /** Of the role and of the database; -1 is none. */
  readonly roleLimit: number;
  readonly databaseLimit: number;
}

export async function readDatabaseFacts(q: Queryable): Promise<DatabaseFacts | undefined> {
  const [facts] = await q.query<DatabaseFacts>({
    text: `
      select current_setting('server_version_num')::int as version, version() as "versionText",
             current_setting('server_encoding') as encoding,
             d.datcollate as collation,
             coalesce(d.datcollversion <> pg_database_collation_actual_version(d.oid), false) as "isCollationChanged",
             pg_database_size(d.oid)::float8 as bytes, age(d.datfrozenxid) as "xidAge",
             (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections,
             (select count(*)::int from pg_stat_activity
               where application_name = 'zhixiao-pay-listen' and datname = d.datname) as workers,
             (select coalesce(extract(epoch from now() - min(xact_start)), 0)::float8 from pg_stat_activity
               where datname = d.datname and pid <> pg_backend_pid()) as "longestTransactionSeconds",
             to_char('2025-12-31 16:30+00'::timestamptz at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as "shanghaiDay",
             (select rolconnlimit from pg_roles where rolname = current_user) as "roleLimit",
             d.datconnlimit as "databaseLimit"
        from pg_database d where d.datname = current_database()`,
  });
  return facts;
}

/** Settings that decide whether what is committed is kept, or how much fits; those that this version does not have are left out. */
const SERVER_SETTINGS = [
  'archive_mode',
  'autovacuum',
  'data_checksums',
  'effective_cache_size',
  'fsync',
  'full_page_writes',
  'idle_in_transaction_session_timeout',
  'lock_timeout',
  'maintenance_work_mem',
  'max_connections',
  'max_wal_size',
  'password_encryption',
  'reserved_connections',
  'shared_buffers',
  'ssl',
  'statement_timeout',
  'superuser_reserved_connections',
  'synchronous_commit',
  'synchronous_standby_names',
  'TimeZone',
  'wal_level',
  'work_mem',
] as const;

export type ServerSetting = (typeof SERVER_SETTINGS)[number];

/** As the server has them; a version that does not know one leaves it out. */
export type ServerSettings = Readonly<Partial<Record<ServerSetting, string>>>;

/** Each as PostgreSQL shows it. */
export async function readServerSettings(q: Queryable): Promise<ServerSettings> {
  const rows = await q.query<{ name: ServerSetting; value: string }>({
    text: `select name, current_setting(name) as value from pg_settings where name = any($1) order by name`,
    values: [SERVER_SETTINGS],
  });
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

/** The server's data directory; undefined when our role may not read it. */
export async function findDataDirectory(q: Queryable): Promise<string | undefined> {
  const [row] = await q.query<{ setting: string }>({
    text: `select setting from pg_settings where name = 'data_directory'`,
  });
  return row?.setting;
}

/** Whether WAL could not be archived last, and since when. */
export async function findArchivingFailure(q: Queryable): Promise<Date | undefined> {
  const [row] = await q.query<{ failed: Date }>({
    text: `select last_failed_time as failed from pg_stat_archiver
            where last_failed_time > coalesce(last_archived_time, '-infinity')`,
  });
  return row?.failed;
}

/** A standby of this server. What our role may not read is null. */
export interface Standby {
  readonly name: string;
  readonly isSynchronous: boolean | null;
  readonly lagSeconds: number | null;
}

export function listStandbys(q: Queryable): Promise<Standby[]> {
  return q.query<Standby>({
    text: `select application_name as name, sync_state in ('sync', 'quorum') as "isSynchronous",
                  extract(epoch from replay_lag)::float8 as "lagSeconds"
             from pg_stat_replication
            order by application_name`,
  });
}

/** Tables that the server's role cannot read or write, of those that there are. */
export async function tablesOutOfReach(q: Queryable): Promise<string[]> {
  const rows = await q.query<{ name: string }>({
    text: `select relname as name from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
              -- a partition is written through its table
              and not relispartition
              and not (has_table_privilege(oid, 'select')
                       and (relname = any ($1) or has_table_privilege(oid, 'insert')))
            order by 1`,
    values: [MADE_BY_OWNER],
  });
  return rows.map(({ name }) => name);
}

/** Tables that the role of this session cannot read. */
export async function tablesNotReadable(q: Queryable): Promise<string[]> {
  const rows = await q.query<{ name: string }>({
    text: `select relname as name from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
              and not has_table_privilege(oid, 'select')
            order by 1`,
  });
  return rows.map(({ name }) => name);
}

/** Indexes and constraints that a step which was interrupted has left unfinished. */
export async function unfinishedParts(q: Queryable): Promise<string[]> {
  const rows = await q.query<{ name: string }>({
    text: `select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
            where not i.indisvalid and c.relnamespace = 'public'::regnamespace
           union all
           select conname from pg_constraint
            where not convalidated and connamespace = 'public'::regnamespace order by 1`,
  });
  return rows.map(({ name }) => name);
}

/** The server's clock, now. */
export async function readServerTime(q: Queryable): Promise<Date> {
  const [row] = await q.query<{ now: Date }>({ text: 'select clock_timestamp() as now' });
  return row?.now ?? new Date(Number.NaN);
}
