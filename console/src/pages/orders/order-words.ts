import type { StatusWords, Tone } from '../../components/status-tag.tsx';
import type { ChannelName, OrderStatus } from '../../contract/orders.ts';
import type { Words } from '../../language/language.tsx';

export const ORDER_STATUSES: StatusWords<OrderStatus> = {
  zh: { pending: '待支付', paid: '已支付', closed: '已关闭' },
  en: { pending: 'To be paid', paid: 'Paid', closed: 'Closed' },
};
export const ORDER_TONES: Readonly<Record<OrderStatus, Tone>> = {
  pending: 'open',
  paid: 'good',
  closed: 'over',
};

export const CHANNEL_WORDS: Words<Readonly<Record<ChannelName, string>>> = {
  zh: { wechat: '微信支付', alipay: '支付宝' },
  en: { wechat: 'WeChat Pay', alipay: 'Alipay' },
};

/** What each event of an order's story is called. */
export const EVENT_WORDS: Words<Readonly<Record<string, string>>> = {
  zh: {
    order_created: '业务系统下单',
    order_closed: '订单关闭',
    payment_started: '发起支付',
    payment_closed: '支付关闭',
    money_received: '收到款项',
    callback_received: '收到渠道回调',
    notification_queued: '排队通知业务系统',
    notification_attempt: '通知业务系统',
    notification_delivered: '业务系统已确认',
    notification_exhausted: '通知用尽，业务系统未确认',
    refund_requested: '申请退款',
    refund_approved: '退款申请通过',
    refund_rejected: '退款申请驳回',
    refund_started: '发起退款',
    refund_accepted: '渠道受理退款',
    refund_succeeded: '退款成功',
    refund_failed: '退款失败',
    invoice_requested: '申请票据',
    invoice_attempt: '与票据平台往来',
    invoice_issued: '票据开具',
    invoice_failed: '开票失败',
    invoice_reversed: '票据红冲',
    posted: '记账',
  },
  en: {
    order_created: 'Ordered by the partner',
    order_closed: 'Order closed',
    payment_started: 'Payment started',
    payment_closed: 'Payment closed',
    money_received: 'Money received',
    callback_received: 'Callback of the channel',
    notification_queued: 'Notification queued',
    notification_attempt: 'Notification sent',
    notification_delivered: 'Acknowledged by the partner',
    notification_exhausted: 'Never acknowledged',
    refund_requested: 'Refund asked for',
    refund_approved: 'Refund approved',
    refund_rejected: 'Refund rejected',
    refund_started: 'Refund started',
    refund_accepted: 'Refund taken by the channel',
    refund_succeeded: 'Refunded',
    refund_failed: 'Refund failed',
    invoice_requested: 'Invoice asked for',
    invoice_attempt: 'Exchange with the invoice provider',
    invoice_issued: 'Invoice issued',
    invoice_failed: 'Invoice failed',
    invoice_reversed: 'Invoice taken back',
    posted: 'Booked',
  },
};

export const INVOICE_STATUS_WORDS: Words<Readonly<Record<string, string>>> = {
  zh: {
    requested: '已申请',
    issuing: '开票中',
    blocked_auth: '等待人工认证',
    issued: '已开具',
    failed: '开票失败',
    reversing: '红冲中',
    reversed: '已红冲',
  },
  en: {
    requested: 'Asked for',
    issuing: 'Being issued',
    blocked_auth: 'Waits for a person',
    issued: 'Issued',
    failed: 'Failed',
    reversing: 'Being taken back',
    reversed: 'Taken back',
  },
};
