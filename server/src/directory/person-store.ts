import { type Of, projection } from '../db/columns.ts';
import type { Queryable, Transaction } from '../db/database.ts';
import { bytes, flag, made, optional, smallint, text } from '../db/fields.ts';
import { randomToken } from '../lib/ids.ts';
import type { Vault } from '../lib/vault.ts';
import { foldName, type IdentityType, type Person, type Proofs, type Sex } from './person.ts';

/** A person with what the directory can compare proofs with. */
export interface KnownPerson extends Person {
  readonly idTailHash: Buffer | undefined;
  readonly phoneHash: Buffer | undefined;
}

/** A person about to be written; one without an open_id gets it now. */
export interface PersonToSave extends Omit<KnownPerson, 'openId'> {
  readonly openId?: string | undefined;
}

/** What a sealed person is opened by. */
export interface SealedPersonRow {
  readonly school_id: string;
  readonly user_no_index: Buffer;
  readonly person_sealed: Buffer;
}

interface SealedPerson {
  readonly userNo: string;
  readonly userName: string;
  readonly sex: Sex;
}

const PERSON = projection<Vault>()({
  schoolId: text('people.school_id'),
  openId: text('people.open_id'),
  sealed: made(
    { index: bytes('user_no_index'), content: bytes('person_sealed') },
    ({ index, content }, { schoolId }: Pick<Person, 'schoolId'>, vault: Vault) =>
      vault.open(aadContext(schoolId, index), content) as SealedPerson,
  ),
  identityType: smallint<IdentityType>('identity_type'),
  frozen: flag('frozen'),
  idTailHash: optional(bytes('id_tail_hash')),
  phoneHash: optional(bytes('phone_hash')),
});

const OF_NUMBERS =
  'school_id = $1 and (user_no_index = any ($2::bytea[]) or user_no_folded_index = any ($3::bytea[]))';

/** The person a payer's uid is bound to, in one school. */
export async function findPersonByUid(
  q: Queryable,
  vault: Vault,
  schoolId: string,
  uid: string,
): Promise<KnownPerson | undefined> {
  const person = await PERSON.one(q, vault, {
    name: 'find-person-by-uid',
    text: `select ${PERSON.selected} from bindings join people using (school_id, open_id)
            where bindings.school_id = $1 and uid_index = $2`,
    values: [schoolId, uidIndex(vault, schoolId, uid)],
  });
  return person && opened(person);
}

/**
 * The person with this number in one school, in any letter case. Of several whose numbers differ only in case, the one
 * with exactly this spelling, else none.
 */
export async function findPersonByNumber(
  q: Queryable,
  vault: Vault,
  schoolId: string,
  userNo: string,
): Promise<KnownPerson | undefined> {
  const found = await PERSON.all(q, vault, {
    name: 'find-person-by-number',
    text: `select ${PERSON.selected} from people where school_id = $1 and (user_no_index = $2 or user_no_folded_index = $3)`,
    values: [schoolId, userNoIndex(vault, schoolId, userNo), foldedIndex(vault, schoolId, userNo)],
  });
  return ofNumber(found.map(opened), userNo);
}

/** Of people whose numbers differ in letter case at most: the one spelled exactly so, else the only one. */
export function ofNumber(people: readonly KnownPerson[], userNo: string): KnownPerson | undefined {
  return people.find((person) => person.userNo === userNo) ?? (people.length === 1 ? people[0] : undefined);
}

/** The people with these numbers in one school, in any letter case. */
export async function findPeopleByNumber(
  q: Queryable,
  vault: Vault,
  schoolId: string,
  userNos: readonly string[],
): Promise<KnownPerson[]> {
  const people = await PERSON.all(q, vault, {
    name: 'find-people-by-number',
    text: `select ${PERSON.selected} from people where ${OF_NUMBERS}`,
    values: [schoolId, ...indexesOf(vault, schoolId, userNos)],
  });
  return people.map(opened);
}

