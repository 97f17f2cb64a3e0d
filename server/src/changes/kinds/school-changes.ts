import { cardLinkOf, setCardLink } from '../../directory/set-card-link.ts';
import { Refusal } from '../../refusal.ts';
import { type FourEyes, isAsStrict } from '../../schools/four-eyes.ts';
import { changeSchool, listSchools } from '../../schools/manage-schools.ts';
import type { SchoolScope } from '../../schools/scope.ts';
import { type ChangeRule, changedLines } from '../change.ts';
import { fourEyesOfInstallation, requireOtherDecider, setFourEyes } from '../four-eyes.ts';

interface SchoolInput {
  readonly schoolId: string;
  readonly name: string;
  /** Fen. */
  readonly refundApprovalAbove: number;
  readonly fourEyes?: FourEyes | undefined;
}

/** What one person refunds alone, and whether changes need two; what makes it stricter one person may do. */
export const CHANGE_SCHOOL: ChangeRule<SchoolInput> = {
  kind: 'school.change',
  permission: 'schools.manage',
  async describe(core, _scope, { schoolId, name, refundApprovalAbove, fourEyes }) {
    const [before] = await listSchools(core, [schoolId]);
    if (!before) throw new Refusal('school_not_found', {});
    const after = { name, refundApprovalAbove, fourEyes: fourEyes ?? before.fourEyes };
    return {
      schoolId,
      subject: schoolId,
      lines: changedLines([
        { field: 'name', before: before.name, after: after.name },
        {
          field: 'refundApprovalAbove',
          before: before.refundApprovalAbove,
          after: after.refundApprovalAbove,
        },
        { field: 'fourEyes', before: before.fourEyes, after: after.fourEyes },
      ]),
      base: before,
      isStricter:
        after.refundApprovalAbove <= before.refundApprovalAbove &&
        isAsStrict(before.fourEyes, after.fourEyes),
    };
  },
  async apply(core, by, _scope, { schoolId, ...changes }) {
    const [before] = await listSchools(core, [schoolId]);
    if (changes.fourEyes === 'on' && before?.fourEyes !== 'on') await requireOtherDecider(core, schoolId, by);
    await changeSchool(core, [schoolId], schoolId, changes);
    return {};
  },
};

interface CardLinkInput {
  readonly schoolId: string;
  readonly template: string;
  readonly appIds: readonly string[];
}

export const CHANGE_CARD_LINK: ChangeRule<CardLinkInput> = {
  kind: 'school.card_link',
  permission: 'schools.manage',
  async describe(core, _scope, { schoolId, template, appIds }) {
    const before = await cardLinkOf(core, schoolId);
    return {
      schoolId,
      subject: schoolId,
      lines: changedLines([
        { field: 'template', before: before.template ?? null, after: template || null },
        { field: 'appIds', before: before.appIds, after: appIds },
      ]),
      base: before,
      isStricter: false,
    };
  },
  async apply(core, _by, _scope, { schoolId, ...change }) {
    await setCardLink(core, schoolId, change);
    return {};
  },
};

/** Whether what belongs to no school needs two. */
export const CHANGE_FOUR_EYES: ChangeRule<{ readonly fourEyes: FourEyes }> = {
  kind: 'installation.four_eyes',
  permission: 'schools.manage',
  async describe(core, _scope: SchoolScope, { fourEyes }) {
    const before = await fourEyesOfInstallation(core);
    return {
      schoolId: undefined,
      subject: 'installation',
      lines: changedLines([{ field: 'fourEyes', before, after: fourEyes }]),
      base: before,
      isStricter: isAsStrict(before, fourEyes),
    };
  },
  async apply(core, by, _scope, { fourEyes }) {
    if (fourEyes === 'on') await requireOtherDecider(core, undefined, by);
    await setFourEyes(core, fourEyes);
    return {};
  },
};
