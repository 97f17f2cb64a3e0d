import type { OperatorAccess } from '@zhixiao/contract/console/operators';
import {
  CHANGE_OPERATOR,
  INVITE_OPERATOR,
  RESET_OPERATOR,
  UNFREEZE_OPERATOR,
} from '../../changes/kinds/operator-changes.ts';
import { OPERATOR_COLUMNS } from '../../exports/setup-columns.ts';
import { exportOf } from '../../lib/export/export.ts';
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
import { pageWish } from './list-wish.ts';
import { type Asking, type Route, route } from './route.ts';

const READING = { permission: 'operators.read', scope: 'platform', proof: 'session' } as const;
const CHANGING = { permission: 'operators.manage', scope: 'platform', proof: 'fresh' } as const;

/** Operators, by administrators of all schools: what gives access may need a second person, to freeze never does. */
export const OPERATOR_ROUTES: readonly Route[] = [
  route('GET /operators', {
    ...READING,
    audit: 'none',
    async answer({ core }, params) {
      const { rows, next } = await listOperators(core, params, pageWish(params));
      return { rows: rows.map(operatorView), next };
    },
  }),
  route('GET /operators/export', {
    ...READING,
    proof: 'fresh',
    audit: { action: 'operators.export', details: ['status', 'reason'] },
    answer: async ({ core }, { form, reason: _reason, ...filter }) =>
      exportOf(
        form,
        '操作员',
        eachRow((wish) => listOperators(core, filter, wish)),
        OPERATOR_COLUMNS,
      ),
  }),
  route('POST /operators', {
    ...CHANGING,
    audit: { action: 'operator.invite', subject: 'account', details: ['role', 'schoolIds'] },
    async answer(asking, { account, ...access }) {
      const wish = { account, ...accessOf(access) };
      return linkAnswer(asking, await changeOrSubmit(asking, INVITE_OPERATOR, wish));
    },
  }),
  route('PUT /operators/:operatorId', {
    ...CHANGING,
    audit: { action: 'operator.change', details: ['role', 'schoolIds'] },
    async answer(asking, { operatorId, ...access }) {
      await noteOperator(asking, operatorId);
      const wish = { operatorId, ...accessOf(access) };
      return submittedOnly(await changeOrSubmit(asking, CHANGE_OPERATOR, wish));
    },
  }),
  route('POST /operators/:operatorId/freeze', {
    ...CHANGING,
    permission: 'operators.freeze',
    audit: { action: 'operator.freeze', details: ['reason'] },
    async answer(asking, { operatorId }) {
      await noteOperator(asking, operatorId);
      await setFrozen(asking.core, asking.operator, operatorId, true);
      return {};
    },
  }),
  route('POST /operators/:operatorId/unfreeze', {
    ...CHANGING,
    audit: { action: 'operator.unfreeze', details: ['reason'] },
    async answer(asking, wish) {
      await noteOperator(asking, wish.operatorId);
      return submittedOnly(await changeOrSubmit(asking, UNFREEZE_OPERATOR, wish));
    },
  }),
  route('POST /operators/:operatorId/reset', {
    ...CHANGING,
    audit: { action: 'operator.reset', details: ['reason', 'removesSecondFactor'] },
    async answer(asking, { removesSecondFactor = false, ...of }) {
      await noteOperator(asking, of.operatorId);
      const wish = { ...of, removesSecondFactor };
      return linkAnswer(asking, await changeOrSubmit(asking, RESET_OPERATOR, wish));
    },
  }),
];

/** Tells whom a change is about, and how that operator was before. */
async function noteOperator({ core, note }: Asking, operatorId: string): Promise<void> {
  const { account, role, schools, status } = await operatorById(core, operatorId);
  note({ subject: account, details: { before: { role, schools, status } } });
}

/** Who changes something alone is shown the link that it made, unless it could be sent to its operator. */
async function linkAnswer({ core }: Asking, outcome: Awaited<ReturnType<typeof changeOrSubmit>>) {
  if (isSubmitted(outcome)) return outcome;
  if (!outcome.link) throw new Error('the change has made no link');
  return linkView(await deliverLink(core, outcome.link));
}

function accessOf({ name, role, schoolIds, email, phone }: OperatorAccess) {
  return { name, role, schools: schoolIds ?? ('all' as const), contact: { email, phone } };
}

function operatorView(operator: OperatorShown) {
  const { schools, contact } = operator;
  return {
    operatorId: operator.operatorId,
    account: operator.account,
    name: operator.name,
    role: operator.role,
    schoolIds: schools === 'all' ? undefined : schools,
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
