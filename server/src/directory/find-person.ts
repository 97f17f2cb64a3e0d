import { Refusal } from '../refusal.ts';
import { type AccessAction, recordAccesses } from './access-store.ts';
import type { DirectoryParts } from './directory-parts.ts';
import { type Actor, foldNumber, type Person } from './person.ts';
import { findPeopleByName, findPersonByNumber, findPersonByUid, type KnownPerson } from './person-store.ts';

/** Who asks about a person, of which school, and what for. The look-up is recorded before it is answered. */
export interface Inquiry {
  readonly schoolId: string;
  readonly actor: Actor;
  readonly action: Extract<AccessAction, 'identity' | 'card' | 'find' | 'own'>;
}

/** Namesakes shown at once; who looks for more has the number. */
const NAMESAKES_MAX = 50;

/** The person a payer is, frozen or not; undefined when the uid is not bound in this school. */
export async function findPayer(
  core: DirectoryParts,
  inquiry: Inquiry,
  uid: string,
): Promise<Person | undefined> {
  const person = await findPersonByUid(core.db, core.vault, inquiry.schoolId, uid);
  await recordAccesses(core.db, { ...inquiry, foundBy: 'uid' }, [person?.openId], core.clock.now());
  return person;
}

/** The person with this number, frozen or not; undefined when the school has none. */
export async function findPerson(
  core: DirectoryParts,
  inquiry: Inquiry,
  userNo: string,
): Promise<KnownPerson | undefined> {
  const { db, vault, clock } = core;
  const person = await findPersonByNumber(db, vault, inquiry.schoolId, foldNumber(userNo));
  await recordAccesses(db, { ...inquiry, foundBy: 'user_no' }, [person?.openId], clock.now());
  return person;
}

/** Everybody of this name, at most fifty. */
export async function findNamesakes(
  core: DirectoryParts,
  inquiry: Inquiry,
  userName: string,
): Promise<Person[]> {
  const { db, vault, clock } = core;
  const people = await findPeopleByName(db, vault, inquiry.schoolId, userName, NAMESAKES_MAX);
  const openIds = people.length > 0 ? people.map(({ openId }) => openId) : [undefined];
  await recordAccesses(db, { ...inquiry, foundBy: 'user_name' }, openIds, clock.now());
  return people;
}

/**
 * Who may be answered about: somebody, and not frozen.
 * @throws Refusal
 */
export function answerable<P extends Person>(
  person: P | undefined,
  missing: 'payer_not_bound' | 'person_not_found',
): P {
  if (!person) throw new Refusal(missing, {});
  if (person.frozen) throw new Refusal('person_frozen', {});
  return person;
}
