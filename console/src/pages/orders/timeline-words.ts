import type { LedgerAccount } from '@zhixiao/contract/codes/ledger';
import type { TimelineEventKind } from '@zhixiao/contract/codes/orders';
import type { TimelineCodes, TimelineDetails } from '@zhixiao/contract/console/order-timeline';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { INVOICE_SOURCE_NAMES, INVOICE_STATUS_NAMES } from '@zhixiao/contract/words/invoices';
import { LEDGER_ACCOUNT_NAMES, LEDGER_EVENT_NAMES, LEDGER_SIDES } from '@zhixiao/contract/words/ledger';
import { ATTEMPT_OUTCOME_NAMES } from '@zhixiao/contract/words/notifications';
import { REFUND_CAUSE_NAMES } from '@zhixiao/contract/words/refunds';
import type { Words } from '../../language/language.tsx';

/** What each event of an order's timeline is called. */
export const EVENT_WORDS: Words<Readonly<Record<TimelineEventKind, string>>> = {
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
    notification_resent: '补发通知',
    refund_requested: '申请退款',
    refund_approved: '退款申请通过',
    refund_rejected: '退款申请驳回',
    refund_started: '发起退款',
    refund_accepted: '渠道受理退款',
    refund_abnormal: '退款异常，须到渠道处理',
    refund_succeeded: '退款成功',
    refund_failed: '退款失败',
    refund_dismissed: '失败的退款已办结',
    invoice_requested: '申请票据',
    invoice_issued: '票据开具',
    invoice_failed: '开票失败',
    invoice_attempt: '与票据平台往来',
    invoice_reversing: '发起红冲',
    invoice_reversed: '票据红冲',
    invoice_delivered: '票据送达',
    invoice_undelivered: '票据未送达',
    invoice_resent: '再次发送票据',
    posted: '记账',
  },
  en: {
    order_created: 'Order created by the partner',
    order_closed: 'Order closed',
    payment_started: 'Payment started',
    payment_closed: 'Payment closed',
    money_received: 'Money received',
    callback_received: 'Channel callback received',
    notification_queued: 'Notification queued',
    notification_attempt: 'Notification sent',
    notification_delivered: 'Acknowledged by the partner',
    notification_exhausted: 'Notification could not be delivered',
    notification_resent: 'Notification resent',
    refund_requested: 'Refund requested',
    refund_approved: 'Refund approved',
    refund_rejected: 'Refund rejected',
    refund_started: 'Refund started',
    refund_accepted: 'Refund accepted by the channel',
    refund_abnormal: 'The channel could not pay out the refund: settle it there',
    refund_succeeded: 'Refunded',
    refund_failed: 'Refund failed',
    refund_dismissed: 'Failed refund dismissed',
    invoice_requested: 'Invoice requested',
    invoice_issued: 'Invoice issued',
    invoice_failed: 'Invoice failed',
    invoice_attempt: 'Invoice provider called',
    invoice_reversing: 'Invoice reversal started',
    invoice_reversed: 'Invoice reversed',
    invoice_delivered: 'Invoice delivered',
    invoice_undelivered: 'Invoice not delivered',
    invoice_resent: 'Invoice sent again',
    posted: 'Booked',
  },
};

export const DETAIL_WORDS: Words<Readonly<Record<Exclude<keyof TimelineDetails, 'lines'>, string>>> = {
  zh: {
    paymentNo: '支付单号',
    transactionId: '渠道交易号',
    channel: '渠道',
    scene: '场景',
    totalAmount: '金额',
    paidAmount: '实收',
    disposition: '归属',
    kind: '类型',
    callbackId: '回调编号',
    subjectNo: '支付或退款单号',
    attempt: '第几次',
    outcome: '结果',
    httpStatus: 'HTTP',
    durationMs: '耗时（毫秒）',
    detail: '应答',
    refundApplicationId: '申请编号',
    refundId: '退款单号',
    refundAmount: '退款金额',
    cause: '起因',
    failure: '失败原因',
    reason: '原因',
    by: '操作员',
    note: '备注',
    invoiceNo: '票据申请号',
    number: '票据号码',
    source: '来源',
    action: '动作',
    deliveryMethod: '方式',
    event: '事项',
  },
  en: {
    paymentNo: 'payment',
    transactionId: 'channel transaction',
    channel: 'channel',
    scene: 'scene',
    totalAmount: 'amount',
    paidAmount: 'received',
    disposition: 'applied to',
    kind: 'type',
    callbackId: 'callback',
    subjectNo: 'payment or refund',
    attempt: 'attempt',
    outcome: 'outcome',
    httpStatus: 'HTTP',
    durationMs: 'duration (ms)',
    detail: 'answer',
    refundApplicationId: 'application',
    refundId: 'refund',
    refundAmount: 'refund amount',
    cause: 'cause',
    failure: 'failure',
    reason: 'reason',
    by: 'operator',
    note: 'note',
    invoiceNo: 'invoice',
    number: 'number',
    source: 'source',
    action: 'action',
    deliveryMethod: 'sent by',
    event: 'event',
  },
};

