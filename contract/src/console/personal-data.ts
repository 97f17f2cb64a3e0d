import { Type } from 'typebox';
import { DATA_REQUEST_KINDS, DATA_REQUEST_STATUSES, FATES, HELD_KINDS } from '../codes/personal-data.ts';
import { INSTANT, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { ID, NUMBER, PERIOD, REASON, SCHOOL } from './fields.ts';
import { EXPORT_QUERY, FILE, LIST_QUERY, listed, type RouteSchemas } from './list.ts';
import { SUBMITTED } from './submitted.ts';

/** One kind of what is held; from the oldest to the newest, where it has a time. */
const HELD = Type.Object({
  kind: oneOf(HELD_KINDS),
  fate: oneOf(FATES),
  count: WHOLE,
  from: Type.Optional(INSTANT),
  to: Type.Optional(INSTANT),
});
export type HeldView = Of<typeof HELD>;

/** What is not over yet, which erasing has to wait for. */
const OPEN = Type.Object({
  orders: WHOLE,
  refunds: WHOLE,
  invoices: WHOLE,
  notifications: WHOLE,
  differences: WHOLE,
});
export type OpenView = Of<typeof OPEN>;

/** Of one kind: how many there were, and of how many something was erased. */
const COUNT = Type.Object({ kind: oneOf(HELD_KINDS), fate: oneOf(FATES), found: WHOLE, erased: WHOLE });
export type CountView = Of<typeof COUNT>;

/** A receipt. */
const REQUEST_ROW = Type.Object({
  requestId: TEXT,
  schoolId: TEXT,
  kind: oneOf(DATA_REQUEST_KINDS),
  /** A number of which some digits are hidden. */
  person: TEXT,
  askedBy: TEXT,
  askedByName: TEXT,
  askedAt: INSTANT,
  reason: TEXT,
  status: oneOf(DATA_REQUEST_STATUSES),
  finishedAt: Type.Optional(INSTANT),
  counts: Type.Array(COUNT),
});
export type PersonalDataRequestRow = Of<typeof REQUEST_ROW>;

const PREVIEW = Type.Object({
  /** Masked; absent where the directory has no such person. */
  userNo: Type.Optional(TEXT),
  userName: Type.Optional(TEXT),
  uids: WHOLE,
  /** Only kinds of which there is something. */
  held: Type.Array(HELD),
  open: OPEN,
  /** Earlier requests about the same person, the latest first. */
  requests: Type.Array(REQUEST_ROW),
});
export type PersonalDataPreview = Of<typeof PREVIEW>;

const SOUGHT = {
  schoolId: ID,
  by: Type.Enum(['user_no', 'uid']),
  text: Type.String({ pattern: '\\S', maxLength: 128 }),
};
const sought = Type.Object(SOUGHT);
/** Whose data: by student or staff number, or by a payer's uid. */
export type PersonSought = Of<typeof sought>;

const FILTER = {
  ...SCHOOL,
  kind: Type.Optional(oneOf(DATA_REQUEST_KINDS)),
  status: Type.Optional(oneOf(DATA_REQUEST_STATUSES)),
  askedBy: Type.Optional(Type.String({ maxLength: 63 })),
  ...PERIOD,
};
const filter = Type.Object(FILTER);
/** Days are of Beijing, both included. */
export type PersonalDataFilter = Of<typeof filter>;

const OF_REQUEST = Type.Object({ requestId: NUMBER });
const WITH_REASON = Type.Object({ ...SOUGHT, reason: REASON });
const RECEIPT = Type.Object({ requestId: TEXT });

export const PERSONAL_DATA_ROUTES = {
  'GET /personal-data/requests': {
    params: Type.Object({ ...LIST_QUERY, ...FILTER }),
    answer: listed(REQUEST_ROW),
  },
  'GET /personal-data/requests/export': { params: Type.Object({ ...EXPORT_QUERY, ...FILTER }), answer: FILE },
  'GET /personal-data/requests/:requestId': { params: OF_REQUEST, answer: REQUEST_ROW },
  /** The file that was asked for: once whole, within an hour, by who asked. */
  'GET /personal-data/requests/:requestId/file': { params: OF_REQUEST, answer: FILE },
  'POST /personal-data/preview': { params: sought, answer: PREVIEW },
  'POST /personal-data/exports': { params: WITH_REASON, answer: RECEIPT },
  'POST /personal-data/erasures': { params: WITH_REASON, answer: Type.Union([RECEIPT, SUBMITTED]) },
} satisfies Record<string, RouteSchemas>;
