import type {
  OwnNotificationFilter,
  OwnOrderFilter,
  RequestFilter,
} from '@zhixiao/contract/console/workbench';
import { NOTIFICATION_STATUS_NAMES } from '@zhixiao/contract/words/notifications';
import { ORDER_STATUS_NAMES } from '@zhixiao/contract/words/orders';
import { REQUEST_OUTCOME_NAMES, REQUEST_STEP_NAMES } from '@zhixiao/contract/words/requests';
import { listApps } from '../../apps/change-app.ts';
import type { RequestFilter as RequestConditions } from '../../apps/requests/request-list.ts';
import { listSampledDays, searchRequests } from '../../apps/requests/search-requests.ts';
import type { Core } from '../../core.ts';
import { NOTIFICATION_COLUMNS } from '../../exports/notification-columns.ts';
import { OWN_ORDER_COLUMNS, REQUEST_COLUMNS } from '../../exports/workbench-columns.ts';
import { eachRow, type Page, type PageQuery } from '../../lib/page.ts';
import type { NotificationFilter, NotificationListed } from '../../notifications/notification-list.ts';
import { searchNotifications } from '../../notifications/search-notifications.ts';
import { schoolOfOrder } from '../../orders/order-in-scope.ts';
import type { OrderFilter } from '../../orders/order-list.ts';
import { searchOrders } from '../../orders/search-orders.ts';
import { resendInScope } from '../../processing/operate-order.ts';
import type { AppScope } from '../../schools/scope.ts';
import { callbackHealth } from '../../timeline/callback-health.ts';
import { selfCheck } from '../../timeline/self-check.ts';
import { exportList } from './export-list.ts';
import { pageQuery, periodOf } from './list-query.ts';
import { type Route, route } from './route.ts';
import { checkView, healthView, keysView, ownNotification, ownOrder } from './workbench-views.ts';

const READING = { permission: 'workbench.read', scope: 'apps', proof: 'session' } as const;
const TAKING = { ...READING, alsoNeeds: 'lists.export' } as const;
const OF_APPS = ['schoolId', 'appId', 'from', 'to'] as const;

const LIST_ROUTES: readonly Route[] = [
  route('GET /workbench/requests', {
    ...READING,
    mayLag: true,
    audit: 'none',
    answer: ({ core, apps }, params) => searchRequests(core, apps, requestsOf(params), pageQuery(params)),
  }),
  route('GET /workbench/requests/export', {
    ...TAKING,
    mayLag: true,
    audit: { action: 'own_requests.export', details: [...OF_APPS, 'outcome', 'code', 'step', 'number'] },
    answer(context, { form, ...filter }) {
      const { core, apps } = context;
      return exportList(context, form, filter, {
        title: '请求',
        rows: eachRow((query) => searchRequests(core, apps, requestsOf(filter), query)),
        columns: REQUEST_COLUMNS,
        words: { outcome: REQUEST_OUTCOME_NAMES.zh, step: REQUEST_STEP_NAMES.zh },
      });
    },
  }),
  route('GET /workbench/orders', {
    ...READING,
    mayLag: true,
    audit: 'none',
    async answer({ core, apps }, params) {
      const { rows, next } = await searchOrders(core, apps, ordersOf(params), pageQuery(params));
      return { rows: rows.map(ownOrder), next };
    },
  }),
  route('GET /workbench/orders/export', {
    ...TAKING,
    mayLag: true,
    audit: { action: 'own_orders.export', details: [...OF_APPS, 'status', 'number'] },
    answer(context, { form, ...filter }) {
      const { core, apps } = context;
      return exportList(context, form, filter, {
        title: '订单',
        rows: eachRow((query) => searchOrders(core, apps, ordersOf(filter), query)),
        columns: OWN_ORDER_COLUMNS,
        words: { status: ORDER_STATUS_NAMES.zh },
      });
    },
  }),
  route('GET /workbench/notifications', {
    ...READING,
    mayLag: true,
    audit: 'none',
    answer: ({ core, apps }, params) => ownNotifications(core, apps, params, pageQuery(params)),
  }),
  route('GET /workbench/notifications/export', {
    ...TAKING,
    mayLag: true,
    audit: { action: 'own_notifications.export', details: [...OF_APPS, 'status', 'number'] },
    answer(context, { form, ...filter }) {
      const { core, apps } = context;
      return exportList(context, form, filter, {
        title: '通知',
        rows: eachRow((query) => ownNotifications(core, apps, filter, query)),
        columns: NOTIFICATION_COLUMNS,
        words: { status: NOTIFICATION_STATUS_NAMES.zh },
      });
    },
  }),
];

/** What a partner sees of its own apps, and who helps it; its keys change by the routes of apps. */
export const WORKBENCH_ROUTES: readonly Route[] = [
  ...LIST_ROUTES,
  route('GET /workbench/sampled-days', {
    ...READING,
    mayLag: true,
    audit: 'none',
    answer: async ({ core, apps }, { appId }) => ({ days: await listSampledDays(core, apps, appId) }),
  }),
  route('GET /workbench/health', {
    ...READING,
    mayLag: true,
    audit: 'none',
    answer: async ({ core, apps }) => ({ apps: (await callbackHealth(core, apps)).map(healthView) }),
  }),
  route('GET /workbench/keys', {
    ...READING,
    audit: 'none',
    answer: async ({ core, apps }) => ({ apps: (await listApps(core, apps)).map(keysView) }),
  }),
  route('GET /workbench/check', {
    ...READING,
    audit: 'none',
    async answer({ core, apps }, { number, appId }) {
      const { checks, requests } = await selfCheck(core, apps, { number, appId });
      return { checks: checks.map(checkView), requests };
    },
  }),
  route('POST /workbench/orders/:orderId/resend', {
    permission: 'workbench.resend',
    scope: 'apps',
    proof: 'session',
    audit: { action: 'order.resend', subject: 'orderId' },
    async answer({ core, apps, operator, note }, { orderId }) {
      const schoolId = await schoolOfOrder(core, apps, orderId);
      if (schoolId !== undefined) note({ schoolId });
      return { resent: await resendInScope(core, apps, operator.account, orderId) };
    },
  }),
];

function requestsOf({ schoolId: _, code, from, to, ...rest }: RequestFilter): RequestConditions {
  return { ...rest, retCode: code === undefined ? undefined : Number(code), ...periodOf({ from, to }) };
}

function ordersOf({ appId, number, status, ...days }: OwnOrderFilter): OrderFilter {
  return { appId, number, status, ...periodOf(days) };
}

async function ownNotifications(
  core: Core,
  apps: AppScope,
  filter: OwnNotificationFilter,
  query: PageQuery,
): Promise<Page<NotificationListed>> {
  const { rows, next } = await searchNotifications(core, apps, notificationsOf(filter), query);
  return { rows: rows.map(ownNotification), next };
}

function notificationsOf({ appId, number, status, ...days }: OwnNotificationFilter): NotificationFilter {
  return { appId, number, status, ...periodOf(days) };
}
