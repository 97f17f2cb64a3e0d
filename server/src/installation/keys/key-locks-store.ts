import { createHash } from 'node:crypto';
import type { Queryable, Transaction } from '../../db/database.ts';

/**
 * Every process holds locks, on a session of its own, that say which keys it knows; they go with the process. Advisory
 * locks are numbers in two parts: `KNOWN` with the generation of data keys, or `CHANGE` while they are read, and
 * `MASTER` with a fingerprint of each master key that the process was given.
 */
const KNOWN = 7_215_043;
const MASTER = 7_215_044;
const CHANGE = -2;
const ROTATION = -1;

/** A NOTIFY here says that keys have changed, or that a rotation waits for processes to look. */
export const KEYS_CHANNEL = 'zhixiao_keys';

/** Keeps the keys as they are while `work` reads them and notes that it knows them. */
export async function whileUnchanged<T>(session: Queryable, work: () => Promise<T>): Promise<T> {
  await lock(session, KNOWN, CHANGE);
  try {
    return await work();
  } finally {
    await unlock(session, KNOWN, CHANGE);
  }
}

/** Waits for processes that read the keys, and blocks others until the commit. */
export async function lockKeys(tx: Transaction): Promise<void> {
  await tx.query({ text: 'select pg_advisory_xact_lock($1, $2)', values: [KNOWN, CHANGE] });
}

/** Has every process look. */
export async function notifyKeys(q: Queryable): Promise<void> {
  await q.query({ text: `select pg_notify($1, '')`, values: [KEYS_CHANNEL] });
}

/** False: somebody else rotates. */
export async function claimRotation(session: Queryable): Promise<boolean> {
  const [row] = await session.query<{ claimed: boolean }>({
    text: 'select pg_try_advisory_lock($1, $2) as claimed',
    values: [KNOWN, ROTATION],
  });
  return row?.claimed === true;
}

export const noteGeneration = (session: Queryable, generation: number) => lock(session, KNOWN, generation);
export const releaseGeneration = (session: Queryable, generation: number) =>
  unlock(session, KNOWN, generation);
export const noteMasterKey = (session: Queryable, masterKey: Buffer) =>
  lock(session, MASTER, fingerprintOf(masterKey));

/** A process that works on this database, by its session. */
export interface KeyHolder {
  readonly pid: number;
  /** Undefined: not visible to this role, or a local socket. */
  readonly address: string | undefined;
  readonly generation: number;
  readonly knowsMasterKey: boolean;
}

/** Every process, with whether it has been given `masterKey`. */
export async function findKeyHolders(q: Queryable, masterKey: Buffer): Promise<KeyHolder[]> {
  const rows = await q.query<{ pid: number; address: string | null; generation: number; knows: boolean }>({
    text: `select pid, host(client_addr) as address, generation, knows from (
             select pid, max(objid::bigint) filter (where classid::bigint = $1 and objid::bigint < 2147483648)::int as generation,
                    coalesce(bool_or(classid::bigint = $2 and objid::bigint = $3), false) as knows
               from pg_locks
              where locktype = 'advisory' and objsubid = 2 and granted and mode = 'ShareLock'
                and database = (select oid from pg_database where datname = current_database())
                and classid::bigint in ($1, $2)
              group by pid) held
           left join pg_stat_activity using (pid)
           where generation is not null order by pid`,
    values: [KNOWN, MASTER, fingerprintOf(masterKey)],
  });
  return rows.map((row) => ({
    pid: row.pid,
    address: row.address ?? undefined,
    generation: row.generation,
    knowsMasterKey: row.knows,
  }));
}

async function lock(session: Queryable, part: number, number: number): Promise<void> {
  await session.query({ text: 'select pg_advisory_lock_shared($1, $2)', values: [part, number] });
}

async function unlock(session: Queryable, part: number, number: number): Promise<void> {
  await session.query({ text: 'select pg_advisory_unlock_shared($1, $2)', values: [part, number] });
}

/** 31 bits of a hash: enough to distinguish the keys of one installation, and useless to an attacker. */
function fingerprintOf(masterKey: Buffer): number {
  const hash = createHash('sha256').update('zhixiao-pay master key fingerprint').update(masterKey).digest();
  return hash.readUInt32BE() >>> 1;
}
