import type { OperatorAccess } from '@zhixiao/contract/console/operators';
import { OPERATOR_STATUS_NAMES } from '@zhixiao/contract/words/operators';
import { FieldError } from '@zhixiao/protocol/fields';
import {
  CHANGE_OPERATOR,
  INVITE_OPERATOR,
  RESET_OPERATOR,
  UNFREEZE_OPERATOR,
} from '../../changes/kinds/operator-changes.ts';
import { OPERATOR_COLUMNS } from '../../exports/setup-columns.ts';
import { maskPersonal } from '../../lib/mask.ts';
import { eachRow } from '../../lib/page.ts';
import { deliverLink } from '../../operators/deliver-link.ts';
import {
  listOperators,
  type OperatorShown,
  operatorById,
  setFrozen,
} from '../../operators/manage-operators.ts';
import { changeOrSubmit, isSubmitted, submittedOnly } from './change.ts';
import { linkView } from './change-routes.ts';
import { exportList } from './export-list.ts';
import { pageQuery } from './list-query.ts';
import { type OperatorContext, type Route, route } from './route.ts';

const READING = { permission: 'operators.read', scope: 'platform', proof: 'session' } as const;
const CHANGING = { permission: 'operators.manage', scope: 'platform', proof: 'fresh' } as const;

/** Operators, by administrators of all schools: what gives access may need a second person, to freeze never does. */
export const OPERATOR_ROUTES: readonly Route[] = [
  route('GET /operators', {
    ...READING,
    audit: 'none',
    async answer({ core }, params) {
      const { rows, next } = await listOperators(core, params, pageQuery(params));
      return { rows: rows.map(operatorView), next };
    },
  }),
  route('GET /operators/export', {
    ...READING,
    alsoNeeds: 'lists.export',
    proof: 'fresh',
    audit: { action: 'operators.export', details: ['status', 'reason'] },
    answer(context, { form, reason: _reason, ...filter }) {
      const { core } = context;
      return exportList(
        context,
        form,
        { reason: _reason, ...filter },
        {
          title: '操作员',
          rows: eachRow((query) => listOperators(core, filter, query)),
          columns: OPERATOR_COLUMNS,
          words: { status: OPERATOR_STATUS_NAMES.zh },
        },
      );
    },
  }),
  route('POST /operators', {
    ...CHANGING,
    audit: { action: 'operator.invite', subject: 'account', details: ['role', 'schoolIds', 'appIds'] },
    async answer(context, { account, ...access }) {
      const input = { account, ...accessOf(access) };
      return linkAnswer(context, await changeOrSubmit(context, INVITE_OPERATOR, input));
    },
  }),
  route('PUT /operators/:operatorId', {
    ...CHANGING,
    audit: { action: 'operator.change', details: ['role', 'schoolIds', 'appIds'] },
    async answer(context, { operatorId, ...access }) {
      await noteOperator(context, operatorId);
      const input = { operatorId, ...accessOf(access) };
      return submittedOnly(await changeOrSubmit(context, CHANGE_OPERATOR, input));
    },
  }),
  route('POST /operators/:operatorId/freeze', {
    ...CHANGING,
    permission: 'operators.freeze',
    audit: { action: 'operator.freeze', details: ['reason'] },
    async answer(context, { operatorId }) {
      await noteOperator(context, operatorId);
      await setFrozen(context.core, context.operator, operatorId, true);
      return {};
    },
  }),
  route('POST /operators/:operatorId/unfreeze', {
    ...CHANGING,
    audit: { action: 'operator.unfreeze', details: ['reason'] },
    async answer(context, input) {
      await noteOperator(context, input.operatorId);
      return submittedOnly(await changeOrSubmit(context, UNFREEZE_OPERATOR, input));
    },
  }),
  route('POST /operators/:operatorId/reset', {
    ...CHANGING,
    audit: { action: 'operator.reset', details: ['reason', 'removesSecondFactor'] },
    async answer(context, { removesSecondFactor = false, ...of }) {
      await noteOperator(context, of.operatorId);
      const input = { ...of, removesSecondFactor };
      return linkAnswer(context, await changeOrSubmit(context, RESET_OPERATOR, input));
    },
  }),
];

/** Tells whom a change is about, and how that operator was before. */
async function noteOperator({ core, note }: OperatorContext, operatorId: string): Promise<void> {
  const { account, role, schools, apps, status } = await operatorById(core, operatorId);
  const place = role === 'partner' ? { apps } : { schools };
  note({ subject: account, details: { before: { role, ...place, status } } });
}

/** Who changes something alone is shown the link that it made, unless it could be sent to its operator. */
async function linkAnswer({ core }: OperatorContext, outcome: Awaited<ReturnType<typeof changeOrSubmit>>) {
  if (isSubmitted(outcome)) return outcome;
  if (!outcome.link) throw new Error('the change has made no link');
  return linkView(await deliverLink(core, outcome.link));
}

/** @throws FieldError when a partner is given schools, or somebody else apps */
function accessOf({ name, role, schoolIds, appIds, email, phone }: OperatorAccess) {
  const access = { name, role, contact: { email, phone } };
  if (role === 'partner') {
    if (schoolIds !== undefined) throw new FieldError('schoolIds', '合作方只能指定应用');
    return { ...access, schools: [], apps: appIds ?? [] };
  }
  if (appIds !== undefined) throw new FieldError('appIds', '只有合作方可以指定应用');
  return { ...access, schools: schoolIds ?? ('all' as const) };
}

function operatorView(operator: OperatorShown) {
  const { role, schools, apps, contact } = operator;
  return {
    operatorId: operator.operatorId,
    account: operator.account,
    name: operator.name,
    role,
    schoolIds: schools === 'all' ? undefined : schools,
    appIds: role === 'partner' ? apps : undefined,
    status: operator.status,
    hasTotp: operator.hasTotp,
    passkeys: operator.passkeys,
    contact: {
      email: contact.email && maskPersonal(contact.email),
      phone: contact.phone && maskPersonal(contact.phone),
    },
    createdAt: operator.createdAt,
    lastSeenAt: operator.lastSeenAt,
  };
}
