import type { OperatorAccess } from '@zhixiao/console/contract/operators';
import { Type } from 'typebox';
import { OPERATOR_COLUMNS } from '../exports/setup-columns.ts';
import { exportOf } from '../lib/export/export.ts';
import { eachRow } from '../lib/page.ts';
import {
  changeAccess,
  inviteOperator,
  listOperators,
  type OperatorListed,
  operatorById,
  resetOperator,
  setFrozen,
} from '../operators/manage-operators.ts';
import { ROLES } from '../operators/roles.ts';
import { EXPORT_WISH, LIST_WISH, pageWish } from './list-wish.ts';
import { type Asking, type Route, route } from './route.ts';
import { ACCOUNT, NAME } from './sign-in-routes.ts';

const ID = Type.String({ maxLength: 20 });
const REASON = Type.String({ pattern: '\\S', maxLength: 200 });
const ACCESS = {
  name: NAME,
  role: Type.Enum([...ROLES]),
  schoolIds: Type.Optional(Type.Array(Type.String({ maxLength: 32 }), { maxItems: 1000, uniqueItems: true })),
};
const FILTER = {
  text: Type.Optional(Type.String({ maxLength: 60 })),
  status: Type.Optional(Type.Enum(['invited', 'active', 'frozen'])),
};
const MANAGING = { permission: 'operators.manage', scope: 'platform' } as const;
const CHANGING = { ...MANAGING, proof: 'fresh' } as const;

/** Operators, by administrators of all schools. */
export const OPERATOR_ROUTES: readonly Route[] = [
  route('GET /operators', {
    ...MANAGING,
    proof: 'session',
    audit: 'none',
    params: Type.Object({ ...LIST_WISH, ...FILTER }),
    async answer({ core }, params) {
      const { rows, next } = await listOperators(core, params, pageWish(params));
      return { rows: rows.map(operatorView), next };
    },
  }),
  route('GET /operators/export', {
    ...MANAGING,
    proof: 'session',
    audit: { action: 'operators.export', details: ['status'] },
    params: Type.Object({ ...EXPORT_WISH, ...FILTER }),
    answer: async ({ core }, { form, ...filter }) =>
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
    answer: ({ core, operator }, { account, ...access }) =>
      inviteOperator(core, operator, { account, ...accessOf(access) }),
  }),
  route('PUT /operators/:operatorId', {
    ...CHANGING,
    audit: { action: 'operator.change', details: ['role', 'schoolIds'] },
    params: Type.Object({ operatorId: ID, ...ACCESS }),
    async answer(asking, { operatorId, ...access }) {
      await noteOperator(asking, operatorId);
      await changeAccess(asking.core, asking.operator, operatorId, accessOf(access));
      return {};
    },
  }),
  route('POST /operators/:operatorId/freeze', {
    ...CHANGING,
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
    async answer(asking, { operatorId }) {
      await noteOperator(asking, operatorId);
      await setFrozen(asking.core, asking.operator, operatorId, false);
      return {};
    },
  }),
  route('POST /operators/:operatorId/reset', {
    ...CHANGING,
    audit: { action: 'operator.reset', details: ['reason'] },
    params: Type.Object({ operatorId: ID, reason: REASON }),
    async answer(asking, { operatorId }) {
      await noteOperator(asking, operatorId);
      return resetOperator(asking.core, asking.operator, operatorId);
    },
  }),
];

/** Tells whom a change is about, and how that operator was before. */
async function noteOperator({ core, note }: Asking, operatorId: string): Promise<void> {
  const { account, role, schools, status } = await operatorById(core, operatorId);
  note({ subject: account, details: { before: { role, schools, status } } });
}

function accessOf({ name, role, schoolIds }: OperatorAccess) {
  return { name, role, schools: schoolIds ?? ('all' as const) };
}

function operatorView({ schools, ...operator }: OperatorListed) {
  return { ...operator, schoolIds: schools === 'all' ? undefined : schools };
}