/** The same, locked until the transaction ends: what is merged into them is not overtaken. */
export async function lockPeopleByNumber(
  tx: Transaction,
  vault: Vault,
  schoolId: string,
  userNos: readonly string[],
): Promise<KnownPerson[]> {
  const people = await PERSON.all(tx, vault, {
    name: 'lock-people-by-number',
    text: `select ${PERSON.selected} from people where ${OF_NUMBERS}
            order by open_id for no key update`,
    values: [schoolId, ...indexesOf(vault, schoolId, userNos)],
  });
  return people.map(opened);
}

/**
 * One writer of a school's new people at a time, until the transaction ends: no constraint keeps two of them apart whose
 * numbers differ in letter case, as earlier releases stored such people.
 */
export async function lockNewPeople(tx: Transaction, schoolId: string): Promise<void> {
  await tx.query({ text: 'select from schools where school_id = $1 for no key update', values: [schoolId] });
}

/** The person with this open_id in one school. */
export async function findPersonByOpenId(
  q: Queryable,
  vault: Vault,
  schoolId: string,
  openId: string,
): Promise<KnownPerson | undefined> {
  const person = await PERSON.one(q, vault, {
    name: 'find-person-by-open-id',
    text: `select ${PERSON.selected} from people where school_id = $1 and open_id = $2`,
    values: [schoolId, openId],
  });
  return person && opened(person);
}

/** People with this name, in one school, at most `limit`. */
export async function findPeopleByName(
  q: Queryable,
  vault: Vault,
  schoolId: string,
  userName: string,
  limit: number,
): Promise<KnownPerson[]> {
  const people = await PERSON.all(q, vault, {
    name: 'find-people-by-name',
    text: `select ${PERSON.selected} from people where school_id = $1 and user_name_index = $2
            order by open_id limit $3`,
    values: [schoolId, userNameIndex(vault, schoolId, userName), limit],
  });
  return people.map(opened);
}

/** One page of a school's people in the order of their open_ids, beginning after `afterOpenId`. */
export async function listPeople(
  q: Queryable,
  vault: Vault,
  schoolId: string,
  afterOpenId: string,
  limit: number,
): Promise<KnownPerson[]> {
  const people = await PERSON.all(q, vault, {
    name: 'list-people',
    text: `select ${PERSON.selected} from people where school_id = $1 and open_id > $2 order by open_id limit $3`,
    values: [schoolId, afterOpenId, limit],
  });
  return people.map(opened);
}

/** Creates people or replaces all about them but their open_ids; answers the open_ids in the same order. */
export async function savePeople(
  q: Queryable,
  vault: Vault,
  people: readonly PersonToSave[],
  now: Date,
): Promise<string[]> {
  const indexes = people.map(({ schoolId, userNo }) => userNoIndex(vault, schoolId, userNo));
  const rows = await q.query<{ user_no_index: Buffer; open_id: string }>({
    name: 'save-people',
    text: `insert into people (school_id, open_id, user_no_index, user_name_index, person_sealed, identity_type,
                               frozen, id_tail_hash, phone_hash, user_no_folded_index, created_at, updated_at)
           select *, $11::timestamptz, $11 from unnest($1::text[], $2::text[], $3::bytea[], $4::bytea[], $5::bytea[],
                                         $6::smallint[], $7::boolean[], $8::bytea[], $9::bytea[], $10::bytea[])
           on conflict (school_id, user_no_index) do update
             set user_name_index = excluded.user_name_index, person_sealed = excluded.person_sealed,
                 identity_type = excluded.identity_type, frozen = excluded.frozen,
                 id_tail_hash = excluded.id_tail_hash, phone_hash = excluded.phone_hash,
                 user_no_folded_index = excluded.user_no_folded_index, updated_at = excluded.updated_at
           returning user_no_index, open_id`,
    values: [
      people.map(({ schoolId }) => schoolId),
      people.map(({ openId }) => openId ?? randomToken()),
      indexes,
      people.map(({ schoolId, userName }) => userNameIndex(vault, schoolId, userName)),
      people.map((person, place) => sealedPerson(vault, person, indexes[place])),
      people.map(({ identityType }) => identityType),
      people.map(({ frozen }) => frozen),
      people.map(({ idTailHash }) => idTailHash ?? null),
      people.map(({ phoneHash }) => phoneHash ?? null),
      people.map(({ schoolId, userNo }) => foldedIndex(vault, schoolId, userNo)),
      now,
    ],
  });
  const saved = new Map(rows.map((row) => [row.user_no_index.toString('hex'), row.open_id]));
  return indexes.map((index) => saved.get(index.toString('hex')) ?? '');
}

