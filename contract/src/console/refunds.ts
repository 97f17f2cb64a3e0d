import { Type } from 'typebox';
import { CHANNELS } from '../codes/channels.ts';
import { REFUND_APPLICATION_STATUSES, REFUND_CAUSES, REFUND_STATUSES } from '../codes/refunds.ts';
import { FLAG, INSTANT, NOTHING, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { ID, NUMBER, PERIOD, REASON, SCHOOL } from './fields.ts';
import {
  EXPORT_QUERY,
  FILE,
  LIST_QUERY,
  listedWithTotals,
  type RouteSchemas,
  TIME_SORT_QUERY,
  TOTALS_QUERY,
} from './list.ts';

/** What an order is for, and whom, masked. */
const OF_WHOM = { body: TEXT, userNo: Type.Optional(TEXT), userName: Type.Optional(TEXT) };

/** A refund in a list. Amounts are fen. */
export const REFUND_ROW = Type.Object({
  schoolId: TEXT,
  appName: TEXT,
  refundId: TEXT,
  outRefundNo: Type.Optional(TEXT),
  channelRefundId: Type.Optional(TEXT),
  orderId: TEXT,
  outTradeNo: TEXT,
  ...OF_WHOM,
  channel: oneOf(CHANNELS),
  refundAmount: WHOLE,
  cause: oneOf(REFUND_CAUSES),
  status: oneOf(REFUND_STATUSES),
  /** Its channel waits for a person. */
  isAbnormal: FLAG,
  failure: Type.Optional(TEXT),
  createdAt: INSTANT,
  settledAt: Type.Optional(INSTANT),
});
export type RefundRow = Of<typeof REFUND_ROW>;

const FILTER = {
  ...SCHOOL,
  /** Any number of the order that it is of, or its own. */
  number: Type.Optional(Type.String({ maxLength: 128 })),
  appId: Type.Optional(ID),
  status: Type.Optional(oneOf(REFUND_STATUSES)),
  cause: Type.Optional(oneOf(REFUND_CAUSES)),
  channel: Type.Optional(oneOf(CHANNELS)),
  ...PERIOD,
};
const filter = Type.Object(FILTER);
/** Days are of Beijing, both included. */
export type RefundFilter = Of<typeof filter>;

/** How a refund stands that somebody asked for or agreed to just now. */
const OUTCOME = {
  status: oneOf(REFUND_APPLICATION_STATUSES),
  refundStatus: Type.Optional(oneOf(REFUND_STATUSES)),
  refundFailure: Type.Optional(TEXT),
};
export const REFUND_OUTCOME = Type.Object(OUTCOME);
export type RefundOutcome = Of<typeof REFUND_OUTCOME>;

/** A refund that an operator asked for. */
const REFUND_APPLICATION_ROW = Type.Object({
  schoolId: TEXT,
  appName: TEXT,
  refundApplicationId: TEXT,
  orderId: TEXT,
  outTradeNo: TEXT,
  ...OF_WHOM,
  refundAmount: WHOLE,
  reason: TEXT,
  needsApproval: FLAG,
  requestedBy: TEXT,
  requestedByName: TEXT,
  requestedAt: INSTANT,
  ...OUTCOME,
  decidedBy: Type.Optional(TEXT),
  decidedByName: Type.Optional(TEXT),
  decidedAt: Type.Optional(INSTANT),
  note: Type.Optional(TEXT),
  /** Of its payment: what was paid, what is on its way back, and what has gone back. */
  paidAmount: WHOLE,
  refundingAmount: WHOLE,
  refundedAmount: WHOLE,
});
export type RefundApplicationRow = Of<typeof REFUND_APPLICATION_ROW>;

const APPLICATION_FILTER = {
  ...SCHOOL,
  appId: Type.Optional(ID),
  status: Type.Optional(oneOf(REFUND_APPLICATION_STATUSES)),
  ...PERIOD,
};
const applicationFilter = Type.Object(APPLICATION_FILTER);
export type RefundApplicationFilter = Of<typeof applicationFilter>;

const DECISION = Type.Object({ refundApplicationId: NUMBER, note: REASON });

export const REFUND_ROUTES = {
  'GET /refunds': {
    params: Type.Object({ ...LIST_QUERY, ...TIME_SORT_QUERY, ...TOTALS_QUERY, ...FILTER }),
    answer: listedWithTotals(REFUND_ROW),
  },
  'GET /refunds/export': { params: Type.Object({ ...EXPORT_QUERY, ...FILTER }), answer: FILE },
  /** A failed refund that an operator wanted need not be asked for anew. */
  'POST /refunds/:refundId/dismiss': {
    params: Type.Object({ refundId: NUMBER, reason: REASON }),
    answer: NOTHING,
  },
  'GET /refund-applications': {
    params: Type.Object({ ...LIST_QUERY, ...TIME_SORT_QUERY, ...TOTALS_QUERY, ...APPLICATION_FILTER }),
    answer: listedWithTotals(REFUND_APPLICATION_ROW),
  },
  'GET /refund-applications/export': {
    params: Type.Object({ ...EXPORT_QUERY, ...APPLICATION_FILTER }),
    answer: FILE,
  },
  'GET /refund-applications/:refundApplicationId': {
    params: Type.Object({ refundApplicationId: NUMBER }),
    answer: REFUND_APPLICATION_ROW,
  },
  'POST /refund-applications/:refundApplicationId/approve': { params: DECISION, answer: REFUND_OUTCOME },
  'POST /refund-applications/:refundApplicationId/reject': { params: DECISION, answer: REFUND_OUTCOME },
} satisfies Record<string, RouteSchemas>;
