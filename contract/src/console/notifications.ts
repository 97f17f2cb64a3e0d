import { Type } from 'typebox';
import { ATTEMPT_OUTCOMES, ENDPOINT_STATES, NOTIFICATION_STATUSES } from '../codes/notifications.ts';
import { INSTANT, type Of, oneOf, TEXT, WHOLE } from '../schema.ts';
import { DAY, ID, PERIOD, REASON, SCHOOL } from './fields.ts';
import {
  ADDRESS_LIST_QUERY,
  EXPORT_QUERY,
  FILE,
  LIST_QUERY,
  listed,
  listedWithTotals,
  type RouteSchemas,
  TIME_SORT_QUERY,
  TOTALS_QUERY,
} from './list.ts';

/** The news of an order's payment on its way to the partner. */
export const NOTIFICATION_ROW = Type.Object({
  schoolId: TEXT,
  appId: TEXT,
  appName: TEXT,
  orderId: TEXT,
  outTradeNo: TEXT,
  /** Where it goes, what its query says masked. */
  address: TEXT,
  status: oneOf(NOTIFICATION_STATUSES),
  attempts: WHOLE,
  createdAt: INSTANT,
  /** Absent once it is settled; in the past while its endpoint is paused. */
  nextAttemptAt: Type.Optional(INSTANT),
  settledAt: Type.Optional(INSTANT),
  /** Absent until the first attempt has ended. */
  last: Type.Optional(
    Type.Object({
      at: INSTANT,
      outcome: oneOf(ATTEMPT_OUTCOMES),
      httpStatus: Type.Optional(WHOLE),
      /** First bytes of the answer, or why there was none. */
      detail: TEXT,
    }),
  ),
});
export type NotificationRow = Of<typeof NOTIFICATION_ROW>;

const FILTER = {
  ...SCHOOL,
  appId: Type.Optional(ID),
  status: Type.Optional(oneOf(NOTIFICATION_STATUSES)),
  number: Type.Optional(ID),
  ...PERIOD,
};
const filter = Type.Object(FILTER);
/** Days are of Beijing, both included, and of the payment; `number` is ours or the partner's of the order. */
export type NotificationFilter = Of<typeof filter>;

/** A partner's server that has failed since it last answered. */
const ENDPOINT_ROW = Type.Object({
  schoolId: TEXT,
  appId: TEXT,
  appName: TEXT,
  /** Scheme, host and port. */
  endpoint: TEXT,
  state: oneOf(ENDPOINT_STATES),
  /** In a row. */
  failures: WHOLE,
  failingSince: INSTANT,
  /** When it is tried next, while it is paused. */
  probeAt: Type.Optional(INSTANT),
  /** Notifications that wait for it, counted up to a thousand. */
  waiting: WHOLE,
});
export type EndpointRow = Of<typeof ENDPOINT_ROW>;

const ENDPOINT_FILTER = { ...SCHOOL, state: Type.Optional(oneOf(ENDPOINT_STATES)) };

const RESEND_PERIOD = { ...SCHOOL, appId: Type.Optional(ID), from: DAY, to: DAY };
const resendPeriod = Type.Object(RESEND_PERIOD);
/** Which failed notifications are resent: of payments of these days of Beijing, both included. */
export type ResendPeriod = Of<typeof resendPeriod>;

export const NOTIFICATION_ROUTES = {
  'GET /notifications': {
    params: Type.Object({ ...LIST_QUERY, ...TIME_SORT_QUERY, ...TOTALS_QUERY, ...FILTER }),
    answer: listedWithTotals(NOTIFICATION_ROW),
  },
  'GET /notifications/export': { params: Type.Object({ ...EXPORT_QUERY, ...FILTER }), answer: FILE },
  'GET /endpoints': {
    params: Type.Object({ ...ADDRESS_LIST_QUERY, ...ENDPOINT_FILTER }),
    answer: listed(ENDPOINT_ROW),
  },
  'GET /endpoints/export': { params: Type.Object({ ...EXPORT_QUERY, ...ENDPOINT_FILTER }), answer: FILE },
  /** What a resend would send if it were begun now. */
  'GET /notifications/resend': {
    params: resendPeriod,
    answer: Type.Object({
      count: WHOLE,
      byApp: Type.Array(Type.Object({ appId: TEXT, appName: TEXT, count: WHOLE })),
    }),
  },
  'POST /notifications/resend': {
    params: Type.Object({ ...RESEND_PERIOD, reason: REASON }),
    answer: Type.Object({ resent: WHOLE }),
  },
} satisfies Record<string, RouteSchemas>;
