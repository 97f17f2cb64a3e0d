import type {
  NotificationFilter as AskedFilter,
  ResendPeriod,
} from '@zhixiao/console/contract/notifications';
import { Type } from 'typebox';
import { appInScope } from '../apps/app-in-scope.ts';
import { ENDPOINT_COLUMNS, NOTIFICATION_COLUMNS } from '../exports/notification-columns.ts';
import { exportOf } from '../lib/export/export.ts';
import { eachRow } from '../lib/page.ts';
import { listEndpoints } from '../notifications/list-endpoints.ts';
import { countResendable, resendFailed } from '../notifications/resend-failed.ts';
import { type NotificationFilter, searchNotifications } from '../notifications/search-notifications.ts';
import { DAY, EXPORT_WISH, firstInstant, LIST_WISH, pageWish, pastInstant, periodOf } from './list-wish.ts';
import { type Route, route } from './route.ts';

const ID = Type.String({ maxLength: 64 });
const FILTER = {
  schoolId: Type.Optional(ID),
  appId: Type.Optional(ID),
  status: Type.Optional(Type.Enum(['pending', 'delivered', 'exhausted'])),
  number: Type.Optional(ID),
  from: Type.Optional(DAY),
  to: Type.Optional(DAY),
};
const ENDPOINT_FILTER = {
  schoolId: Type.Optional(ID),
  state: Type.Optional(Type.Enum(['spared', 'failing'])),
};
const PERIOD = { schoolId: Type.Optional(ID), appId: Type.Optional(ID), from: DAY, to: DAY };
const READING = { permission: 'orders.read', scope: 'schools', proof: 'session' } as const;
const OPERATING = { permission: 'orders.operate', scope: 'schools', proof: 'session' } as const;

/** What partners are told, who of them does not listen, and telling them again. */
export const NOTIFICATION_ROUTES: readonly Route[] = [
  route('GET /notifications', {
    ...READING,
    audit: 'none',
    params: Type.Object({ ...LIST_WISH, ...FILTER }),
    answer: ({ core, scope }, params) => searchNotifications(core, scope, filterOf(params), pageWish(params)),
  }),
  route('GET /notifications/export', {
    ...READING,
    audit: { action: 'notifications.export', details: ['appId', 'status', 'number', 'from', 'to'] },
    params: Type.Object({ ...EXPORT_WISH, ...FILTER }),
    answer: async ({ core, scope }, { form, ...filter }) =>
      exportOf(
        form,
        '通知',
        eachRow((wish) => searchNotifications(core, scope, filterOf(filter), wish)),
        NOTIFICATION_COLUMNS,
      ),
  }),
  route('GET /endpoints', {
    ...READING,
    audit: 'none',
    params: Type.Object({
      ...LIST_WISH,
      // a page ends with an address
      after: Type.Optional(Type.String({ maxLength: 2_100 })),
      ...ENDPOINT_FILTER,
    }),
    answer: ({ core, scope }, params) => listEndpoints(core, scope, params.state, pageWish(params)),
  }),
  route('GET /endpoints/export', {
    ...READING,
    audit: { action: 'endpoints.export', details: ['state'] },
    params: Type.Object({ ...EXPORT_WISH, ...ENDPOINT_FILTER }),
    answer: async ({ core, scope }, { form, state }) =>
      exportOf(
        form,
        '通知地址',
        eachRow((wish) => listEndpoints(core, scope, state, wish)),
        ENDPOINT_COLUMNS,
      ),
  }),
  route('GET /notifications/resend', {
    ...OPERATING,
    audit: 'none',
    params: Type.Object(PERIOD),
    async answer({ core, scope }, params) {
      const byApp = await countResendable(core, scope, wishOf(params));
      return { count: byApp.reduce((sum, { count }) => sum + count, 0), byApp };
    },
  }),
  route('POST /notifications/resend', {
    ...OPERATING,
    audit: {
      action: 'notifications.resend',
      subject: 'appId',
      details: ['schoolId', 'from', 'to', 'reason'],
    },
    params: Type.Object({ ...PERIOD, reason: Type.String({ pattern: '\\S', maxLength: 200 }) }),
    async answer({ core, scope, operator, note }, params) {
      const { appId, reason } = params;
      if (appId !== undefined) note({ schoolId: (await appInScope(core, scope, appId)).schoolId });
      return { resent: await resendFailed(core, scope, operator.account, { ...wishOf(params), reason }) };
    },
  }),
];

function filterOf({ appId, status, number, ...days }: AskedFilter): NotificationFilter {
  return { appId, status, number, ...periodOf(days) };
}

function wishOf({ appId, from, to }: ResendPeriod) {
  return { appId, from: firstInstant('from', from), to: pastInstant('to', to) };
}
