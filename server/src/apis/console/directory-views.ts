import type { PersonFound } from '../../directory/look-up.ts';

/** A person as an operator sees who may look people up, unmasked. */
export function personView(person: PersonFound) {
  const { openId, userNo, userName, sex, identityType, frozen, bindings } = person;
  return { openId, userNo, userName, sex, identityType, frozen, bindings };
}
