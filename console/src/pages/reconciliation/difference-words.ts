import { choicesOf } from '../../components/choices.ts';
import type { FilterField } from '../../components/filter-bar.tsx';
import type { StatusWords, Tone } from '../../components/status-tag.tsx';
import type { DifferenceKind, DifferenceStatus, Repair } from '../../contract/reconciliation.ts';
import type { Words } from '../../language/language.tsx';

export const KINDS: Words<Readonly<Record<DifferenceKind, string>>> = {
  zh: {
    missing_in_bill: '我方已入账，账单没有这笔收款',
    missing_in_books: '账单有收款，不是本系统的单号',
    paid_not_booked: '付款人已付款，我方没有入账',
    amount_differs: '收款金额不一致',
    transaction_differs: '渠道交易号不一致',
    currency_differs: '币种不是人民币',
    fee_differs: '手续费与费率不符',
    state_unclear: '账单上的状态无法识别',
    other_account: '款项进入了本校另一个商户号',
    other_merchant: '账单里有其他商户的记录',
    duplicate_row: '同一笔在账单中出现多次',
    day_boundary: '跨零点，已按单号对上',
    refund_missing_in_bill: '渠道已受理的退款，账单里没有',
    refund_missing_in_books: '账单有退款，不是本系统发起的',
    refund_amount_differs: '退款金额不一致',
    refund_not_settled: '渠道已退款成功，我方仍在处理中',
    refund_failed_in_books: '我方记为退款失败，账单显示已退款',
    refund_failed_in_bill: '我方记为退款成功或处理中，账单显示失败',
    refund_of_other_payment: '退款对应的原支付单不一致',
  },
  en: {
    missing_in_bill: 'Booked here, not in the bill',
    missing_in_books: 'Paid in the bill, under no number of ours',
    paid_not_booked: 'Paid by the payer, not booked here',
    amount_differs: 'Amounts differ',
    transaction_differs: 'Another transaction number',
    currency_differs: 'Not in yuan',
    fee_differs: 'The fee does not fit the rate',
    state_unclear: 'A state that cannot be read',
    other_account: 'Came in on another merchant of the school',
    other_merchant: 'A line of another merchant',
    duplicate_row: 'More than once in the bill',
    day_boundary: 'Across midnight, matched by number',
    refund_missing_in_bill: 'A refund the channel took, not in the bill',
    refund_missing_in_books: 'A refund that was not begun here',
    refund_amount_differs: 'Another refund amount',
    refund_not_settled: 'Refunded by the channel, still under way here',
    refund_failed_in_books: 'Failed here, refunded in the bill',
    refund_failed_in_bill: 'Refunded or under way here, failed in the bill',
    refund_of_other_payment: 'A refund of another payment',
  },
};

export const DIFFERENCE_STATUSES: StatusWords<DifferenceStatus> = {
  zh: { open: '待处理', proposed: '待复核', resolved: '已处理', cleared: '已消除', noted: '无需处理' },
  en: { open: 'Open', proposed: 'To approve', resolved: 'Repaired', cleared: 'Gone', noted: 'Noted' },
};

export const DIFFERENCE_TONES: Readonly<Record<DifferenceStatus, Tone>> = {
  open: 'bad',
  proposed: 'warning',
  resolved: 'good',
  cleared: 'over',
  noted: 'over',
};

export const DIFFERENCE_FILTERS: readonly FilterField<'kind' | 'status'>[] = [
  { name: 'kind', kind: 'choice', label: { zh: '差异类型', en: 'Kind' }, choices: choicesOf(KINDS) },
  {
    name: 'status',
    kind: 'choice',
    label: { zh: '处理状态', en: 'Status' },
    choices: choicesOf(DIFFERENCE_STATUSES),
  },
];

/** What the server says came of a repair. */
export const OUTCOMES: Words<Readonly<Record<string, string>>> = {
  zh: {
    known: '已说明',
    booked: '已按渠道答复入账',
    booked_from_bill: '已按账单入账',
    settled: '退款已按渠道答复了结',
    settled_from_bill: '退款已按账单完成',
    channel_confirms_books: '渠道确认我方记录正确',
    channel_differs: '渠道答复与我方不一致，需人工核对',
    channel_denies: '渠道答复没有这笔',
    channel_unknown: '渠道暂未答复，请稍后再试',
    nothing_of_ours: '我方没有对应记录',
    rejected: '复核未通过',
  },
  en: {
    known: 'Explained',
    booked: 'Booked by the channel’s answer',
    booked_from_bill: 'Booked by the bill',
    settled: 'Refund settled by the channel’s answer',
    settled_from_bill: 'Refund settled by the bill',
    channel_confirms_books: 'The channel confirms the books',
    channel_differs: 'The channel says otherwise: look into it',
    channel_denies: 'The channel knows of no such thing',
    channel_unknown: 'No answer of the channel; try again later',
    nothing_of_ours: 'Nothing of ours belongs to it',
    rejected: 'Sent back',
  },
};

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

/** How payments and refunds stand in the books, and lines in a bill. */
export const RECORD_STATUSES: Words<Readonly<Record<string, string>>> = {
  zh: {
    created: '准备中',
    pending: '待支付',
    unknown: '待确认',
    open: '待支付',
    closed: '已关闭',
    succeeded: '成功',
    processing: '处理中',
    failed: '失败',
    unclear: '无法识别',
  },
  en: {
    created: 'being prepared',
    pending: 'not paid',
    unknown: 'not known yet',
    open: 'not paid',
    closed: 'closed',
    succeeded: 'succeeded',
    processing: 'under way',
    failed: 'failed',
    unclear: 'cannot be read',
  },
};
