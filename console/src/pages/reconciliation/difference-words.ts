import type { DifferenceStatus, Repair } from '@zhixiao/contract/codes/reconciliation';
import { DIFFERENCE_MEANINGS, DIFFERENCE_STATUS_NAMES } from '@zhixiao/contract/words/reconciliation';
import { choicesOf } from '../../components/choices.ts';
import type { FilterField } from '../../components/filter-bar.tsx';
import type { Tone } from '../../components/status-tag.tsx';
import type { Words } from '../../language/language.tsx';

export const DIFFERENCE_TONES: Readonly<Record<DifferenceStatus, Tone>> = {
  open: 'bad',
  proposed: 'warning',
  resolved: 'good',
  cleared: 'over',
  noted: 'over',
};

export const DIFFERENCE_FILTERS = [
  {
    name: 'kind',
    kind: 'choice',
    label: { zh: '差异类型', en: 'Kind' },
    choices: choicesOf(DIFFERENCE_MEANINGS),
  },
  {
    name: 'status',
    kind: 'choice',
    label: { zh: '处理状态', en: 'Status' },
    choices: choicesOf(DIFFERENCE_STATUS_NAMES),
    isTabs: true,
  },
] as const satisfies readonly FilterField[];

type Steps = Readonly<Record<Exclude<Repair, 'none'>, (isProven: boolean) => readonly string[]>>;

/** What happens when a repair is approved, step by step. */
export const STEPS: Words<Steps> = {
  zh: {
    book_payment_from_bill: (isProven) => [
      '向渠道查询这笔支付。',
      '渠道确认已付：按渠道的金额和时间入账，订单变为已支付并通知业务系统；订单已关闭或已由别笔付清的，自动退款。',
      isProven
        ? '渠道答不上来：账单的散列值有渠道签名，按账单入账。'
        : '渠道答不上来：账单没有签名，不作为凭据，差异保持待处理。',
    ],
    settle_refund_from_bill: (isProven) => [
      '向渠道查询这笔退款。',
      '渠道确认成功：退款记为成功，释放预留金额。',
      isProven
        ? '渠道答不上来：账单的散列值有渠道签名，按账单记为成功。'
        : '渠道答不上来：账单没有签名，不作为凭据，差异保持待处理。',
    ],
    ask_channel: () => [
      '向渠道查询这一笔。',
      '渠道的答复与我方记录一致：差异关闭。',
      '我方尚未入账或了结的：按渠道的答复入账或了结。',
      '不一致或没有答复：差异保持待处理，账目不变。',
    ],
    mark_known: () => ['差异以填写的说明关闭，账目不变。'],
  },
  en: {
    book_payment_from_bill: (isProven) => [
      'The channel is queried for this payment.',
      'If the channel reports it paid, the money is booked, the order becomes paid and the partner is notified. If the order is closed or was paid otherwise, the money is refunded.',
      isProven
        ? 'If the channel cannot say, the payment is booked from the bill, whose hash the channel signed.'
        : 'If the channel cannot say, the difference stays open, because an unsigned bill is no evidence.',
    ],
    settle_refund_from_bill: (isProven) => [
      'The channel is queried for this refund.',
      'If the channel reports it refunded, the refund is settled and the reserved amount is released.',
      isProven
        ? 'If the channel cannot say, the refund is settled from the bill, whose hash the channel signed.'
        : 'If the channel cannot say, the difference stays open, because an unsigned bill is no evidence.',
    ],
    ask_channel: () => [
      'The channel is queried.',
      'If its answer matches the books, the difference is closed.',
      'If the payment or refund is still open in the books, it is booked or settled from the answer.',
      'Otherwise, or without an answer, the difference stays open and the books do not change.',
    ],
    mark_known: () => ['The difference is closed with the note. The books do not change.'],
  },
};
