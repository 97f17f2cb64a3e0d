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
      'The channel is asked about this payment.',
      'It says paid: the money is booked by its answer, the order becomes paid and the partner is told; if the order is closed or paid otherwise, it is given back.',
      isProven
        ? 'It cannot say: the bill’s hash was signed, so the bill is booked.'
        : 'It cannot say: the bill was not signed and is no evidence, so the difference stays open.',
    ],
    settle_refund_from_bill: (isProven) => [
      'The channel is asked about this refund.',
      'It says refunded: the refund is settled, what was reserved is released.',
      isProven
        ? 'It cannot say: the bill’s hash was signed, so the refund is settled by it.'
        : 'It cannot say: the bill was not signed and is no evidence, so the difference stays open.',
    ],
    ask_channel: () => [
      'The channel is asked about it.',
      'It says what the books say: the difference is closed.',
      'What is still open in the books is booked or settled by its answer.',
      'Otherwise, or without an answer, it stays open and the books stay.',
    ],
    mark_known: () => ['The difference is closed with the note. The books stay.'],
  },
};
