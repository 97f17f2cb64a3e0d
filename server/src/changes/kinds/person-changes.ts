import { describeErasure, type ErasureCommand, erasePerson } from '../../personal-data/erase-person.ts';
import { reasonWithout } from '../../personal-data/find-held.ts';
import type { ChangeRule } from '../change.ts';

/** Erasure cannot be undone, and could be abused to remove evidence. */
export const ERASE_PERSON: ChangeRule<ErasureCommand> = {
  kind: 'person.erase',
  permission: 'personal_data.manage',
  async describe(core, _scope, input) {
    const { person, fingerprint, reason, held } = await describeErasure(core, input);
    return {
      schoolId: input.schoolId,
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
  async apply(core, by, _scope, input) {
    await erasePerson(core, by, input);
    return {};
  },
  withoutPeople: (core, input, reason) => reasonWithout(core, { ...input, reason }),
};
