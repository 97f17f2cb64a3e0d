import type { ProblemKind } from '../codes/overview.ts';
import type { CodeWords } from './code-words.ts';

/** What each kind of open problem is called. */
export const PROBLEM_NAMES: CodeWords<ProblemKind> = {
  zh: {
    late_money: '迟到或重复的款项',
    wrong_amount_held: '金额不符，待处理',
    payment_unknown: '支付结果未知',
    order_closing: '订单关闭受阻',
    refund_unanswered: '退款未获受理',
    refund_unsettled: '退款久未到账',
    refund_abnormal: '退款异常，须到渠道处理',
    refund_failed: '退款失败，尚未重新退款',
    refund_application_waiting: '退款待审核',
    endpoint_dead: '通知地址无法访问',
    notification_exhausted: '通知用尽',
    invoice_failed: '开票失败',
    invoice_blocked: '开票等待认证',
    invoice_late: '开票超时',
    invoice_unfiled: '票据文件未能生成或取回',
    invoice_undelivered: '票据未送达',
  },
  en: {
    late_money: 'Late or duplicate payments',
    wrong_amount_held: 'Payments of the wrong amount',
    payment_unknown: 'Payments with unknown outcome',
    order_closing: 'Orders still open at the channel',
    refund_unanswered: 'Refunds not accepted by the channel',
    refund_unsettled: 'Refunds not settled',
    refund_abnormal: 'Refunds the channel could not pay out',
    refund_failed: 'Failed refunds that were not retried',
    refund_application_waiting: 'Refunds to approve',
    endpoint_dead: 'Unresponsive endpoints',
    notification_exhausted: 'Notifications that could not be delivered',
    invoice_failed: 'Failed invoices',
    invoice_blocked: 'Invoices awaiting authentication',
    invoice_late: 'Invoices overdue',
    invoice_unfiled: 'Invoices without a file',
    invoice_undelivered: 'Invoices not delivered',
  },
};
