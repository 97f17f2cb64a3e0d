import type { Queryable } from '../db/database.ts';
import type { Vault } from '../lib/vault.ts';
import type { CardSettings } from './card-link.ts';
import type { Person } from './person.ts';

/** A link fetched from a channel. */
export interface FetchedLink {
  readonly link: string;
  readonly fetchedAt: Date;
}

type Holder = Pick<Person, 'schoolId' | 'openId'>;

/** The school's settings; undefined when there is no such school. */
export async function findCardSettings(q: Queryable, schoolId: string): Promise<CardSettings | undefined> {
  const [row] = await q.query<{ card_link_template: string | null; card_app_ids: string[] }>({
    name: 'find-card-settings',
    text: 'select card_link_template, card_app_ids from schools where school_id = $1',
    values: [schoolId],
  });
  return row && { template: row.card_link_template ?? undefined, appIds: row.card_app_ids };
}

export async function saveCardSettings(
  q: Queryable,
  schoolId: string,
  { template, appIds }: CardSettings,
): Promise<void> {
  await q.query({
    text: 'update schools set card_link_template = $2, card_app_ids = $3 where school_id = $1',
    values: [schoolId, template ?? null, appIds],
  });
}

/** The link last fetched for this person, however old. */
export async function findFetchedLink(
  q: Queryable,
  vault: Vault,
  holder: Holder,
): Promise<FetchedLink | undefined> {
  const [row] = await q.query<{ url_sealed: Buffer; fetched_at: Date }>({
    name: 'find-card-link',
    text: 'select url_sealed, fetched_at from card_links where school_id = $1 and open_id = $2',
    values: [holder.schoolId, holder.openId],
  });
  return row && { link: vault.open(aadContext(holder), row.url_sealed) as string, fetchedAt: row.fetched_at };
}

export async function saveFetchedLink(
  q: Queryable,
  vault: Vault,
  holder: Holder,
  link: string,
  now: Date,
): Promise<void> {
  await q.query({
    name: 'save-card-link',
    text: `insert into card_links (school_id, open_id, url_sealed, fetched_at) values ($1, $2, $3, $4)
           on conflict (school_id, open_id) do update
             set url_sealed = excluded.url_sealed, fetched_at = excluded.fetched_at`,
    values: [holder.schoolId, holder.openId, vault.seal(aadContext(holder), link), now],
  });
}

/** Makes the next look-up fetch the link again. */
export async function deleteFetchedLink(q: Queryable, holder: Holder): Promise<void> {
  await q.query({
    text: 'delete from card_links where school_id = $1 and open_id = $2',
    values: [holder.schoolId, holder.openId],
  });
}

function aadContext({ schoolId, openId }: Holder): string {
  return `card_links.url_sealed|${schoolId}|${openId}`;
}
