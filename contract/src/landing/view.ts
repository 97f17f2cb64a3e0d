import { Type } from 'typebox';
import { LEDGER_ACCOUNTS, LEDGER_EVENTS } from '../codes/ledger.ts';
import { ATTEMPT_OUTCOMES, NOTIFICATION_STATUSES } from '../codes/notifications.ts';
import { ORDER_STATUSES } from '../codes/orders.ts';
import { REFUND_STATUSES } from '../codes/refunds.ts';
import { REQUEST_OUTCOMES, REQUEST_STEPS } from '../codes/requests.ts';
import { FLAG, INSTANT, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';

/** What runs beside a gateway in sandbox mode, and the test app: the answer of `GET /landing/installation.json`. */
export const LANDING_INSTALLATION = Type.Object({
  publicUrl: TEXT,
  consoleUrl: TEXT,
  /** Where the emulated channels are. */
  sandboxUrl: TEXT,
  /** The emulated channels answer. */
  isSandboxUp: FLAG,
  /** The demo shop's address, while it runs. */
  demoUrl: Type.Optional(TEXT),
  /** Below it each browser has an address for its notifications. */
  inboxUrl: TEXT,
  keys: Type.Object({ appId: TEXT, appSecret: TEXT, aesKey: TEXT, cipher: TEXT }),
});
export type LandingInstallation = Of<typeof LANDING_INSTALLATION>;

/** A notification as it reached the inbox. */
const RECEIVED = Type.Object({ at: INSTANT, contentType: TEXT, body: TEXT });

/** An order of this browser: the answer of `GET /landing/orders/{order_id}`. Amounts are fen. */
export const LANDING_ORDER = Type.Object({
  status: oneOf(ORDER_STATUSES),
  totalAmount: WHOLE,
  /** Undefined while there is nothing to notify. */
  notification: Type.Optional(
    Type.Object({ status: oneOf(NOTIFICATION_STATUSES), nextAttemptAt: Type.Optional(INSTANT) }),
  ),
  attempts: Type.Array(
    Type.Object({
      at: INSTANT,
      outcome: oneOf(ATTEMPT_OUTCOMES),
      httpStatus: Type.Optional(WHOLE),
      durationMs: WHOLE,
      detail: TEXT,
    }),
  ),
  received: Type.Array(RECEIVED),
  refunds: Type.Array(
    Type.Object({ refundAmount: WHOLE, status: oneOf(REFUND_STATUSES), failure: Type.Optional(TEXT) }),
  ),
  /** Double entries, oldest first; debits are positive, and each sums to zero. */
  postings: Type.Array(
    Type.Object({
      at: INSTANT,
      event: oneOf(LEDGER_EVENTS),
      lines: Type.Array(Type.Object({ account: oneOf(LEDGER_ACCOUNTS), amount: WHOLE })),
    }),
  ),
});
export type LandingOrder = Of<typeof LANDING_ORDER>;

/** Requests of the test app, the oldest first: the answer of `GET /landing/requests`. */
export const LANDING_REQUESTS = Type.Object({
  requests: Type.Array(
    Type.Object({
      requestId: TEXT,
      at: INSTANT,
      interfaceName: TEXT,
      outcome: oneOf(REQUEST_OUTCOMES),
      httpStatus: WHOLE,
      retCode: Type.Integer(),
      /** The check that a refused one did not pass, and what it was answered. */
      step: Type.Optional(oneOf(REQUEST_STEPS)),
      message: Type.Optional(TEXT),
      outTradeNo: Type.Optional(TEXT),
      durationMs: Type.Number(),
    }),
  ),
});
