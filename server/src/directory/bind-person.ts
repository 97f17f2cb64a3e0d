import { insertWithdrawal } from '../consents/consent-store.ts';
import type { Audited } from '../core.ts';
import { Refusal } from '../refusal.ts';
import { recordAccesses } from './access-store.ts';
import { deleteBinding, holdersOf, insertBindings } from './binding-store.ts';
import { deleteFetchedLink } from './card-store.ts';
import type { DirectoryParts } from './directory-parts.ts';
import { type Actor, type Binding, foldNumber, type Person } from './person.ts';
import { findPersonByNumber, uidIndex } from './person-store.ts';

/** An operator of one school. */
export interface OperatorOf {
  readonly schoolId: string;
  readonly actor: Actor;
  /** Called with the person before anything is committed. */
  readonly onPerson?: (openId: string) => void;
}

/**
 * Binds a uid to a person on an operator's word. Doing it again changes nothing.
 * @throws Refusal when there is no such person, or the uid is somebody else's
 */
export async function bindPerson(
  { db, vault, clock, audit }: DirectoryParts & Audited,
  { schoolId, actor, onPerson }: OperatorOf,
  userNo: string,
  binding: Binding,
): Promise<Person> {
  const person = await findPersonByNumber(db, vault, schoolId, foldNumber(userNo));
  if (!person) throw new Refusal('person_not_found', {});
  const { openId } = person;
  onPerson?.(openId);
  await db.transaction(async (tx) => {
    const now = clock.now();
    const made = await insertBindings(tx, vault, [{ ...binding, schoolId, openId, source: 'operator' }], now);
    const holder = (await holdersOf(tx, vault, schoolId, [binding.uid])).get(binding.uid);
    if (holder !== openId) throw new Refusal('payer_bound', {});
    if (made.length > 0) {
      await recordAccesses(tx, { schoolId, actor, action: 'bind' }, [openId], now);
      await deleteFetchedLink(tx, { schoolId, openId });
    }
    await audit.record(tx);
  });
  return person;
}

/**
 * Frees a uid, as when a student has a new phone, or takes back what he agreed to.
 * @throws Refusal when it is not bound
 */
export async function unbindPayer(
  { db, vault, clock, audit }: DirectoryParts & Audited,
  { schoolId, actor, onPerson }: OperatorOf,
  uid: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    const openId = await deleteBinding(tx, vault, schoolId, uid);
    if (openId === undefined) throw new Refusal('payer_not_bound', {});
    onPerson?.(openId);
    const now = clock.now();
    await recordAccesses(tx, { schoolId, actor, action: 'unbind' }, [openId], now);
    const by = actor.kind === 'payer' ? 'payer' : 'operator';
    await insertWithdrawal(tx, { schoolId, uidIndex: uidIndex(vault, schoolId, uid) }, by, now);
    await deleteFetchedLink(tx, { schoolId, openId });
    await audit.record(tx);
  });
}
