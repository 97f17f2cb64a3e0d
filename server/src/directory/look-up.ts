import type { LookUp } from '@zhixiao/contract/codes/directory';
import { bindingsOf } from './binding-store.ts';
import type { DirectoryParts } from './directory-parts.ts';
import { findNamesakes, findPayer, findPerson, type Inquiry } from './find-person.ts';
import type { Binding, Person } from './person.ts';

/** A person as an operator sees her. */
export interface PersonFound extends Person {
  readonly bindings: readonly Binding[];
}

/** Looks people up by their number, their whole name, or a payer's uid; each look-up is recorded. */
export async function lookUp(
  core: DirectoryParts,
  inquiry: Inquiry,
  by: LookUp,
  text: string,
): Promise<PersonFound[]> {
  const found = await foundBy(core, inquiry, by, text);
  const { schoolId } = inquiry;
  const bindings = await bindingsOf(
    core.db,
    core.vault,
    schoolId,
    found.map(({ openId }) => openId),
  );
  return found.map((person) => ({ ...person, bindings: bindings.get(person.openId) ?? [] }));
}

async function foundBy(core: DirectoryParts, inquiry: Inquiry, by: LookUp, text: string): Promise<Person[]> {
  switch (by) {
    case 'user_no':
      return [await findPerson(core, inquiry, text)].filter((person) => person !== undefined);
    case 'uid':
      return [await findPayer(core, inquiry, text)].filter((person) => person !== undefined);
    case 'user_name':
      return findNamesakes(core, inquiry, text);
  }
}
