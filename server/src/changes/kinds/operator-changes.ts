import type { Core } from '../../core.ts';
import {
  type Access,
  changeAccess,
  inviteOperator,
  operatorById,
  operatorContact,
  type Reset,
  resetOperator,
  schoolsOfApps,
  setFrozen,
} from '../../operators/manage-operators.ts';
import { type Contact, hasSecondFactor, type Operator } from '../../operators/operator.ts';
import type { Role } from '../../operators/roles.ts';
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
  async describe(core, _scope, { account, contact = {}, ...access }) {
    return {
      ...(await ownerOf(core, [access])),
      subject: account,
      lines: [
        line('account', null, account),
        line('name', null, access.name),
        line('role', null, access.role),
        ...placeLines(undefined, access),
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
      ...placeLines(before, access),
      ...contactLines(known, contact),
    ];
    return {
      ...(await ownerOf(core, [before, access])),
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
    return aboutSignIn(core, before, reason, after);
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
    const described = await aboutSignIn(core, before, reason, 'invited');
    if (!hasSecondFactor(before)) return described;
    const factor = line('secondFactor', '<set up>', removesSecondFactor ? '<removed>' : '<set up>');
    return { ...described, lines: [...described.lines, factor] };
  },
  async apply(core, by, _scope, { operatorId, removesSecondFactor }) {
    return { link: { operatorId, ...(await resetOperator(core, by, operatorId, { removesSecondFactor })) } };
  },
};

async function aboutSignIn(
  core: Core,
  before: Operator,
  reason: string,
  after: Operator['status'],
): Promise<Described> {
  return {
    ...(await ownerOf(core, [before])),
    subject: before.account,
    lines: [
      line('role', before.role, before.role),
      ...placeLines(before, before),
      line('status', `<${before.status}>`, `<${after}>`),
      line('why', null, reason),
    ],
    base: baseOf(before),
    isStricter: false,
  };
}

/** What an operator may see. */
interface Place {
  readonly role: Role;
  readonly schools: SchoolScope;
  readonly apps?: readonly string[] | undefined;
}

/**
 * An operator of one school is that school's, everybody else the installation's; any of the schools can want two. A
 * partner's operator is of the schools of its apps.
 */
async function ownerOf(
  core: Core,
  places: readonly Place[],
): Promise<Pick<Described, 'schoolId' | 'concerns'>> {
  const scopes: SchoolScope[] = [];
  for (const { role, schools, apps = [] } of places)
    scopes.push(role === 'partner' ? await schoolsOfApps(core, apps) : schools);
  const isOfAll = scopes.includes('all');
  const schools = [...new Set(scopes.flatMap((scope) => (scope === 'all' ? [] : scope)))];
  if (isOfAll) return { schoolId: undefined, concerns: 'all' };
  return { schoolId: schools.length === 1 ? schools[0] : undefined, concerns: schools };
}

/** Requests of before there were partners' operators have no apps in what they were made for. */
function baseOf({ name, role, schools, status, apps }: Operator): object {
  return { name, role, schools, status, ...(apps.length === 0 ? {} : { apps }) };
}

/** Which schools or apps an operator has, before and after. */
function placeLines(before: Place | undefined, after: Place): ChangeLine[] {
  const hasApps = [before, after].some((place) => place?.role === 'partner');
  const hasSchools = [before, after].some((place) => place !== undefined && place.role !== 'partner');
  const schools = (place: Place | undefined) => (place ? schoolsValue(place.schools) : null);
  return [
    ...(hasSchools ? [line('schools', schools(before), schools(after))] : []),
    ...(hasApps ? [line('apps', before ? (before.apps ?? []) : null, after.apps ?? [])] : []),
  ];
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
