import type { TimelineEventKind } from '@zhixiao/contract/codes/orders';
import type { TimelineDetails, TimelineEventView } from '@zhixiao/contract/console/order-timeline';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { INVOICE_SOURCE_NAMES } from '@zhixiao/contract/words/invoices';
import { reasonIn } from '@zhixiao/contract/words/reasons';
import { yuan } from '../../language/format.ts';
import type { Words } from '../../language/language.tsx';
import { ANSWER_WORDS, CODE_WORDS } from './timeline-words.ts';

/** What the other kinds of events are: how the systems came to it. */
type Technical =
  | 'payment_started'
  | 'payment_closed'
  | 'callback_received'
  | 'notification_queued'
  | 'notification_attempt'
  | 'refund_accepted'
  | 'invoice_attempt'
  | 'posted';

type Sentence = (details: TimelineDetails) => readonly (string | undefined)[];

/** What happened to an order as its school would tell it: what was done, and what more there is to say. */
export const STORY: Words<Readonly<Record<Exclude<TimelineEventKind, Technical>, Sentence>>> = {
  zh: {
    order_created: () => ['业务系统下单'],
    order_closed: ({ by, reason, note }) =>
      by === undefined ? ['订单关闭', answer('zh', reason)] : [`${by} 取消了订单`, note],
    money_received: ({ paidAmount = 0, channel, disposition }) => [
      `收到款项 ¥${yuan(paidAmount)}`,
      channel && CHANNEL_NAMES.zh[channel],
      disposition === 'order' ? undefined : disposition && CODE_WORDS.zh.disposition[disposition],
    ],
    notification_delivered: () => ['业务系统已确认收到付款结果'],
    notification_exhausted: () => ['业务系统一直没有确认，通知停止'],
    notification_resent: ({ by, reason }) => [`${by} 补发了通知`, reason],
    refund_requested: ({ by, refundAmount = 0, reason }) => [`${by} 申请退款 ¥${yuan(refundAmount)}`, reason],
    refund_approved: ({ by, note }) => [`${by} 通过了退款申请`, note],
    refund_rejected: ({ by, note }) => [`${by} 驳回了退款申请`, note],
    refund_started: ({ refundAmount = 0, cause }) => [
      `退款 ¥${yuan(refundAmount)}`,
      cause && CODE_WORDS.zh.cause[cause],
    ],
    refund_abnormal: ({ refundAmount = 0 }) => [`退款 ¥${yuan(refundAmount)} 异常，须到渠道处理`],
    refund_succeeded: ({ refundAmount = 0 }) => [`退款成功 ¥${yuan(refundAmount)}`],
    refund_failed: ({ refundAmount = 0, failure }) => [
      `退款 ¥${yuan(refundAmount)} 失败，款项没有退出`,
      because('zh', failure),
    ],
    refund_dismissed: ({ by, reason }) => [`${by} 办结了失败的退款`, reason],
    invoice_requested: ({ source }) => ['申请票据', source && INVOICE_SOURCE_NAMES.zh[source]],
    invoice_issued: ({ number }) => ['票据开具', number],
    invoice_failed: ({ failure }) => ['开票失败', because('zh', failure)],
    invoice_reversing: ({ by, reason }) =>
      by === undefined ? ['退款后红冲票据'] : [`${by} 红冲票据`, reason],
    invoice_reversed: ({ number }) => ['票据已红冲', number],
    invoice_delivered: (details) => ['票据送达', sentBy('zh', details)],
    invoice_undelivered: (details) => ['票据未送达', sentBy('zh', details), because('zh', details.failure)],
    invoice_resent: (details) => [`${details.by} 再次发送票据`, sentBy('zh', details)],
  },
  en: {
    order_created: () => ['Ordered by the partner'],
    order_closed: ({ by, reason, note }) =>
      by === undefined ? ['Order closed', answer('en', reason)] : [`${by} cancelled the order`, note],
    money_received: ({ paidAmount = 0, channel, disposition }) => [
      `Received ¥${yuan(paidAmount)}`,
      channel && CHANNEL_NAMES.en[channel],
      disposition === 'order' ? undefined : disposition && CODE_WORDS.en.disposition[disposition],
    ],
    notification_delivered: () => ['The partner acknowledged the payment'],
    notification_exhausted: () => ['The partner never acknowledged; no more attempts'],
    notification_resent: ({ by, reason }) => [`${by} had the notification resent`, reason],
    refund_requested: ({ by, refundAmount = 0, reason }) => [
      `${by} requested a refund of ¥${yuan(refundAmount)}`,
      reason,
    ],
    refund_approved: ({ by, note }) => [`${by} approved the refund`, note],
    refund_rejected: ({ by, note }) => [`${by} rejected the refund`, note],
    refund_started: ({ refundAmount = 0, cause }) => [
      `Refund of ¥${yuan(refundAmount)}`,
      cause && CODE_WORDS.en.cause[cause],
    ],
    refund_abnormal: ({ refundAmount = 0 }) => [
      `Refund of ¥${yuan(refundAmount)} abnormal: settle it at the channel`,
    ],
    refund_succeeded: ({ refundAmount = 0 }) => [`Refunded ¥${yuan(refundAmount)}`],
    refund_failed: ({ refundAmount = 0, failure }) => [
      `Refund of ¥${yuan(refundAmount)} failed; no money went back`,
      because('en', failure),
    ],
    refund_dismissed: ({ by, reason }) => [`${by} dismissed the failed refund`, reason],
    invoice_requested: ({ source }) => ['Invoice requested', source && INVOICE_SOURCE_NAMES.en[source]],
    invoice_issued: ({ number }) => ['Invoice issued', number],
    invoice_failed: ({ failure }) => ['Invoice failed', because('en', failure)],
    invoice_reversing: ({ by, reason }) =>
      by === undefined ? ['Invoice reversed after a refund'] : [`${by} reversed the invoice`, reason],
    invoice_reversed: ({ number }) => ['Invoice reversed', number],
    invoice_delivered: (details) => ['Invoice delivered', sentBy('en', details)],
    invoice_undelivered: (details) => [
      'Invoice not delivered',
      sentBy('en', details),
      because('en', details.failure),
    ],
    invoice_resent: (details) => [`${details.by} had the invoice sent again`, sentBy('en', details)],
  },
};

export type StoryKind = keyof typeof STORY.zh;

/** The events of the story; of a refund that an operator asked for, asking says that it was started. */
export function storyOf(
  events: readonly TimelineEventView[],
): readonly (TimelineEventView & { readonly what: StoryKind })[] {
  const asked = new Set(
    events.flatMap(({ what, details }) => (what === 'refund_requested' ? [details.refundId] : [])),
  );
  return events.filter(
    (event): event is TimelineEventView & { readonly what: StoryKind } =>
      event.what in STORY.zh && !(event.what === 'refund_started' && asked.has(event.details.refundId)),
  );
}

function answer(language: 'zh' | 'en', reason: string | undefined): string | undefined {
  return reason && (ANSWER_WORDS[language][reason] ?? reason);
}

function sentBy(language: 'zh' | 'en', { deliveryMethod }: TimelineDetails): string | undefined {
  return deliveryMethod && CODE_WORDS[language].deliveryMethod[deliveryMethod];
}

function because(language: 'zh' | 'en', failure: string | undefined): string | undefined {
  return failure && reasonIn(language, failure);
}
