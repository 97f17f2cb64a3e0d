import { Type } from 'typebox';
import { CHANNELS } from '../codes/channels.ts';
import { DELIVERY_METHODS, INVOICE_ACTIONS, INVOICE_SOURCES } from '../codes/invoices.ts';
import { LEDGER_ACCOUNTS, LEDGER_EVENTS } from '../codes/ledger.ts';
import { ATTEMPT_OUTCOMES } from '../codes/notifications.ts';
import { DISPOSITIONS, TIMELINE_EVENT_KINDS } from '../codes/orders.ts';
import { REFUND_CAUSES } from '../codes/refunds.ts';
import { SCENES } from '../codes/scenes.ts';
import { INSTANT, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';

const CODES = {
  channel: Type.Optional(oneOf(CHANNELS)),
  scene: Type.Optional(oneOf(SCENES)),
  disposition: Type.Optional(oneOf(DISPOSITIONS)),
  kind: Type.Optional(Type.Enum(['payment', 'refund'])),
  /** Of a notification, or of an exchange with an invoice provider. */
  outcome: Type.Optional(oneOf([...ATTEMPT_OUTCOMES, 'done', 'not_done', 'unknown'])),
  cause: Type.Optional(oneOf(REFUND_CAUSES)),
  source: Type.Optional(oneOf(INVOICE_SOURCES)),
  action: Type.Optional(oneOf(INVOICE_ACTIONS)),
  deliveryMethod: Type.Optional(oneOf(DELIVERY_METHODS)),
  event: Type.Optional(oneOf(LEDGER_EVENTS)),
};
const codes = Type.Object(CODES);
/** Details that are one of a few words. */
export type TimelineCodes = Of<typeof codes>;

/** What there is to say of an event. Amounts are fen. */
const TIMELINE_DETAILS = Type.Object({
  ...CODES,
  paymentNo: Type.Optional(TEXT),
  transactionId: Type.Optional(TEXT),
  totalAmount: Type.Optional(WHOLE),
  paidAmount: Type.Optional(WHOLE),
  callbackId: Type.Optional(TEXT),
  /** The payment or refund it is about. */
  subjectNo: Type.Optional(TEXT),
  attempt: Type.Optional(WHOLE),
  httpStatus: Type.Optional(WHOLE),
  durationMs: Type.Optional(WHOLE),
  /** What the other side said; of an invoice provider also one of a few words. */
  detail: Type.Optional(TEXT),
  refundApplicationId: Type.Optional(TEXT),
  refundId: Type.Optional(TEXT),
  refundAmount: Type.Optional(WHOLE),
  /** As somebody wrote it; of a closed order one of a few words. */
  reason: Type.Optional(TEXT),
  note: Type.Optional(TEXT),
  by: Type.Optional(TEXT),
  failure: Type.Optional(TEXT),
  invoiceNo: Type.Optional(TEXT),
  number: Type.Optional(TEXT),
  /** Debits are positive. */
  lines: Type.Optional(Type.Array(Type.Object({ account: oneOf(LEDGER_ACCOUNTS), amount: WHOLE }))),
});
export type TimelineDetails = Of<typeof TIMELINE_DETAILS>;

/** Something that happened to an order: what it was, when, and what there is to say of it. */
export const TIMELINE_EVENT = Type.Object({
  at: INSTANT,
  what: oneOf(TIMELINE_EVENT_KINDS),
  details: TIMELINE_DETAILS,
});
export type TimelineEventView = Of<typeof TIMELINE_EVENT>;
