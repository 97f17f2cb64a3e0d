import type { Core } from '../core.ts';
import type { Queryable } from '../db/database.ts';
import { recordAccesses } from '../directory/access-store.ts';
import { bindingsOf } from '../directory/binding-store.ts';
import { foldNumber } from '../directory/person.ts';
import { findPersonByNumber, findPersonByUid } from '../directory/person-store.ts';
import { maskName, maskNumber } from '../lib/mask.ts';
import type { Operator } from '../operators/operator.ts';
import { userNameBlindIndex, userNoBlindIndex } from '../orders/payer-indexes.ts';
import { Refusal } from '../refusal.ts';
import type { UnderWay } from '../timeline/under-way-store.ts';
import type { Held } from './held.ts';
import { countHeld, countUnderWay, type Found } from './held-store.ts';
import { findOrdersOf, findPaymentsOf, type PayerIndexes, uidIndexesOf } from './payer-uid-store.ts';
import type { DataRequest } from './request.ts';
import { findRequests, personIndexOf } from './request-store.ts';
import { type PersonSought, type Subject, withoutPerson } from './subject.ts';

type Parts = Pick<Core, 'db' | 'vault'>;

/** What is held about a person, before anything is done. */
export interface HeldOverview {
  /** Masked; undefined where the directory has no such person. */
  readonly userNo: string | undefined;
  readonly userName: string | undefined;
  readonly uids: number;
  readonly held: readonly Held[];
  readonly open: UnderWay;
  /** Earlier requests about the same person. */
  readonly requests: readonly DataRequest[];
}

/** At most this many earlier requests are shown. */
const REQUESTS_SHOWN = 20;

/** Counts what is held about a person, by kind. The look-up is recorded before it is answered. */
export async function overviewOf(
  { db, vault, clock }: Pick<Core, 'db' | 'vault' | 'clock'>,
  { account }: Pick<Operator, 'account'>,
  sought: PersonSought,
): Promise<HeldOverview> {
  const subject = await findSubject({ db, vault }, sought);
  const { schoolId, openId, userNo, userName, uids } = subject;
  const actor = { kind: 'operator', name: account } as const;
  await recordAccesses(db, { schoolId, actor, action: 'find', foundBy: sought.by }, [openId], clock.now());
  const found = await findAll(db, vault, subject);
  const held = await countHeld(db, vault, found);
  const filter = { personIndex: found.personIndex };
  return {
    userNo: openId === undefined || userNo === undefined ? undefined : maskNumber(userNo),
    userName: userName === undefined ? undefined : maskName(userName),
    uids: uids.length,
    held: isAnybody(held) ? held : [],
    open: await countUnderWay(db, found.orders),
    requests: await findRequests(db, [schoolId], filter, undefined, REQUESTS_SHOWN),
  };
}

/** Who is asked about: by the directory where it knows, and else by the number or uid alone. */
export async function findSubject(
  { db, vault }: Parts,
  { schoolId, by, text }: PersonSought,
): Promise<Subject> {
  const typed = by === 'user_no' ? foldNumber(text) : text.trim();
  const person =
    by === 'user_no'
      ? await findPersonByNumber(db, vault, schoolId, typed)
      : await findPersonByUid(db, vault, schoolId, typed);
  if (!person) {
    const [userNo, uids] = by === 'user_no' ? [typed, []] : [undefined, [typed]];
    return { schoolId, userNo, openId: undefined, userName: undefined, uids };
  }
  const { openId, userNo, userName } = person;
  const bindings = (await bindingsOf(db, vault, schoolId, [openId])).get(openId) ?? [];
  return { schoolId, userNo, openId, userName, uids: bindings.map(({ uid }) => uid) };
}

/** A reason as it is kept: it may name the person. */
export async function reasonWithout(
  parts: Parts,
  { reason, ...sought }: PersonSought & { readonly reason: string },
): Promise<string> {
  return withoutPerson(reason, await findSubject(parts, sought));
}

/** By what the orders of a person are found. */
export function indexesOf(vault: Parts['vault'], { userNo, userName }: Subject): PayerIndexes {
  return { userNo: userNoBlindIndex(vault, userNo), userName: userNameBlindIndex(vault, userName) };
}

/** Where the person's data are: what counting, writing out and erasing start from. */
export async function findAll(q: Queryable, vault: Parts['vault'], subject: Subject): Promise<Found> {
  const uidIndexes = await uidIndexesOf(q, vault, subject);
  const orders = await findOrdersOf(q, subject, uidIndexes, indexesOf(vault, subject));
  return {
    subject,
    orders,
    paymentNos: await findPaymentsOf(q, orders, uidIndexes),
    personIndex: personIndexOf(vault, subject),
  };
}

/** @throws Refusal person_data_not_found when there is nothing but what was done about the person before */
export function refuseNobody(held: readonly Held[]): void {
  if (!isAnybody(held)) throw new Refusal('person_data_not_found', {});
}

function isAnybody(held: readonly Held[]): boolean {
  return held.some(({ kind }) => kind !== 'requests');
}
