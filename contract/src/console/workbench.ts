import { Type } from 'typebox';
import { CIPHERS } from '../codes/apps.ts';
import { CHANNELS } from '../codes/channels.ts';
import { ATTEMPT_OUTCOMES, NOTIFICATION_STATUSES } from '../codes/notifications.ts';
import { DISPOSITIONS, ORDER_STATUSES } from '../codes/orders.ts';
import { REQUEST_OUTCOMES, REQUEST_STEPS, RET_CODES } from '../codes/requests.ts';
import { VERDICTS } from '../codes/workbench.ts';
import { FLAG, INSTANT, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { ID, NUMBER, PERIOD, SCHOOL } from './fields.ts';
import { EXPORT_QUERY, FILE, LIST_QUERY, listed, type RouteSchemas } from './list.ts';
import { NOTIFICATION_ROW } from './notifications.ts';

/** A request of an app, with nothing of its body but the partner's own order number. */
const REQUEST_ROW = Type.Object({
  requestId: TEXT,
  at: INSTANT,
  schoolId: TEXT,
  appId: TEXT,
  appName: TEXT,
  /** Empty: an address that no interface has. */
  interfaceName: TEXT,
  version: Type.Union([Type.Literal(1), Type.Literal(2)]),
  outcome: oneOf(REQUEST_OUTCOMES),
  httpStatus: WHOLE,
  retCode: WHOLE,
  /** The check that it did not pass, and the words that it was answered. */
  step: Type.Optional(oneOf(REQUEST_STEPS)),
  message: Type.Optional(TEXT),
  /** Whether it was signed with a key of the app; without that it may be anybody's. */
  isProved: FLAG,
  outTradeNo: Type.Optional(TEXT),
  durationMs: Type.Number(),
});
export type RequestRow = Of<typeof REQUEST_ROW>;

const OF_APPS = { ...SCHOOL, appId: Type.Optional(ID) };
const REQUEST_FILTER = {
  ...OF_APPS,
  requestId: Type.Optional(ID),
  number: Type.Optional(ID),
  interfaceName: Type.Optional(ID),
  outcome: Type.Optional(oneOf(REQUEST_OUTCOMES)),
  code: Type.Optional(oneOf(RET_CODES)),
  step: Type.Optional(oneOf(REQUEST_STEPS)),
  ...PERIOD,
};
const requestFilter = Type.Object(REQUEST_FILTER);
/** Days are of Beijing, both included; `number` is the partner's own of an order. */
export type RequestFilter = Of<typeof requestFilter>;

/** An order of an app, without whom it is for. Amounts are fen. */
const OWN_ORDER = {
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
  channel: Type.Optional(oneOf(CHANNELS)),
  refundingAmount: WHOLE,
  refundedAmount: WHOLE,
};
const ORDER_ROW = Type.Object(OWN_ORDER);
export type OwnOrderRow = Of<typeof ORDER_ROW>;

const ORDER_FILTER = {
  ...OF_APPS,
  number: Type.Optional(ID),
  status: Type.Optional(oneOf(ORDER_STATUSES)),
  ...PERIOD,
};
const orderFilter = Type.Object(ORDER_FILTER);
export type OwnOrderFilter = Of<typeof orderFilter>;

const NOTIFICATION_FILTER = {
  ...OF_APPS,
  number: Type.Optional(ID),
  status: Type.Optional(oneOf(NOTIFICATION_STATUSES)),
  ...PERIOD,
};
const notificationFilter = Type.Object(NOTIFICATION_FILTER);
export type OwnNotificationFilter = Of<typeof notificationFilter>;

/** How a partner's endpoint answered one attempt; `detail` is how its answer begins, or why there was none. */
const FAILURE = {
  at: INSTANT,
  outcome: oneOf(ATTEMPT_OUTCOMES),
  httpStatus: Type.Optional(WHOLE),
  detail: TEXT,
};
const ATTEMPT = Type.Object({ attempt: WHOLE, durationMs: WHOLE, ...FAILURE });
export type AttemptView = Of<typeof ATTEMPT>;

/** How an app takes its notifications: of the newest of seven days. */
export const HEALTH = Type.Object({
  schoolId: TEXT,
  appId: TEXT,
  appName: TEXT,
  /** Notifications that were tried, how many of them arrived, and by how many attempts. */
  tried: WHOLE,
  delivered: WHOLE,
  attempts: WHOLE,
  lastSuccessAt: Type.Optional(INSTANT),
  lastFailure: Type.Optional(Type.Object(FAILURE)),
  /** Not acknowledged yet, counted up to a thousand, and since when the first of them is due. */
  waiting: WHOLE,
  waitingSince: Type.Optional(INSTANT),
  /** Servers that are only probed, since they did not answer. */
  paused: Type.Array(TEXT),
});
export type HealthView = Of<typeof HEALTH>;

/** An app's keys, none of them to be read. */
const KEYS = Type.Object({
  schoolName: TEXT,
  appId: TEXT,
  name: TEXT,
  cipher: oneOf(CIPHERS),
  frozen: FLAG,
  keyChange: Type.Optional(Type.Object({ issuedAt: INSTANT, usedAt: Type.Optional(INSTANT) })),
  /** When it last spoke each version, to the hour. */
  spoke: Type.Object({ v1: Type.Optional(INSTANT), v2: Type.Optional(INSTANT) }),
});
export type KeysView = Of<typeof KEYS>;

/** The way of one order, from its request to the partner's answer. */
const CHECK = Type.Object({
  verdict: oneOf(VERDICTS),
  order: Type.Optional(ORDER_ROW),
  payments: Type.Array(
    Type.Object({
      channel: oneOf(CHANNELS),
      startedAt: INSTANT,
      paidAt: Type.Optional(INSTANT),
      disposition: Type.Optional(oneOf(DISPOSITIONS)),
      /** Whether the channel could not say, when it was last asked. */
      isInDoubt: FLAG,
    }),
  ),
  notification: Type.Optional(
    Type.Object({
      status: oneOf(NOTIFICATION_STATUSES),
      address: TEXT,
      nextAttemptAt: Type.Optional(INSTANT),
      /** The latest first. */
      attempts: Type.Array(ATTEMPT),
    }),
  ),
});
export type CheckView = Of<typeof CHECK>;

/** A day on which an app asked so much that not every request is kept. */
const SAMPLED_DAY = Type.Object({ appId: TEXT, appName: TEXT, day: TEXT, total: WHOLE, kept: WHOLE });

export const WORKBENCH_ROUTES = {
  'GET /workbench/requests': {
    params: Type.Object({ ...LIST_QUERY, ...REQUEST_FILTER }),
    answer: listed(REQUEST_ROW),
  },
  'GET /workbench/requests/export': {
    params: Type.Object({ ...EXPORT_QUERY, ...REQUEST_FILTER }),
    answer: FILE,
  },
  'GET /workbench/sampled-days': {
    params: Type.Object(OF_APPS),
    answer: Type.Object({ days: Type.Array(SAMPLED_DAY) }),
  },
  'GET /workbench/orders': {
    params: Type.Object({ ...LIST_QUERY, ...ORDER_FILTER }),
    answer: listed(ORDER_ROW),
  },
  'GET /workbench/orders/export': {
    params: Type.Object({ ...EXPORT_QUERY, ...ORDER_FILTER }),
    answer: FILE,
  },
  'POST /workbench/orders/:orderId/resend': {
    params: Type.Object({ orderId: NUMBER }),
    answer: Type.Object({ resent: FLAG }),
  },
  'GET /workbench/notifications': {
    params: Type.Object({ ...LIST_QUERY, ...NOTIFICATION_FILTER }),
    answer: listed(NOTIFICATION_ROW),
  },
  'GET /workbench/notifications/export': {
    params: Type.Object({ ...EXPORT_QUERY, ...NOTIFICATION_FILTER }),
    answer: FILE,
  },
  'GET /workbench/health': {
    params: Type.Object(SCHOOL),
    answer: Type.Object({ apps: Type.Array(HEALTH) }),
  },
  'GET /workbench/keys': { params: Type.Object(SCHOOL), answer: Type.Object({ apps: Type.Array(KEYS) }) },
  /** One for each order of this number: a partner's number is unique in an app only. */
  'GET /workbench/check': {
    params: Type.Object({ ...OF_APPS, number: ID }),
    answer: Type.Object({ checks: Type.Array(CHECK), requests: Type.Array(REQUEST_ROW) }),
  },
} satisfies Record<string, RouteSchemas>;
