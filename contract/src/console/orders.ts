import { Type } from 'typebox';
import { CHANNELS } from '../codes/channels.ts';
import { INVOICE_STATUSES, PAYER_TYPES } from '../codes/invoices.ts';
import { NOTIFICATION_STATUSES } from '../codes/notifications.ts';
import { ARCHIVED_PARTS, CLOSE_REASONS, ORDER_STATUSES } from '../codes/orders.ts';
import { PROBLEM_KINDS } from '../codes/overview.ts';
import { FLAG, INSTANT, NOTHING, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { NUMBER, PERIOD, REASON } from './fields.ts';
import {
  AMOUNT_SORT_QUERY,
  EXPORT_QUERY,
  FILE,
  LIST_QUERY,
  listedWithTotals,
  type RouteSchemas,
  TOTALS_QUERY,
} from './list.ts';
import { TIMELINE_EVENT } from './order-timeline.ts';
import { REFUND_OUTCOME } from './refunds.ts';

/** The fields of a row. */
export const ROW = {
  schoolId: TEXT,
  appId: TEXT,
  appName: TEXT,
  orderId: TEXT,
  outTradeNo: TEXT,
  body: TEXT,
  totalAmount: WHOLE,
  status: oneOf(ORDER_STATUSES),
  createdAt: INSTANT,
  paidAt: Type.Optional(INSTANT),
  userNo: Type.Optional(TEXT),
  userName: Type.Optional(TEXT),
  channel: Type.Optional(oneOf(CHANNELS)),
  transactionId: Type.Optional(TEXT),
  refundingAmount: WHOLE,
  refundedAmount: WHOLE,
};
/** An order in a list. Amounts are fen; whom it is for is masked. */
export const ORDER_ROW = Type.Object(ROW);
export type OrderRow = Of<typeof ORDER_ROW>;

/** The largest amount that is looked for or given back, in fen. */
const AMOUNT_MAX = 10_000_000_000;
const AMOUNT = Type.Integer({ minimum: 0, maximum: AMOUNT_MAX });
const REFUND_AMOUNT = Type.Integer({ minimum: 1, maximum: AMOUNT_MAX });
const IDEMPOTENCY_KEY = Type.String({ pattern: '^[0-9a-f]{32}$', maxLength: 32 });
const SHORT = Type.String({ maxLength: 128 });

const FILTER = {
  schoolId: Type.Optional(SHORT),
  number: Type.Optional(SHORT),
  appId: Type.Optional(SHORT),
  status: Type.Optional(oneOf(ORDER_STATUSES)),
  channel: Type.Optional(oneOf(CHANNELS)),
  minAmount: Type.Optional(AMOUNT),
  maxAmount: Type.Optional(AMOUNT),
  ...PERIOD,
  /** Paid, and booked from this day on and up to that one. */
  bookedFrom: PERIOD.from,
  bookedTo: PERIOD.to,
};
/** The exact number or name of whom orders are for, or the uid of whom they are paid by; in no address. */
const PERSON = { person: Type.String({ pattern: '\\S', maxLength: 128 }) };
const filter = Type.Object({ ...FILTER, person: Type.Optional(SHORT) });
/** Days are of Beijing, both included; amounts fen. */
export type OrderFilter = Of<typeof filter>;

/** A payment that can be given back: the one that paid the order, or one held for its wrong amount. Amounts are fen. */
const REFUNDABLE = Type.Object({
  paymentNo: TEXT,
  isHeld: FLAG,
  paidAmount: WHOLE,
  refundedAmount: WHOLE,
  /** On its way back; of that `abnormalAmount` stands still until somebody has seen to it at the channel. */
  refundingAmount: WHOLE,
  abnormalAmount: WHOLE,
  /** What has not gone back and is not on its way. */
  leftAmount: WHOLE,
  /** How much of that waits for another person to agree. */
  waitingAmount: WHOLE,
});
export type RefundableView = Of<typeof REFUNDABLE>;

/** Money that came in for an order and did not pay it. Amounts are fen. */
const OTHER_MONEY = Type.Object({
  paymentNo: TEXT,
  channel: oneOf(CHANNELS),
  transactionId: Type.Optional(TEXT),
  disposition: Type.Enum(['late', 'duplicate', 'wrong_amount']),
  paidAmount: WHOLE,
  refundingAmount: WHOLE,
  refundedAmount: WHOLE,
});
export type OtherMoneyView = Of<typeof OTHER_MONEY>;

/** What is not as it should be with an order; `number` is that of the payment, refund, application or invoice. */
const ORDER_PROBLEM = Type.Object({
  kind: oneOf(PROBLEM_KINDS),
  number: TEXT,
  /** Fen. */
  amount: Type.Optional(WHOLE),
  since: INSTANT,
  /** What the channel or provider said. */
  failure: Type.Optional(TEXT),
});
export type OrderProblemView = Of<typeof ORDER_PROBLEM>;

const ORDER_TIMELINE = Type.Object({
  /** Another when anything about the order is another. */
  version: TEXT,
  /** It will become another by itself, or by another operator. */
  isUnderWay: FLAG,
  order: Type.Object({
    ...ROW,
    schoolName: TEXT,
    notifyUrl: TEXT,
    closeReason: Type.Optional(oneOf(CLOSE_REASONS)),
    expiresAt: INSTANT,
    closedAt: Type.Optional(INSTANT),
  }),
  refundable: Type.Array(REFUNDABLE),
  otherMoney: Type.Array(OTHER_MONEY),
  /** What an operator may give back alone. */
  approvalAbove: WHOLE,
  notification: Type.Optional(
    Type.Object({
      status: oneOf(NOTIFICATION_STATUSES),
      attempts: WHOLE,
      nextAttemptAt: Type.Optional(INSTANT),
    }),
  ),
  problems: Type.Array(ORDER_PROBLEM),
  invoice: Type.Optional(
    Type.Object({
      invoiceNo: TEXT,
      status: oneOf(INVOICE_STATUSES),
      number: Type.Optional(TEXT),
      failure: Type.Optional(TEXT),
      /** Its document is there. */
      isFiled: FLAG,
    }),
  ),
  events: Type.Array(TIMELINE_EVENT),
  /** What is not among the events, because it was archived. */
  archived: Type.Array(oneOf(ARCHIVED_PARTS)),
});
export type OrderTimelineView = Of<typeof ORDER_TIMELINE>;

const INVOICE_INPUT = {
  payerType: oneOf(PAYER_TYPES),
  /** Absent for an individual: whom the order is for. */
  payerName: Type.Optional(SHORT),
  taxNo: Type.Optional(SHORT),
  phone: SHORT,
  email: Type.Optional(SHORT),
};
const invoiceInput = Type.Object(INVOICE_INPUT);
/** Whom an invoice is to be made out to. */
export type InvoiceInput = Of<typeof invoiceInput>;

const OF_ORDER = { orderId: NUMBER };
const ONE_ORDER = Type.Object(OF_ORDER);
const FOR_A_REASON = Type.Object({ ...OF_ORDER, reason: REASON });

export const ORDER_ROUTES = {
  'GET /orders': {
    params: Type.Object({ ...LIST_QUERY, ...AMOUNT_SORT_QUERY, ...TOTALS_QUERY, ...FILTER }),
    answer: listedWithTotals(ORDER_ROW),
  },
  'GET /orders/export': { params: Type.Object({ ...EXPORT_QUERY, ...FILTER }), answer: FILE },
  /** As `GET /orders`, by a person, who stands in no address. */
  'POST /orders/find': {
    params: Type.Object({ ...LIST_QUERY, ...AMOUNT_SORT_QUERY, ...TOTALS_QUERY, ...FILTER, ...PERSON }),
    answer: listedWithTotals(ORDER_ROW),
  },
  'POST /orders/find/export': {
    params: Type.Object({ ...EXPORT_QUERY, ...FILTER, ...PERSON }),
    answer: FILE,
  },
  'GET /orders/:orderId': { params: ONE_ORDER, answer: ORDER_TIMELINE },
  /** Of whom an order is, nothing: what a page asks for again and again while something is under way. */
  'GET /orders/:orderId/version': { params: ONE_ORDER, answer: Type.Object({ version: TEXT }) },
  'POST /orders/:orderId/ask': { params: ONE_ORDER, answer: Type.Object({ asked: WHOLE, unknown: WHOLE }) },
  'POST /orders/:orderId/cancel': {
    params: FOR_A_REASON,
    answer: Type.Object({ status: oneOf(ORDER_STATUSES) }),
  },
  'POST /orders/:orderId/resend': { params: ONE_ORDER, answer: Type.Object({ resent: FLAG }) },
  'POST /orders/:orderId/refund': {
    params: Type.Object({
      ...OF_ORDER,
      /** Absent: the payment that paid the order. Another one only when it is held. */
      paymentNo: Type.Optional(NUMBER),
      refundAmount: REFUND_AMOUNT,
      reason: REASON,
      /** 32 random hexadecimal digits, the same when this is asked again for want of an answer. */
      idempotencyKey: IDEMPOTENCY_KEY,
    }),
    /** `pending`: another person has to agree. */
    answer: REFUND_OUTCOME,
  },
  'POST /orders/:orderId/invoice': {
    params: Type.Object({ ...OF_ORDER, ...INVOICE_INPUT }),
    answer: NOTHING,
  },
  'POST /orders/:orderId/invoice/retry': { params: ONE_ORDER, answer: NOTHING },
  'POST /orders/:orderId/invoice/reverse': { params: FOR_A_REASON, answer: NOTHING },
} satisfies Record<string, RouteSchemas>;
