import type { ChannelName } from '@zhixiao/contract/codes/channels';
import { yuanOf } from '@zhixiao/contract/money';
import { CHANNEL_NAMES } from '@zhixiao/contract/words/channels';
import { reasonIn } from '@zhixiao/contract/words/reasons';
import { RET } from '@zhixiao/protocol/ret-codes';
import { type DetailsOf, ownRefusals, partnerRefusals } from '../refusal.ts';

interface FieldOf {
  readonly field: string;
}

export const PARTNER_REFUSALS = partnerRefusals({
  terms_differ: {
    zh: ({ field }: FieldOf) => `${field} 与该订单号首次下单时不一致`,
    en: ({ field }) => `${field} differs from the first order with this number.`,
    ret: RET.badRequest,
  },
  channel_not_enabled: {
    zh: ({ channel }: { readonly channel: ChannelName }) => `未开通${CHANNEL_NAMES.zh[channel]}`,
    en: ({ channel }) => `${CHANNEL_NAMES.en[channel]} is not enabled for this app.`,
  },
  mini_program_off: {
    zh: ({ channel }: { readonly channel: ChannelName }) => `暂不支持${CHANNEL_NAMES.zh[channel]}小程序支付`,
    en: ({ channel }) => `${CHANNEL_NAMES.en[channel]} mini-program payments are not enabled.`,
  },
  payment_preparing: {
    zh: '支付正在准备，请稍候',
    en: 'The payment is being prepared. Please wait a moment.',
  },
  payment_in_doubt: {
    zh: '正在确认上一笔支付的结果，请勿重复支付',
    en: 'An earlier payment is being confirmed. Please do not pay again.',
  },
  refund_exceeds: {
    /** Fen. */
    zh: ({ refundableAmount }: { readonly refundableAmount: number }) =>
      `超过可退金额：还可退 ¥${yuanOf(refundableAmount)}`,
    en: ({ refundableAmount }) =>
      `The amount exceeds what can be refunded: ¥${yuanOf(refundableAmount)} is left.`,
    toPartners: ({ refundableAmount }) => `refund_fee 超过可退款金额（剩余可退 ${refundableAmount} 分）`,
  },
  refund_terms_differ: {
    zh: ({ field }: FieldOf) => `${field} 与该退款单号首次退款时不一致`,
    en: 'This refund number was already used for another refund.',
    ret: RET.badRequest,
  },
  refund_declined: {
    zh: ({ message }: { readonly message: string }) => `退款失败：${message}`,
    en: ({ message }) => `Not refunded: ${reasonIn('en', message)}`,
  },
  refund_unknown: {
    zh: '退款处理中，结果待渠道确认，请稍后查询或原样重试',
    en: 'The refund is being processed; the channel has not confirmed it yet.',
  },
});

/** Fen. */
interface Waiting {
  readonly refundableAmount: number;
  readonly waitingAmount: number;
}

export const OWN_REFUSALS = ownRefusals({
  refund_exceeds_waiting: {
    zh: ({ refundableAmount, waitingAmount }: Waiting) =>
      `可退 ${yuanOf(refundableAmount)} 元，其中 ${yuanOf(waitingAmount)} 元的退款申请等待审核，请先处理申请`,
    en: ({ refundableAmount, waitingAmount }) =>
      `¥${yuanOf(waitingAmount)} of the refundable ¥${yuanOf(refundableAmount)} is awaiting approval. Decide about that first.`,
  },
  refund_application_not_found: { zh: '退款申请不存在', en: 'Refund application not found.' },
  refund_application_decided: {
    zh: ({ status }: { readonly status: 'approved' | 'rejected' }) =>
      status === 'approved' ? '退款申请已通过' : '退款申请已驳回',
    en: ({ status }) => `The refund application was already ${status}.`,
  },
  refund_needs_another_person: {
    zh: '不能审核自己提交的退款申请',
    en: 'You cannot decide about a refund that you requested.',
  },
});

declare module '../refusal.ts' {
  interface PartnerRefusals extends DetailsOf<typeof PARTNER_REFUSALS> {}
  interface OwnRefusals extends DetailsOf<typeof OWN_REFUSALS> {}
}
