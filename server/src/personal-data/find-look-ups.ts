import type { EntryListed } from '../audit/entry.ts';
import { findLookUps, type LookUpFilter, type PersonKeys } from '../audit/look-up-store.ts';
import { type PersonSeen, personIndexes } from '../audit/person-seen.ts';
import type { Core } from '../core.ts';
import { findPersonByOpenId } from '../directory/person-store.ts';
import { type Page, type PageQuery, pageById } from '../lib/page.ts';
import { findSubject } from './find-held.ts';

/** Whose look-ups are searched for: by a number, an open_id or a payer's uid, whichever the text is. */
export interface LookedUp {
  readonly schoolId: string;
  readonly text: string;
}

/** Whoever is meant, by everything that is known of them. */
export async function peopleMeant(
  core: Pick<Core, 'db' | 'vault'>,
  { schoolId, text }: LookedUp,
): Promise<PersonSeen[]> {
  const typed = text.trim();
  const byOpenId = await findPersonByOpenId(core.db, core.vault, schoolId, typed);
  const subjects = await Promise.all([
    findSubject(core, { schoolId, by: 'user_no', text: byOpenId?.userNo ?? typed }),
    findSubject(core, { schoolId, by: 'uid', text: typed }),
  ]);
  const known = subjects.filter(({ openId }) => openId !== undefined);
  return [
    { schoolId, userNo: typed, openId: typed, uid: typed },
    ...known.map(({ userNo, openId }) => ({ schoolId, userNo, openId })),
    ...known.flatMap(({ uids }) => uids.map((uid) => ({ schoolId, uid }))),
  ];
}

/**
 * Who looked people up, and through what: entries of the audit log, the latest first. The roster as a file has everybody in it.
 * @param everywhere who was looked for in all schools at once, for who may see the log of all of them
 */
export function searchLookUps(
  { db, vault }: Pick<Core, 'db' | 'vault'>,
  schoolId: string,
  people: readonly PersonSeen[],
  everywhere: readonly PersonSeen[],
  filter: LookUpFilter,
  page: PageQuery,
): Promise<Page<EntryListed>> {
  const keys: PersonKeys = {
    indexes: personIndexes(vault, [...people, ...everywhere, { schoolId, isEverybody: true }]),
    openIds: people.flatMap(({ openId }) => openId ?? []),
  };
  return pageById(page, 'entryNo', (before, limit) =>
    findLookUps(db, [schoolId], keys, filter, before, limit),
  );
}