type TimelineCodeWords = {
  readonly [Name in keyof TimelineCodes]-?: Readonly<Record<NonNullable<TimelineCodes[Name]>, string>>;
};

/** What the codes among the details say. */
export const CODE_WORDS: Words<TimelineCodeWords> = {
  zh: {
    channel: CHANNEL_NAMES.zh,
    scene: { native: '扫码', jsapi: '钱包内', mini_program: '小程序', wap: '手机浏览器', page: '电脑浏览器' },
    disposition: { order: '订单', late: '迟到款项', duplicate: '重复支付', wrong_amount: '金额不符' },
    kind: { payment: '支付', refund: '退款' },
    outcome: { ...ATTEMPT_OUTCOME_NAMES.zh, done: '有结果', not_done: '被拒绝', unknown: '结果未知' },
    cause: REFUND_CAUSE_NAMES.zh,
    source: INVOICE_SOURCE_NAMES.zh,
    action: {
      issue: '开票',
      query: '查询',
      fetch: '取文件',
      reverse: '红冲',
      query_reversal: '查询红冲',
    },
    deliveryMethod: { email: '邮件', sms: '短信' },
    event: LEDGER_EVENT_NAMES.zh,
  },
  en: {
    channel: CHANNEL_NAMES.en,
    scene: {
      native: 'QR code',
      jsapi: 'inside the wallet',
      mini_program: 'mini-program',
      wap: 'phone browser',
      page: 'desktop browser',
    },
    disposition: {
      order: 'the order',
      late: 'late payment',
      duplicate: 'duplicate payment',
      wrong_amount: 'wrong amount',
    },
    kind: { payment: 'payment', refund: 'refund' },
    outcome: { ...ATTEMPT_OUTCOME_NAMES.en, done: 'Done', not_done: 'Refused', unknown: 'Unknown' },
    cause: REFUND_CAUSE_NAMES.en,
    source: INVOICE_SOURCE_NAMES.en,
    action: {
      issue: 'issue',
      query: 'query',
      fetch: 'fetch the file',
      reverse: 'reverse',
      query_reversal: 'query the reversal',
    },
    deliveryMethod: { email: 'e-mail', sms: 'SMS' },
    event: LEDGER_EVENT_NAMES.en,
  },
};

/** Why an order closed, and what invoice providers answer; other texts are shown as they are. */
export const ANSWER_WORDS: Words<Readonly<Record<string, string>>> = {
  zh: {
    ...INVOICE_STATUS_NAMES.zh,
    cancelled: '业务系统撤销',
    cancelled_by_operator: '操作员取消',
    expired: '超时未付',
    failed: '失败',
    not_found: '查无此票',
    sealing: '签章中',
    awaiting_buyer: '等待购方确认',
  },
  en: {
    ...INVOICE_STATUS_NAMES.en,
    cancelled: 'Cancelled by the partner',
    cancelled_by_operator: 'Cancelled by an operator',
    expired: 'Not paid in time',
    not_found: 'Not found',
    sealing: 'Being signed',
    awaiting_buyer: 'Waiting for the buyer',
  },
};

export const LEDGER_WORDS: Words<{
  readonly debit: string;
  readonly credit: string;
  readonly accounts: Readonly<Record<LedgerAccount, string>>;
}> = {
  zh: { ...LEDGER_SIDES.zh, accounts: LEDGER_ACCOUNT_NAMES.zh },
  en: { ...LEDGER_SIDES.en, accounts: LEDGER_ACCOUNT_NAMES.en },
};