/** Notes that an import had these people in its file. */
export async function noteNamed(
  tx: Transaction,
  schoolId: string,
  openIds: readonly string[],
  by: string,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'note-people-named',
    text: `update people set named_at = $3, named_by = $4 where school_id = $1 and open_id = any ($2::text[])`,
    values: [schoolId, openIds, now, by],
  });
}

/** Answers whether that changed anything. */
export async function setFrozen(
  q: Queryable,
  { schoolId, openId }: Pick<Person, 'schoolId' | 'openId'>,
  frozen: boolean,
  now: Date,
): Promise<boolean> {
  const changed = await q.query({
    text: `update people set frozen = $3, updated_at = $4
            where school_id = $1 and open_id = $2 and frozen <> $3 returning open_id`,
    values: [schoolId, openId, frozen, now],
  });
  return changed.length > 0;
}

/** What bindings and attempts find a payer by. */
export function uidIndex(vault: Vault, schoolId: string, uid: string): Buffer {
  return vault.index(`bindings.uid_index|${schoolId}`, uid);
}

/** What a person is found by. */
export function userNoIndex(vault: Vault, schoolId: string, userNo: string): Buffer {
  return vault.index(`people.user_no_index|${schoolId}`, userNo);
}

/** What a person is found by in whatever case the number is typed. */
export function foldedIndex(vault: Vault, schoolId: string, userNo: string): Buffer {
  return vault.index(`people.user_no_folded_index|${schoolId}`, userNo.toLowerCase());
}

function indexesOf(vault: Vault, schoolId: string, userNos: readonly string[]): [Buffer[], Buffer[]] {
  return [
    userNos.map((userNo) => userNoIndex(vault, schoolId, userNo)),
    userNos.map((userNo) => foldedIndex(vault, schoolId, userNo)),
  ];
}

/** Hashes of a person's proofs, of no use for another person: equal proofs do not show. */
export function proofHashes(
  vault: Vault,
  { schoolId, userNo }: Pick<Person, 'schoolId' | 'userNo'>,
  { idTail, phone }: Proofs,
): Pick<KnownPerson, 'idTailHash' | 'phoneHash'> {
  const hash = (column: string, text: string | undefined) =>
    text === undefined ? undefined : vault.index(`people.${column}|${schoolId}|${userNo}`, text);
  return { idTailHash: hash('id_tail_hash', idTail), phoneHash: hash('phone_hash', phone) };
}

function userNameIndex(vault: Vault, schoolId: string, userName: string): Buffer {
  return vault.index(`people.user_name_index|${schoolId}`, foldName(userName));
}

function sealedPerson(vault: Vault, person: PersonToSave, index: Buffer | undefined): Buffer {
  const { userNo, userName, sex } = person;
  const content: SealedPerson = { userNo, userName, sex };
  return vault.seal(aadContext(person.schoolId, index), content);
}

export function openPerson(vault: Vault, row: SealedPersonRow): SealedPerson {
  return vault.open(aadContext(row.school_id, row.user_no_index), row.person_sealed) as SealedPerson;
}

function opened({ sealed: { userNo, userName, sex }, ...person }: Of<typeof PERSON>): KnownPerson {
  return { ...person, userNo, userName, sex };
}

/** By the number, not the open_id: of two writers of one new person either may have given the open_id. */
function aadContext(schoolId: string, index: Buffer | undefined): string {
  return `people.person_sealed|${schoolId}|${index?.toString('hex')}`;
}
