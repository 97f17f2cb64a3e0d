import type { Column } from '../lib/export/column.ts';
import type { NotificationListed, NotificationStatus } from '../notifications/search-notifications.ts';

const STATUSES: Readonly<Record<NotificationStatus, string>> = {
  pending: '通知中',
  delivered: '已送达',
  exhausted: '通知用尽',
};

export const NOTIFICATION_COLUMNS: readonly Column<NotificationListed>[] = [
  { header: '订单号', kind: 'text', value: (row) => row.orderId },
  { header: '商户订单号', kind: 'text', value: (row) => row.outTradeNo },
  { header: '学校', kind: 'text', value: (row) => row.schoolId },
  { header: '应用', kind: 'text', value: (row) => row.appName },
  { header: '通知地址', kind: 'text', value: (row) => row.address },
  { header: '状态', kind: 'text', value: ({ status }) => STATUSES[status] },
  { header: '次数', kind: 'count', value: (row) => row.attempts },
  { header: '产生时间', kind: 'time', value: (row) => row.createdAt },
  { header: '最近一次', kind: 'time', value: ({ last }) => last?.at },
  { header: 'HTTP 状态', kind: 'count', value: ({ last }) => last?.httpStatus },
  { header: '应答开头', kind: 'text', value: ({ last }) => last?.detail },
  { header: '下次时间', kind: 'time', value: (row) => row.nextAttemptAt },
  { header: '结束时间', kind: 'time', value: (row) => row.settledAt },
];
