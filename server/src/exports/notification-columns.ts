import type { EndpointState } from '@zhixiao/contract/codes/notifications';
import { NOTIFICATION_STATUS_NAMES } from '@zhixiao/contract/words/notifications';
import type { Column } from '../lib/export/column.ts';
import type { EndpointListed } from '../notifications/endpoint.ts';
import type { NotificationListed } from '../notifications/notification-list.ts';

const ENDPOINT_STATES: Readonly<Record<EndpointState, string>> = {
  paused: '暂停，定时试探',
  failing: '有失败',
};

export const NOTIFICATION_COLUMNS: readonly Column<NotificationListed>[] = [
  { header: '订单号', kind: 'text', width: 22, value: (row) => row.orderId },
  { header: '商户订单号', kind: 'text', width: 26, value: (row) => row.outTradeNo },
  { header: '应用', kind: 'text', value: (row) => row.appName },
  { header: '通知地址', kind: 'text', value: (row) => row.address },
  { header: '状态', kind: 'text', value: ({ status }) => NOTIFICATION_STATUS_NAMES.zh[status] },
  { header: '次数', kind: 'count', value: (row) => row.attempts },
  { header: '产生时间', kind: 'time', value: (row) => row.createdAt },
  { header: '最近一次', kind: 'time', value: ({ last }) => last?.at },
  { header: 'HTTP 状态', kind: 'count', value: ({ last }) => last?.httpStatus },
  { header: '应答开头', kind: 'text', value: ({ last }) => last?.detail },
  { header: '下次时间', kind: 'time', value: (row) => row.nextAttemptAt },
  { header: '结束时间', kind: 'time', value: (row) => row.settledAt },
];

export const ENDPOINT_COLUMNS: readonly Column<EndpointListed>[] = [
  { header: '通知地址', kind: 'text', value: (row) => row.endpoint },
  { header: '应用', kind: 'text', value: (row) => row.appName },
  { header: 'appid', kind: 'text', width: 16, value: (row) => row.appId },
  { header: '状态', kind: 'text', value: ({ state }) => ENDPOINT_STATES[state] },
  { header: '连续失败', kind: 'count', value: (row) => row.failures },
  { header: '失败起始', kind: 'time', value: (row) => row.failingSince },
  { header: '下次试探', kind: 'time', value: (row) => row.probeAt },
  { header: '待通知（计至 1000）', kind: 'count', value: (row) => row.waiting },
];
