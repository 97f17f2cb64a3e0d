import type { Channel } from '../channels/channel.ts';
import { isUniqueViolation, type Queryable } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';
import type { Binding } from './person.ts';
import { uidIndex } from './person-store.ts';

export interface NewBinding extends Binding {
  readonly schoolId: string;
  readonly openId: string;
  /** The application the uid was learned under, when it was learned by sign-in. */
  readonly issuer?: string;
  readonly source: 'payer' | 'operator' | 'import';
}

/** Binds those uids that are not bound yet; answers the bindings made. */
export async function insertBindings(
  q: Queryable,
  vault: Vault,
  bindings: readonly NewBinding[],
  now: Date,
): Promise<NewBinding[]> {
  const indexes = bindings.map(({ schoolId, uid }) => uidIndex(vault, schoolId, uid));
  const column = <T>(read: (binding: NewBinding) => T) => bindings.map(read);
  const rows = await q.query<{ uid_index: Buffer }>({
    name: 'insert-bindings',
    text: `insert into bindings (school_id, uid_index, open_id, channel, issuer, uid_sealed, source, bound_at)
           select *, $8::timestamptz from unnest($1::text[], $2::bytea[], $3::text[], $4::text[], $5::text[],
                                                 $6::bytea[], $7::text[])
           on conflict (school_id, uid_index) do nothing returning uid_index`,
    values: [
      column(({ schoolId }) => schoolId),
      indexes,
      column(({ openId }) => openId),
      column(({ channel }) => channel),
      column(({ issuer }) => issuer ?? null),
      bindings.map(({ schoolId, uid }, at) => vault.seal(aadContext(schoolId, indexes[at]), uid)),
      column(({ source }) => source),
      now,
    ],
  });
  const made = new Set(rows.map((row) => row.uid_index.toString('hex')));
  return bindings.filter((_binding, at) => made.has(indexes[at]?.toString('hex') ?? ''));
}

/** Whom these uids are bound to: open_ids by uid. */
export async function holdersOf(
  q: Queryable,
  vault: Vault,
  schoolId: string,
  uids: readonly string[],
): Promise<Map<string, string>> {
  const byIndex = new Map(uids.map((uid) => [uidIndex(vault, schoolId, uid).toString('hex'), uid]));
  const rows = await q.query<{ uid_index: string; open_id: string }>({
    name: 'holders-of',
    text: `select encode(uid_index, 'hex') as uid_index, open_id from bindings
            where school_id = $1 and uid_index in (select decode(index, 'hex') from unnest($2::text[]) as index)`,
    values: [schoolId, [...byIndex.keys()]],
  });
  return new Map(rows.map((row) => [byIndex.get(row.uid_index) ?? '', row.open_id]));
}

/** The bindings of these people, by open_id. */
export async function bindingsOf(
  q: Queryable,
  vault: Vault,
  schoolId: string,
  openIds: readonly string[],
): Promise<Map<string, Binding[]>> {
  const rows = await q.query<{ open_id: string; channel: Channel; uid_index: Buffer; uid_sealed: Buffer }>({
    name: 'bindings-of',
    text: `select open_id, channel, uid_index, uid_sealed from bindings
            where school_id = $1 and open_id = any ($2::text[]) order by bound_at, uid_index`,
    values: [schoolId, openIds],
  });
  const found = new Map<string, Binding[]>(openIds.map((openId) => [openId, []]));
  for (const row of rows) {
    const uid = vault.open(aadContext(schoolId, row.uid_index), row.uid_sealed) as string;
    found.get(row.open_id)?.push({ channel: row.channel, uid });
  }
  return found;
}

/** Frees a uid; answers the open_id of whom it was bound to. */
export async function deleteBinding(
  q: Queryable,
  vault: Vault,
  schoolId: string,
  uid: string,
): Promise<string | undefined> {
  const [row] = await q.query<{ open_id: string }>({
    text: 'delete from bindings where school_id = $1 and uid_index = $2 returning open_id',
    values: [schoolId, uidIndex(vault, schoolId, uid)],
  });
  return row?.open_id;
}

/** Whether `error` says that the person is bound by another payer of the same application. */
export function isBoundByAnother(error: unknown): boolean {
  return isUniqueViolation(error, 'bindings_one_per_issuer');
}

function aadContext(schoolId: string, index: Buffer | undefined): string {
  return `bindings.uid_sealed|${schoolId}|${index?.toString('hex')}`;
}
