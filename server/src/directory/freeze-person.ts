import type { Audited } from '../core.ts';
import { Refusal } from '../refusal.ts';
import { recordAccesses } from './access-store.ts';
import type { OperatorOf } from './bind-person.ts';
import type { DirectoryParts } from './directory-parts.ts';
import { foldNumber, type Person } from './person.ts';
import { findPersonByNumber, setFrozen } from './person-store.ts';

/**
 * Freezes or unfreezes a person. Partners get no data of a frozen person. Repeating it changes nothing.
 * @throws Refusal when there is no such person
 */
export async function freezePerson(
  { db, vault, clock, audit }: DirectoryParts & Audited,
  { schoolId, actor, onPerson }: OperatorOf,
  userNo: string,
  frozen: boolean,
): Promise<Person> {
  const person = await findPersonByNumber(db, vault, schoolId, foldNumber(userNo));
  if (!person) throw new Refusal('person_not_found', {});
  onPerson?.(person.openId);
  await db.transaction(async (tx) => {
    const now = clock.now();
    const action = frozen ? 'freeze' : 'unfreeze';
    const isChanged = await setFrozen(tx, person, frozen, now);
    if (isChanged) await recordAccesses(tx, { schoolId, actor, action }, [person.openId], now);
    await audit.record(tx);
  });
  return { ...person, frozen };
}
