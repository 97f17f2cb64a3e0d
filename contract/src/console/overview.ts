import { Type } from 'typebox';
import { CHANNELS } from '../codes/channels.ts';
import { PROBLEM_KINDS } from '../codes/overview.ts';
import { FLAG, INSTANT, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { DAY, ID, SCHOOL } from './fields.ts';
import { ADDRESS_LIST_QUERY, EXPORT_QUERY, FILE, listed, type RouteSchemas } from './list.ts';

/** A number of movements and what they come to, in fen. */
const SUM = Type.Object({ count: WHOLE, amount: WHOLE });

const FIGURES = {
  received: SUM,
  /** Money that came late, twice or in a wrong amount. */
  unwanted: SUM,
  refunded: SUM,
  /** Payments begun, and those that brought money. */
  started: WHOLE,
  succeeded: WHOLE,
};
const figures = Type.Object(FIGURES);
export type FiguresView = Of<typeof figures>;

const OVERVIEW = Type.Object({
  total: figures,
  byDay: Type.Array(Type.Object({ ...FIGURES, day: TEXT })),
  byChannel: Type.Array(Type.Object({ ...FIGURES, channel: oneOf(CHANNELS) })),
  byApp: Type.Array(Type.Object({ ...FIGURES, appId: TEXT, appName: TEXT })),
});
export type OverviewView = Of<typeof OVERVIEW>;

const FILTER = { ...SCHOOL, appId: Type.Optional(ID), from: DAY, to: DAY };
const filter = Type.Object(FILTER);

/** Today so far, and other days until the same time of day. */
const HOUR_FIGURES = Type.Object({ at: INSTANT, today: figures, yesterday: figures, lastWeek: figures });

/** What is done of the first day's work. */
const SET_UP = Type.Object({
  hasSchool: FLAG,
  hasMerchantAccount: FLAG,
  hasPayment: FLAG,
  hasApp: FLAG,
  hasColleague: FLAG,
  hasSecondFactor: FLAG,
});
export type SetUpView = Of<typeof SET_UP>;

/** Something that is not as it should be. */
const PROBLEM_ROW = Type.Object({
  schoolId: TEXT,
  appId: TEXT,
  appName: TEXT,
  orderId: Type.Optional(TEXT),
  outTradeNo: Type.Optional(TEXT),
  number: TEXT,
  /** Fen. */
  amount: Type.Optional(WHOLE),
  since: INSTANT,
});
export type ProblemRow = Of<typeof PROBLEM_ROW>;

const OF_KIND = { ...SCHOOL, kind: oneOf(PROBLEM_KINDS) };

export const OVERVIEW_ROUTES = {
  'GET /overview': { params: filter, answer: OVERVIEW },
  'GET /overview/now': { params: Type.Object({ ...SCHOOL, appId: FILTER.appId }), answer: HOUR_FIGURES },
  'GET /overview/set-up': { params: Type.Object(SCHOOL), answer: SET_UP },
  /** A line for each day, app and channel. */
  'GET /overview/export': { params: Type.Object({ ...EXPORT_QUERY, ...FILTER }), answer: FILE },
  'GET /problems': {
    params: Type.Object(SCHOOL),
    answer: Type.Object({
      kinds: Type.Array(Type.Object({ kind: oneOf(PROBLEM_KINDS), count: WHOLE, oldest: INSTANT })),
    }),
  },
  'GET /problems/:kind': {
    params: Type.Object({ ...ADDRESS_LIST_QUERY, ...OF_KIND }),
    answer: listed(PROBLEM_ROW),
  },
  'GET /problems/:kind/export': { params: Type.Object({ ...EXPORT_QUERY, ...OF_KIND }), answer: FILE },
} satisfies Record<string, RouteSchemas>;
