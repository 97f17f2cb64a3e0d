import type {
  NotificationFilter as AskedFilter,
  ResendPeriod,
} from '@zhixiao/contract/console/notifications';
import { NOTIFICATION_STATUS_NAMES } from '@zhixiao/contract/words/notifications';
import { appInScope } from '../../apps/app-in-scope.ts';
import { ENDPOINT_COLUMNS, NOTIFICATION_COLUMNS } from '../../exports/notification-columns.ts';
import { eachRow } from '../../lib/page.ts';
import { listEndpoints } from '../../notifications/list-endpoints.ts';
import type { NotificationFilter } from '../../notifications/notification-list.ts';
import { countResendable, resendFailed } from '../../notifications/resend-failed.ts';
import { searchNotifications } from '../../notifications/search-notifications.ts';
import { exportList } from './export-list.ts';
import { firstInstant, pageQuery, pastInstant, periodOf } from './list-query.ts';
import { type Route, route } from './route.ts';

const READING = { permission: 'orders.read', scope: 'schools', proof: 'session' } as const;
const OPERATING = { permission: 'orders.operate', scope: 'schools', proof: 'session' } as const;

/** Notifications to partners, endpoints that do not answer, and resending. */
export const NOTIFICATION_ROUTES: readonly Route[] = [
  route('GET /notifications', {
    ...READING,
    mayLag: true,
    audit: 'none',
    async answer({ core, scope }, params) {
      return searchNotifications(core, scope, filterOf(params), pageQuery(params));
    },
  }),
  route('GET /notifications/export', {
    ...READING,
    mayLag: true,
    alsoNeeds: 'lists.export',
    audit: { action: 'notifications.export', details: ['appId', 'status', 'number', 'from', 'to'] },
    answer(context, { form, ...filter }) {
      const { core, scope } = context;
      return exportList(context, form, filter, {
        title: '通知',
        rows: eachRow((query) => searchNotifications(core, scope, filterOf(filter), query)),
        columns: NOTIFICATION_COLUMNS,
        words: { status: NOTIFICATION_STATUS_NAMES.zh },
        schoolOf: ({ schoolId }) => schoolId,
      });
    },
  }),
  route('GET /endpoints', {
    ...READING,
    mayLag: true,
    audit: 'none',
    answer: ({ core, scope }, params) => listEndpoints(core, scope, params.state, pageQuery(params)),
  }),
  route('GET /endpoints/export', {
    ...READING,
    mayLag: true,
    alsoNeeds: 'lists.export',
    audit: { action: 'endpoints.export', details: ['state'] },
    answer(context, { form, state }) {
      const { core, scope } = context;
      return exportList(
        context,
        form,
        { state },
        {
          title: '通知地址',
          rows: eachRow((query) => listEndpoints(core, scope, state, query)),
          columns: ENDPOINT_COLUMNS,
          schoolOf: ({ schoolId }) => schoolId,
        },
      );
    },
  }),
  route('GET /notifications/resend', {
    ...OPERATING,
    audit: 'none',
    async answer({ core, scope }, params) {
      const byApp = await countResendable(core, scope, inputOf(params));
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
    async answer({ core, scope, operator, note }, params) {
      const { appId, reason } = params;
      if (appId !== undefined) note({ schoolId: (await appInScope(core, scope, appId)).schoolId });
      return { resent: await resendFailed(core, scope, operator.account, { ...inputOf(params), reason }) };
    },
  }),
];

function filterOf({
  appId,
  status,
  number,
  sort,
  ...days
}: AskedFilter & Pick<NotificationFilter, 'sort'>): NotificationFilter {
  return { appId, status, number, sort, ...periodOf(days) };
}

function inputOf({ appId, from, to }: ResendPeriod) {
  return { appId, from: firstInstant('from', from), to: pastInstant('to', to) };
}
