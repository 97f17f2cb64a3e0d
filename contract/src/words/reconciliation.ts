import type { BillDayStatus, DifferenceKind, DifferenceStatus } from '../codes/reconciliation.ts';
import type { CodeWords } from './code-words.ts';

export const BILL_DAY_STATUS_NAMES: CodeWords<BillDayStatus> = {
  zh: { waiting: '等账单', reconciled: '已对账', locked: '已锁定' },
  en: { waiting: 'Awaiting the bill', reconciled: 'Reconciled', locked: 'Locked' },
};

/** What each kind of difference means, for the person who resolves it. */
export const DIFFERENCE_MEANINGS: CodeWords<DifferenceKind> = {
  zh: {
    missing_in_bill: '我方已入账，账单没有这笔收款',
    missing_in_books: '账单有收款，不是本系统的单号',
    paid_not_booked: '付款人已付款，我方没有入账',
    amount_differs: '收款金额不一致',
    transaction_differs: '渠道交易号不一致',
    currency_differs: '币种不是人民币',
    commission_differs: '手续费与费率不符',
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
    unreadable_line: '账单有一行无法读取',
    totals_differ: '账单的汇总与明细不符',
  },
  en: {
    missing_in_bill: 'Booked here, not in the bill',
    missing_in_books: 'Paid in the bill, under a number that is not ours',
    paid_not_booked: 'Paid by the payer, not booked here',
    amount_differs: 'Amounts differ',
    transaction_differs: 'Transaction numbers differ',
    currency_differs: 'Not in yuan',
    commission_differs: 'The commission does not match the rate',
    state_unclear: 'Unknown state in the bill',
    other_account: 'Received by another merchant account of the school',
    other_merchant: 'Line of another merchant',
    duplicate_row: 'More than once in the bill',
    day_boundary: 'Across midnight, matched by number',
    refund_missing_in_bill: 'Refund accepted by the channel, not in the bill',
    refund_missing_in_books: 'Refund in the bill that was not started here',
    refund_amount_differs: 'Refund amounts differ',
    refund_not_settled: 'Refunded by the channel, still processing here',
    refund_failed_in_books: 'Failed here, refunded in the bill',
    refund_failed_in_bill: 'Refunded or processing here, failed in the bill',
    refund_of_other_payment: 'Refund of another payment',
    unreadable_line: 'Unreadable line in the bill',
    totals_differ: 'The bill’s total is not the sum of its lines',
  },
};

export const DIFFERENCE_STATUS_NAMES: CodeWords<DifferenceStatus> = {
  zh: { open: '待处理', proposed: '待复核', resolved: '已处理', cleared: '已消除', noted: '无需处理' },
  en: { open: 'Open', proposed: 'To approve', resolved: 'Repaired', cleared: 'Cleared', noted: 'Noted' },
};

/** What came of a repair. */
export const REPAIR_OUTCOMES: CodeWords<string> = {
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
    withdrawn: '提出人已撤回',
  },
  en: {
    known: 'Explained',
    booked: 'Booked from the channel’s answer',
    booked_from_bill: 'Booked from the bill',
    settled: 'Refund settled from the channel’s answer',
    settled_from_bill: 'Refund settled from the bill',
    channel_confirms_books: 'The channel confirms the books',
    channel_differs: 'The channel’s answer differs: check it by hand',
    channel_denies: 'The channel has no such record',
    channel_unknown: 'The channel did not answer; try again later',
    nothing_of_ours: 'No record of ours matches it',
    rejected: 'Rejected',
    withdrawn: 'Withdrawn',
  },
};

/** How payments and refunds stand in the books, and lines in a bill. */
export const RECORD_STATUSES: CodeWords<string> = {
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
    processing: 'processing',
    failed: 'failed',
    unclear: 'cannot be read',
  },
};
