import { Type } from 'typebox';
import { CIPHERS, PROFILES, UNREACHABLE_REASONS, VERSIONS_SPOKEN } from '../codes/apps.ts';
import { REQUEST_STEPS } from '../codes/requests.ts';
import { FLAG, INSTANT, NOTHING, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { APP_SECRETS } from './app-secrets.ts';
import { ID, NAME, REASON, SCHOOL } from './fields.ts';
import { EXPORT_QUERY, FILE, LIST_QUERY, listed, NAME_FILTER, type RouteSchemas } from './list.ts';
import { SUBMITTED, SUBMITTED_IF_WAITING } from './submitted.ts';
import { HEALTH } from './workbench.ts';

/** What an app is held to beyond the published interface. */
const APP_RULES = Type.Object({
  /** Requests of an older version are refused. */
  leastVersion: Type.Union([Type.Literal(1), Type.Literal(2)]),
  /** The version of its notifications; never `v1` when `leastVersion` is 2. */
  notifyProfile: oneOf(PROFILES),
  /** What it may refund in a day of Shanghai, fen and number; null: as much as there is. */
  refundDayAmount: Type.Union([Type.Integer({ minimum: 1, maximum: 1_000_000_000_000 }), Type.Null()]),
  refundDayCount: Type.Union([Type.Integer({ minimum: 1, maximum: 1_000_000 }), Type.Null()]),
  /** A refund must have an `out_refund_no`. */
  refundNoRequired: FLAG,
  /** Addresses and networks that requests may come from; none: from anywhere. */
  allowedNetworks: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 50 }),
  /** A param is for the interface it was first sent to; not for clients that encrypt the same text for two. */
  paramBound: FLAG,
  /** Even an answer to a wrong signature is encrypted and signed, for clients that decrypt before they look at the code. */
  sealsUnsigned: FLAG,
});
export type AppRulesView = Of<typeof APP_RULES>;

/** An address that orders of an app gave as notify_url, and that cannot be reached. */
const UNREACHABLE_ENDPOINT = Type.Object({
  /** Scheme, host and port. */
  endpoint: TEXT,
  reason: oneOf(UNREACHABLE_REASONS),
  /** When an order last named it. */
  seenAt: INSTANT,
});

/** A partner system, with none of its secrets. */
const APP_VIEW = Type.Object({
  schoolId: TEXT,
  schoolName: TEXT,
  appId: TEXT,
  name: TEXT,
  cipher: oneOf(CIPHERS),
  /** It wants `sp_data` as a JSON string. */
  spDataAsText: FLAG,
  frozen: FLAG,
  createdAt: INSTANT,
  /** Of the keys that are valid, or the old ones of two. */
  keysIssuedAt: INSTANT,
  /** While two sets of keys are valid; `usedAt`: the partner has signed with the new ones. */
  keyChange: Type.Optional(Type.Object({ issuedAt: INSTANT, usedAt: Type.Optional(INSTANT) })),
  rules: APP_RULES,
  /** When it last spoke each version, to the hour. */
  spoke: Type.Object({ v1: Type.Optional(INSTANT), v2: Type.Optional(INSTANT) }),
  /** Of the last thirty days, the latest first. */
  unreachable: Type.Array(UNREACHABLE_ENDPOINT),
});
export type AppView = Of<typeof APP_VIEW>;

/** One app as its page shows it: the calls and notifications of seven days. */
const APP_PAGE = Type.Object({
  app: APP_VIEW,
  health: HEALTH,
  /** All that were sent, the earliest day first; unproved ones may be anybody's. */
  callDays: Type.Array(Type.Object({ day: TEXT, done: WHOLE, refused: WHOLE, unproved: WHOLE })),
  /** Of the newest thousand that failed, the most frequent first. */
  callErrors: Type.Array(Type.Object({ step: oneOf(REQUEST_STEPS), retCode: WHOLE, count: WHOLE })),
});
export type AppPageView = Of<typeof APP_PAGE>;

const SETTINGS = {
  name: NAME,
  cipher: oneOf(CIPHERS),
  spDataAsText: FLAG,
  /** All of them; without it, they stay. */
  rules: Type.Optional(APP_RULES),
};
const settings = Type.Object(SETTINGS);
export type AppSettings = Of<typeof settings>;

/** Which of the apps. */
const FILTER = { ...NAME_FILTER, speaks: Type.Optional(oneOf(VERSIONS_SPOKEN)) };
const KEY = Type.String({ maxLength: 200 });
const OF_APP = { appId: ID };
const ONE_APP = Type.Object(OF_APP);
const FOR_A_REASON = Type.Object({ ...OF_APP, reason: REASON });
const SECRETS_OR_SUBMITTED = Type.Union([APP_SECRETS, SUBMITTED]);

export const APP_ROUTES = {
  /** All of them, unless a page is asked for. */
  'GET /apps': { params: Type.Object({ ...LIST_QUERY, ...FILTER }), answer: listed(APP_VIEW) },
  'GET /app-names': {
    params: Type.Object(SCHOOL),
    answer: Type.Object({ apps: Type.Array(Type.Object({ appId: TEXT, name: TEXT })) }),
  },
  'GET /apps/:appId': { params: ONE_APP, answer: APP_PAGE },
  'GET /apps/export': { params: Type.Object({ ...EXPORT_QUERY, ...FILTER }), answer: FILE },
  'POST /apps': {
    params: Type.Object({
      ...SETTINGS,
      schoolId: ID,
      /** What a partner brings from another platform; without it, made here. */
      brought: Type.Optional(Type.Object({ appId: ID, appSecret: KEY, aesKey: KEY })),
    }),
    answer: SECRETS_OR_SUBMITTED,
  },
  'PUT /apps/:appId': { params: Type.Object({ ...OF_APP, ...SETTINGS }), answer: SUBMITTED_IF_WAITING },
  'POST /apps/:appId/freeze': { params: FOR_A_REASON, answer: NOTHING },
  'POST /apps/:appId/unfreeze': { params: FOR_A_REASON, answer: NOTHING },
  /** Issues keys that are valid beside the present ones. */
  'POST /apps/:appId/keys': { params: ONE_APP, answer: SECRETS_OR_SUBMITTED },
  /** From now on only the new keys are valid. */
  'POST /apps/:appId/keys/retire-old': { params: ONE_APP, answer: NOTHING },
  /** The new keys are worth nothing. */
  'POST /apps/:appId/keys/withdraw-new': { params: ONE_APP, answer: NOTHING },
} satisfies Record<string, RouteSchemas>;
