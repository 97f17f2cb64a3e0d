import type { NotificationStatus } from '@zhixiao/contract/codes/notifications';
import { NOTIFICATION_STATUS_NAMES } from '@zhixiao/contract/words/notifications';
import { choicesOf } from '../../components/choices.ts';
import { APP_FIELD, type FilterField } from '../../components/filter-bar.tsx';
import type { Tone } from '../../components/status-tag.tsx';

export const NOTIFICATION_TONES: Readonly<Record<NotificationStatus, Tone>> = {
  pending: 'open',
  delivered: 'good',
  exhausted: 'bad',
};

export const NOTIFICATION_FILTERS = [
  { name: 'number', kind: 'text', label: { zh: '订单号或商户订单号', en: 'Order number' } },
  APP_FIELD,
  {
    name: 'status',
    kind: 'choice',
    label: { zh: '状态', en: 'Status' },
    choices: choicesOf(NOTIFICATION_STATUS_NAMES),
    isTabs: true,
  },
  { name: 'from', kind: 'day', label: { zh: '支付起始日', en: 'Paid from' } },
  { name: 'to', kind: 'day', label: { zh: '支付截止日', en: 'Paid to' } },
] as const satisfies readonly FilterField[];

export const WORDS = {
  zh: {
    dead: '无法访问的通知地址',
    deadAdvice: '连续失败后暂停逐条通知，只定时试探；一旦恢复，积压的通知会自动发出。',
    endpoint: '地址',
    app: '应用',
    since: '失败始于',
    failures: '连续失败',
    probe: '下次试探',
    waiting: '等待通知',
    moreDead: '只列出失败最久的 20 个，其余见导出的文件',
    actions: '操作',
    show: '查看通知',
    resend: '补发失败的通知',
    resendAdvice:
      '所选日期内支付、通知过但没有送达的，立即重新通知，未确认的再按完整的间隔继续。已送达的和正在发送的不受影响。',
    from: '支付起始日',
    to: '支付截止日',
    whose: '应用',
    allApps: '全部应用',
    ofApp: (name: string, count: number) => `${name}（${count} 条）`,
    needed: '请填写',
    nothing: '没有需要补发的通知',
    count: (count: number) => `将补发 ${count} 条通知`,
    confirm: '确认补发',
    resent: (count: number) => `已开始补发 ${count} 条通知`,
  },
  en: {
    dead: 'Unresponsive endpoints',
    deadAdvice:
      'After repeated failures an endpoint is only probed. Once it answers, all waiting notifications are sent automatically.',
    endpoint: 'Endpoint',
    app: 'App',
    since: 'Failing since',
    failures: 'Consecutive failures',
    probe: 'Next probe',
    waiting: 'Waiting',
    moreDead: 'These are the 20 endpoints that have been failing longest; export the list to see all',
    actions: 'Actions',
    show: 'Notifications',
    resend: 'Resend failed notifications',
    resendAdvice:
      'Undelivered notifications of payments made on these days are sent again now and then retried on the full schedule. Notifications that were delivered or are being sent are not affected.',
    from: 'Paid from',
    to: 'Paid to',
    whose: 'App',
    allApps: 'All apps',
    ofApp: (name: string, count: number) => `${name} (${count})`,
    needed: 'Required',
    nothing: 'Nothing to resend',
    count: (count: number) =>
      count === 1 ? '1 notification will be resent' : `${count} notifications will be resent`,
    confirm: 'Resend',
    resent: (count: number) =>
      count === 1 ? '1 notification is being resent' : `${count} notifications are being resent`,
  },
};
