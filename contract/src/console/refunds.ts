import { Type } from 'typebox';
import { CHANNELS } from '../codes/channels.ts';
import { REFUND_CAUSES, REFUND_REQUEST_STATUSES, REFUND_STATUSES } from '../codes/refunds.ts';
import { FLAG, INSTANT, NOTHING, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { ID, NUMBER, PERIOD, REASON, SCHOOL } from './fields.ts';
import { EXPORT_QUERY, FILE, LIST_QUERY, listed, type RouteSchemas } from './list.ts';

/** A refund in a list. Fees are fen. */
const REFUND_ROW = Type.Object({
  schoolId: TEXT,
  appName: TEXT,
  refundId: TEXT,
  outRefundNo: Type.Optional(TEXT),
  channelRefundId: Type.Optional(TEXT),
  orderId: TEXT,
  outTradeNo: TEXT,
  channel: oneOf(CHANNELS),
  refundFee: WHOLE,
  cause: oneOf(REFUND_CAUSES),
  status: oneOf(REFUND_STATUSES),
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
  status: oneOf(REFUND_REQUEST_STATUSES),
  refundStatus: Type.Optional(oneOf(REFUND_STATUSES)),
  refundFailure: Type.Optional(TEXT),
};
export const REFUND_OUTCOME = Type.Object(OUTCOME);
export type RefundOutcome = Of<typeof REFUND_OUTCOME>;

/** A refund that an operator asked for. */
const REFUND_REQUEST_ROW = Type.Object({
  schoolId: TEXT,
  appName: TEXT,
  refundRequestId: TEXT,
  orderId: TEXT,
  outTradeNo: TEXT,
  refundFee: WHOLE,
  reason: TEXT,
  needsApproval: FLAG,
  requestedBy: TEXT,
  requestedAt: INSTANT,
  ...OUTCOME,
  decidedBy: Type.Optional(TEXT),
  decidedAt: Type.Optional(INSTANT),
  note: Type.Optional(TEXT),
  /** Of its payment: what was paid, what is on its way back, and what has gone back. */
  paidFee: WHOLE,
  refundingFee: WHOLE,
  refundedFee: WHOLE,
});
export type RefundRequestRow = Of<typeof REFUND_REQUEST_ROW>;

const REQUEST_FILTER = {
  ...SCHOOL,
  appId: Type.Optional(ID),
  status: Type.Optional(oneOf(REFUND_REQUEST_STATUSES)),
  ...PERIOD,
};
const requestFilter = Type.Object(REQUEST_FILTER);
export type RefundRequestFilter = Of<typeof requestFilter>;

const DECISION = Type.Object({ refundRequestId: NUMBER, note: REASON });

export const REFUND_ROUTES = {
  'GET /refunds': { params: Type.Object({ ...LIST_QUERY, ...FILTER }), answer: listed(REFUND_ROW) },
  'GET /refunds/export': { params: Type.Object({ ...EXPORT_QUERY, ...FILTER }), answer: FILE },
  /** A failed refund that an operator wanted need not be asked for anew. */
  'POST /refunds/:refundId/see-to': {
    params: Type.Object({ refundId: NUMBER, reason: REASON }),
    answer: NOTHING,
  },
  'GET /refund-requests': {
    params: Type.Object({ ...LIST_QUERY, ...REQUEST_FILTER }),
    answer: listed(REFUND_REQUEST_ROW),
  },
  'GET /refund-requests/export': {
    params: Type.Object({ ...EXPORT_QUERY, ...REQUEST_FILTER }),
    answer: FILE,
  },
  'POST /refund-requests/:refundRequestId/approve': { params: DECISION, answer: REFUND_OUTCOME },
  'POST /refund-requests/:refundRequestId/reject': { params: DECISION, answer: REFUND_OUTCOME },
} satisfies Record<string, RouteSchemas>;
