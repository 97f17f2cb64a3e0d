import { Type } from 'typebox';
import { CHANNELS } from '../codes/channels.ts';
import { DISPOSITIONS } from '../codes/orders.ts';
import { FLAG, INSTANT, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { IDENTITY_TYPE, PERSON_VIEW } from './directory.ts';
import { ID } from './fields.ts';
import { INVOICE_VIEW } from './invoices.ts';
import { LIST_QUERY, listed, type RouteSchemas } from './list.ts';
import { ORDER_ROW } from './orders.ts';
import { REFUND_ROW } from './refunds.ts';

/** How many orders, and what they come to in fen. */
const SUM = Type.Object({ count: WHOLE, amount: WHOLE });

/** What a person owes and has paid. Amounts are fen. */
const PERSON_SUMS = Type.Object({
  /** Orders for the person that can still be paid. */
  owed: SUM,
  /** Orders for the person that were paid, by whomever. */
  paid: SUM,
  refundedAmount: WHOLE,
  refundingAmount: WHOLE,
  /** Orders for others that one of the person's accounts paid. */
  paidForOthers: SUM,
});
export type PersonSums = Of<typeof PERSON_SUMS>;

/** A person's page, but for its lists; whom it is about is masked. */
const PERSON_PAGE = Type.Object({
  schoolName: TEXT,
  userNo: TEXT,
  userName: TEXT,
  identityType: IDENTITY_TYPE,
  frozen: FLAG,
  bindings: Type.Array(Type.Object({ channel: oneOf(CHANNELS), uid: TEXT })),
  /** When the link to the campus card was last fetched from its channel. */
  cardLinkAt: Type.Optional(INSTANT),
  /** The import that last had the person in its file. */
  lastImport: Type.Optional(Type.Object({ at: INSTANT, byName: TEXT })),
  sums: PERSON_SUMS,
});
export type PersonPageView = Of<typeof PERSON_PAGE>;

/** Money that came in for a person's orders, or from one of the person's accounts. Amounts are fen. */
const PAYMENT_ROW = Type.Object({
  schoolId: TEXT,
  appName: TEXT,
  orderId: TEXT,
  body: TEXT,
  paymentNo: TEXT,
  channel: oneOf(CHANNELS),
  transactionId: TEXT,
  paidAmount: WHOLE,
  paidAt: INSTANT,
  disposition: oneOf(DISPOSITIONS),
  refundedAmount: WHOLE,
});
export type PersonPaymentRow = Of<typeof PAYMENT_ROW>;

const ONE_PERSON = { schoolId: ID, openId: ID };
const OF_PERSON = Type.Object({ ...LIST_QUERY, ...ONE_PERSON });

/** About one person by open_id, with a body: whoever is looked at is kept. */
export const PEOPLE_ROUTES = {
  'POST /people/read': { params: Type.Object(ONE_PERSON), answer: PERSON_PAGE },
  /** Unmasked. */
  'POST /people/reveal': { params: Type.Object(ONE_PERSON), answer: PERSON_VIEW },
  'POST /people/orders': { params: OF_PERSON, answer: listed(ORDER_ROW) },
  'POST /people/payments': { params: OF_PERSON, answer: listed(PAYMENT_ROW) },
  'POST /people/refunds': { params: OF_PERSON, answer: listed(REFUND_ROW) },
  'POST /people/invoices': { params: OF_PERSON, answer: listed(INVOICE_VIEW) },
} satisfies Record<string, RouteSchemas>;
