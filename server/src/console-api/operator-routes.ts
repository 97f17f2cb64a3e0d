import type { OperatorAccess } from '@zhixiao/console/contract/operators';
import { Type } from 'typebox';
import {
  CHANGE_OPERATOR,
  INVITE_OPERATOR,
  RESET_OPERATOR,
  UNFREEZE_OPERATOR,
} from '../changes/kinds/operator-changes.ts';
import { OPERATOR_COLUMNS } from '../exports/setup-columns.ts';
import { exportOf } from '../lib/export/export.ts';
import { maskPersonal } from '../lib/mask.ts';
import { eachRow } from '../lib/page.ts';
import { deliverLink } from '../operators/deliver-link.ts';
import { listOperators, type OperatorShown, operatorById, setFrozen } from '../operators/manage-operators.ts';
import { ROLES } from '../operators/roles.ts';
import { changeOrSubmit, isSubmitted, submittedOnly } from './change.ts';
import { linkView } from './change-routes.ts';
import { LIST_WISH, PERSONAL_EXPORT_WISH, pageWish } from './list-wish.ts';
import { type Asking, type Route, route } from './route.ts';
import { ACCOUNT, NAME } from './sign-in-routes.ts';

const ID = Type.String({ maxLength: 20 });
const REASON = Type.String({ pattern: '\\S', maxLength: 200 });
const ACCESS = {
  name: NAME,
  role: Type.Enum([...ROLES]),
  schoolIds: Type.Optional(Type.Array(Type.String({ maxLength: 32 }), { maxItems: 1000, uniqueItems: true })),
  email: Type.Optional(
    Type.String({ pattern: '^$|^[^@\\s]{1,64}@[^@\\s.]+(\\.[^@\\s.]+)+$', maxLength: 200 }),
  ),
  phone: Type.Optional(Type.String({ pattern: '^$|^1\\d{10}$', maxLength: 11 })),
};
const FILTER = {
  text: Type.Optional(Type.String({ maxLength: 60 })),
  status: Type.Optional(Type.Enum(['invited', 'active', 'frozen'])),
};
const READING = { permission: 'operators.read', scope: 'platform', proof: 'session' } as const;
const CHANGING = { permission: 'operators.manage', scope: 'platform', proof: 'fresh' } as const;

/** Operators, by administrators of all schools: what gives access may need a second person, to freeze never does. */
export const OPERATOR_ROUTES: readonly Route[] = [
  route('GET /operators', {
    ...READING,
    audit: 'none',
    params: Type.Object({ ...LIST_WISH, ...FILTER }),
    async answer({ core }, params) {
      const { rows, next } = await listOperators(core, params, pageWish(params));
      return { rows: rows.map(operatorView), next };
    },
  }),
  route('GET /operators/export', {
    ...READING,
    proof: 'fresh',
    audit: { action: 'operators.export', details: ['status', 'reason'] },
    params: Type.Object({ ...PERSONAL_EXPORT_WISH, ...FILTER }),
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
    params: Type.Object({ account: ACCOUNT, ...ACCESS }),
    async answer(asking, { account, ...access }) {
      const wish = { account, ...accessOf(access) };
      return linkAnswer(asking, await changeOrSubmit(asking, INVITE_OPERATOR, wish));
    },
  }),
  route('PUT /operators/:operatorId', {
    ...CHANGING,
    audit: { action: 'operator.change', details: ['role', 'schoolIds'] },
    params: Type.Object({ operatorId: ID, ...ACCESS }),
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
    params: Type.Object({ operatorId: ID, reason: REASON }),
    async answer(asking, { operatorId }) {
      await noteOperator(asking, operatorId);
      await setFrozen(asking.core, asking.operator, operatorId, true);
      return {};
    },
  }),
  route('POST /operators/:operatorId/unfreeze', {
    ...CHANGING,
    audit: { action: 'operator.unfreeze', details: ['reason'] },
    params: Type.Object({ operatorId: ID, reason: REASON }),
    async answer(asking, wish) {
      await noteOperator(asking, wish.operatorId);
      return submittedOnly(await changeOrSubmit(asking, UNFREEZE_OPERATOR, wish));
    },
  }),
  route('POST /operators/:operatorId/reset', {
    ...CHANGING,
    audit: { action: 'operator.reset', details: ['reason', 'removesSecondFactor'] },
    params: Type.Object({
      operatorId: ID,
      reason: REASON,
      removesSecondFactor: Type.Optional(Type.Boolean()),
    }),
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

function operatorView({ schools, contact: { email, phone }, ...operator }: OperatorShown) {
  return {
    ...operator,
    schoolIds: schools === 'all' ? undefined : schools,
    contact: { email: email && maskPersonal(email), phone: phone && maskPersonal(phone) },
  };
}
