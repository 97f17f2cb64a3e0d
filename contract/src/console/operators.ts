import { Type } from 'typebox';
import { ROLES } from '../codes/access.ts';
import { OPERATOR_STATUSES } from '../codes/operators.ts';
import { FLAG, INSTANT, NOTHING, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { ACCOUNT, EMAIL_ADDRESS, NAME, NUMBER, REASON } from './fields.ts';
import { LINK_ANSWER } from './link-answer.ts';
import { FILE, LIST_QUERY, listed, PERSONAL_EXPORT_QUERY, type RouteSchemas } from './list.ts';
import { SUBMITTED, SUBMITTED_IF_WAITING } from './submitted.ts';

const OPERATOR_VIEW = Type.Object({
  operatorId: TEXT,
  account: TEXT,
  name: TEXT,
  role: oneOf(ROLES),
  /** Absent: all of them. */
  schoolIds: Type.Optional(Type.Array(TEXT)),
  /** Of a partner's operator, who has no school. */
  appIds: Type.Optional(Type.Array(TEXT)),
  status: oneOf(OPERATOR_STATUSES),
  hasTotp: FLAG,
  passkeys: WHOLE,
  /** Where one-time links go, masked. */
  contact: Type.Object({ email: Type.Optional(TEXT), phone: Type.Optional(TEXT) }),
  createdAt: INSTANT,
  lastSeenAt: Type.Optional(INSTANT),
});
export type OperatorView = Of<typeof OPERATOR_VIEW>;

const ACCESS = {
  name: NAME,
  role: oneOf(ROLES),
  schoolIds: Type.Optional(Type.Array(Type.String({ maxLength: 32 }), { maxItems: 1000, uniqueItems: true })),
  appIds: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 200, uniqueItems: true })),
  email: Type.Optional(Type.String({ pattern: `^$|^${EMAIL_ADDRESS}$`, maxLength: 200 })),
  phone: Type.Optional(Type.String({ pattern: '^$|^1\\d{10}$', maxLength: 11 })),
};
const access = Type.Object(ACCESS);
/** Role and schools, or the apps of a partner; no `schoolIds`: all schools. A contact that is left out stays, an empty one is removed. */
export type OperatorAccess = Of<typeof access>;

const FILTER = {
  /** A part of the account or name. */
  text: Type.Optional(Type.String({ maxLength: 60 })),
  status: Type.Optional(oneOf(OPERATOR_STATUSES)),
};
const OF_ONE = { operatorId: NUMBER };
const FOR_A_REASON = Type.Object({ ...OF_ONE, reason: REASON });
const LINK_OR_SUBMITTED = Type.Union([...LINK_ANSWER.anyOf, SUBMITTED]);

export const OPERATOR_ROUTES = {
  'GET /operators': { params: Type.Object({ ...LIST_QUERY, ...FILTER }), answer: listed(OPERATOR_VIEW) },
  'GET /operators/export': { params: Type.Object({ ...PERSONAL_EXPORT_QUERY, ...FILTER }), answer: FILE },
  'POST /operators': { params: Type.Object({ account: ACCOUNT, ...ACCESS }), answer: LINK_OR_SUBMITTED },
  'PUT /operators/:operatorId': {
    params: Type.Object({ ...OF_ONE, ...ACCESS }),
    answer: SUBMITTED_IF_WAITING,
  },
  'POST /operators/:operatorId/freeze': { params: FOR_A_REASON, answer: NOTHING },
  'POST /operators/:operatorId/unfreeze': { params: FOR_A_REASON, answer: SUBMITTED_IF_WAITING },
  /** Takes password and sessions away, and the second factor where that is said; the link chooses another password. */
  'POST /operators/:operatorId/reset': {
    params: Type.Object({ ...OF_ONE, reason: REASON, removesSecondFactor: Type.Optional(Type.Boolean()) }),
    answer: LINK_OR_SUBMITTED,
  },
} satisfies Record<string, RouteSchemas>;
