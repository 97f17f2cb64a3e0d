import { describeErasure, type ErasureWish, erasePerson } from '../../personal-data/erase-person.ts';
import { reasonWithout } from '../../personal-data/find-held.ts';
import type { ChangeRule } from '../change.ts';

/** Nobody brings back what is erased, and whoever may erase could do away with traces. */
export const ERASE_PERSON: ChangeRule<ErasureWish> = {
  kind: 'person.erase',
  permission: 'personal_data.manage',
  async describe(core, _scope, wish) {
    const { person, fingerprint, reason, held } = await describeErasure(core, wish);
    return {
      schoolId: wish.schoolId,
      // masked numbers alone may be the same of two people
      subject: `${person} (${fingerprint.slice(0, 8)})`,
      lines: [
        { field: 'person', before: person, after: null },
        { field: 'why', before: null, after: reason },
        ...held.map(({ kind, count, fate }) => ({
          field: `held.${kind}`,
          before: String(count),
          after: `<${fate}>`,
        })),
      ],
      base: fingerprint,
      isStricter: false,
    };
  },
  async apply(core, by, _scope, wish) {
    await erasePerson(core, by, wish);
    return {};
  },
  withoutPeople: (core, wish, reason) => reasonWithout(core, { ...wish, reason }),
};
