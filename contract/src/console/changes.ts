import { Type } from 'typebox';
import { CHANGE_KINDS, CHANGE_STATUSES, FOUR_EYES } from '../codes/changes.ts';
import { FLAG, INSTANT, NOTHING, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { APP_SECRETS } from './app-secrets.ts';
import { NUMBER, PERIOD, REASON, SCHOOL } from './fields.ts';
import { LINK_ANSWER } from './link-answer.ts';
import { EXPORT_QUERY, FILE, LIST_QUERY, listed, type RouteSchemas } from './list.ts';
import { SUBMITTED_IF_WAITING } from './submitted.ts';

/** A number is fen; null is nothing. */
const CHANGE_VALUE = Type.Union([TEXT, Type.Number(), FLAG, Type.Array(TEXT), Type.Null()]);
export type ChangeValue = Of<typeof CHANGE_VALUE>;

/** One field as it is and as it would be; `settings.` and `secrets.` go before the names of an account's fields. */
const CHANGE_LINE = Type.Object({ field: TEXT, before: CHANGE_VALUE, after: CHANGE_VALUE });
export type ChangeLine = Of<typeof CHANGE_LINE>;

const ROW = {
  changeRequestId: TEXT,
  kind: oneOf(CHANGE_KINDS),
  /** Absent: of the installation. */
  schoolId: Type.Optional(TEXT),
  /** An account, an app, a school. */
  subject: TEXT,
  askedBy: TEXT,
  askedByName: TEXT,
  askedAt: INSTANT,
  expiresAt: INSTANT,
  status: oneOf(CHANGE_STATUSES),
  decidedBy: Type.Optional(TEXT),
  decidedByName: Type.Optional(TEXT),
  decidedAt: Type.Optional(INSTANT),
  /** The approver's note. */
  reason: Type.Optional(TEXT),
  /** Whether who looks may approve or refuse it. */
  mayDecide: FLAG,
  mayWithdraw: FLAG,
};
/** A change that somebody asked for. */
const CHANGE_ROW = Type.Object(ROW);
export type ChangeRow = Of<typeof CHANGE_ROW>;

const CHANGE_VIEW = Type.Object({
  ...ROW,
  lines: Type.Array(CHANGE_LINE),
  /** It waits, but its subject is not as it was: it can only be refused or withdrawn. */
  isOutdated: FLAG,
});
export type ChangeView = Of<typeof CHANGE_VIEW>;

/** What an approval brought about, shown to who approved, once. */
const APPROVED = Type.Object({ link: Type.Optional(LINK_ANSWER), secrets: Type.Optional(APP_SECRETS) });
export type Approved = Of<typeof APPROVED>;

const FILTER = {
  ...SCHOOL,
  kind: Type.Optional(oneOf(CHANGE_KINDS)),
  status: Type.Optional(oneOf(CHANGE_STATUSES)),
  askedBy: Type.Optional(Type.String({ maxLength: 63 })),
  ...PERIOD,
};
const filter = Type.Object(FILTER);
/** Days are of Beijing, both included. */
export type ChangeFilter = Of<typeof filter>;

/** How many there are, and since when the first of them waits. */
const COUNTED = Type.Object({ count: WHOLE, oldest: Type.Optional(INSTANT) });

/** A change as the search at the head shows it. */
const CHANGE_FOUND = Type.Object({
  changeRequestId: TEXT,
  kind: oneOf(CHANGE_KINDS),
  subject: TEXT,
  status: oneOf(CHANGE_STATUSES),
});
export type ChangeFound = Of<typeof CHANGE_FOUND>;

const OF_CHANGE = { changeRequestId: NUMBER };
const DECISION = Type.Object({ ...OF_CHANGE, reason: REASON });

const FOUR_EYES_VIEW = Type.Object({
  fourEyes: oneOf(FOUR_EYES),
  /** What that comes to now. */
  isOn: FLAG,
});

export const CHANGE_ROUTES = {
  'GET /changes': { params: Type.Object({ ...LIST_QUERY, ...FILTER }), answer: listed(CHANGE_ROW) },
  'GET /changes/export': { params: Type.Object({ ...EXPORT_QUERY, ...FILTER }), answer: FILE },
  /** The number of waiting requests that this operator may decide. */
  'GET /changes-to-decide': { params: NOTHING, answer: COUNTED },
  /** By number, or by a part of what they change; with a body, as people type people's numbers too. */
  'POST /changes/find': {
    params: Type.Object({ ...SCHOOL, text: Type.String({ pattern: '\\S', maxLength: 64 }) }),
    answer: Type.Object({ changes: Type.Array(CHANGE_FOUND) }),
  },
  'GET /changes/:changeRequestId': { params: Type.Object(OF_CHANGE), answer: CHANGE_VIEW },
  'POST /changes/:changeRequestId/approve': { params: DECISION, answer: APPROVED },
  'POST /changes/:changeRequestId/refuse': { params: DECISION, answer: NOTHING },
  'POST /changes/:changeRequestId/withdraw': { params: Type.Object(OF_CHANGE), answer: NOTHING },
  /** Of what belongs to no school. */
  'GET /four-eyes': { params: NOTHING, answer: FOUR_EYES_VIEW },
  'PUT /four-eyes': {
    params: Type.Object({ fourEyes: oneOf(FOUR_EYES) }),
    answer: SUBMITTED_IF_WAITING,
  },
} satisfies Record<string, RouteSchemas>;
