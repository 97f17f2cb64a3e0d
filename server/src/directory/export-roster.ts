import { CHANNELS } from '@zhixiao/contract/codes/channels';
import { recordAccesses } from './access-store.ts';
import { bindingsOf } from './binding-store.ts';
import { csvLine } from './csv-text.ts';
import type { DirectoryParts } from './directory-parts.ts';
import type { Actor, Binding, Person } from './person.ts';
import { listPeople } from './person-store.ts';
import { HEADINGS } from './roster/headings.ts';
import { IDENTITIES, SEXES, STATES } from './roster/row.ts';

const PAGE = 1_000;
const BOM = '\ufeff';
/** By name: the order of the files that schools have. */
const UID_COLUMNS = CHANNELS.toSorted();

/**
 * A school's people as CSV for Excel, a thousand at a time, in the headings an import reads. Every person is
 * recorded as looked up before the text with him is given out. Proofs are not in it: they are not kept.
 */
export async function* exportRoster(
  core: DirectoryParts,
  schoolId: string,
  actor: Actor,
): AsyncGenerator<string> {
  const { db, vault, clock } = core;
  const columns = ['userNo', 'userName', 'sex', 'identityType', 'frozen', ...UID_COLUMNS] as const;
  const headings = columns.map((column) => HEADINGS[column][0] ?? '');
  yield BOM + csvLine([...headings, 'open_id']);
  for (let last = ''; ; ) {
    const people = await listPeople(db, vault, schoolId, last, PAGE);
    if (people.length === 0) return;
    const openIds = people.map(({ openId }) => openId);
    const bindings = await bindingsOf(db, vault, schoolId, openIds);
    await recordAccesses(db, { schoolId, actor, action: 'export' }, openIds, clock.now());
    yield people.map((person) => lineOf(person, bindings.get(person.openId) ?? [])).join('');
    last = openIds.at(-1) ?? last;
  }
}

function lineOf(person: Person, bindings: readonly Binding[]): string {
  const uidOf = (channel: Binding['channel']) =>
    bindings.find((binding) => binding.channel === channel)?.uid ?? '';
  return csvLine([
    person.userNo,
    person.userName,
    wordFor(SEXES, person.sex),
    wordFor(IDENTITIES, person.identityType),
    wordFor(STATES, person.frozen),
    ...UID_COLUMNS.map(uidOf),
    person.openId,
  ]);
}

function wordFor<T>(words: ReadonlyMap<string, T>, value: T): string {
  return [...words].find(([, meaning]) => meaning === value)?.[0] ?? '';
}
