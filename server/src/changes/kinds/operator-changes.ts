import {
  type Access,
  changeAccess,
  inviteOperator,
  operatorById,
  operatorContact,
  type Reset,
  resetOperator,
  setFrozen,
} from '../../operators/manage-operators.ts';
import { type Contact, hasSecondFactor, type Operator } from '../../operators/operator.ts';
import type { SchoolScope } from '../../schools/scope.ts';
import {
  type ChangeLine,
  type ChangeRule,
  type ChangeValue,
  changedLines,
  type Described,
} from '../change.ts';

interface OfOperator {
  readonly operatorId: string;
  /** The requester's reason. */
  readonly reason: string;
}

export const INVITE_OPERATOR: ChangeRule<Access & { readonly account: string }> = {
  kind: 'operator.invite',
  permission: 'operators.manage',
  async describe(_core, _scope, { account, contact = {}, ...access }) {
    return {
      ...ownerOf([access.schools]),
      subject: account,
      lines: [
        line('account', null, account),
        line('name', null, access.name),
        line('role', null, access.role),
        line('schools', null, schoolsValue(access.schools)),
        ...contactLines({}, contact),
      ],
      base: {},
      isStricter: false,
    };
  },
  async apply(core, by, _scope, input) {
    return { link: await inviteOperator(core, by, input) };
  },
};

export const CHANGE_OPERATOR: ChangeRule<Access & { readonly operatorId: string }> = {
  kind: 'operator.change',
  permission: 'operators.manage',
  async describe(core, _scope, { operatorId, contact = {}, ...access }) {
    const before = await operatorById(core, operatorId);
    const known = await operatorContact(core, operatorId);
    const grave = [
      line('role', before.role, access.role),
      line('schools', schoolsValue(before.schools), schoolsValue(access.schools)),
      ...contactLines(known, contact),
    ];
    return {
      ...ownerOf([before.schools, access.schools]),
      subject: before.account,
      lines: changedLines([line('name', before.name, access.name), ...grave]),
      base: { ...baseOf(before), known },
      isStricter: changedLines(grave).length === 0,
    };
  },
  async apply(core, by, _scope, { operatorId, ...access }) {
    await changeAccess(core, by, operatorId, access);
    return {};
  },
};

export const UNFREEZE_OPERATOR: ChangeRule<OfOperator> = {
  kind: 'operator.unfreeze',
  permission: 'operators.manage',
  async describe(core, _scope, { operatorId, reason }) {
    const before = await operatorById(core, operatorId);
    const after = before.status === 'frozen' ? 'active' : before.status;
    return aboutSignIn(before, reason, after);
  },
  async apply(core, by, _scope, { operatorId }) {
    await setFrozen(core, by, operatorId, false);
    return {};
  },
};

export const RESET_OPERATOR: ChangeRule<OfOperator & Reset> = {
  kind: 'operator.reset',
  permission: 'operators.manage',
  async describe(core, _scope, { operatorId, reason, removesSecondFactor }) {
    const before = await operatorById(core, operatorId);
    const described = aboutSignIn(before, reason, 'invited');
    if (!hasSecondFactor(before)) return described;
    const factor = line('secondFactor', '<set up>', removesSecondFactor ? '<removed>' : '<set up>');
    return { ...described, lines: [...described.lines, factor] };
  },
  async apply(core, by, _scope, { operatorId, removesSecondFactor }) {
    return { link: { operatorId, ...(await resetOperator(core, by, operatorId, { removesSecondFactor })) } };
  },
};

function aboutSignIn(before: Operator, reason: string, after: Operator['status']): Described {
  return {
    ...ownerOf([before.schools]),
    subject: before.account,
    lines: [
      line('role', before.role, before.role),
      line('schools', schoolsValue(before.schools), schoolsValue(before.schools)),
      line('status', `<${before.status}>`, `<${after}>`),
      line('why', null, reason),
    ],
    base: baseOf(before),
    isStricter: false,
  };
}

/** An operator of one school is that school's, everybody else the installation's; any of the schools can want two. */
function ownerOf(scopes: readonly SchoolScope[]): Pick<Described, 'schoolId' | 'concerns'> {
  const isOfAll = scopes.includes('all');
  const schools = [...new Set(scopes.flatMap((scope) => (scope === 'all' ? [] : scope)))];
  if (isOfAll) return { schoolId: undefined, concerns: 'all' };
  return { schoolId: schools.length === 1 ? schools[0] : undefined, concerns: schools };
}

function baseOf({ name, role, schools, status }: Operator): object {
  return { name, role, schools, status };
}

function contactLines(known: Contact, given: Contact): ChangeLine[] {
  return (['email', 'phone'] as const).flatMap((field) =>
    given[field] === undefined ? [] : [line(field, known[field] ?? null, given[field] || null)],
  );
}

function schoolsValue(schools: SchoolScope): ChangeValue {
  return schools === 'all' ? '<all>' : schools;
}

function line(field: string, before: ChangeValue, after: ChangeValue): ChangeLine {
  return { field, before, after };
}
