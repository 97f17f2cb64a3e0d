/** What can be wrong between the books and a bill. */
export const DIFFERENCE_KINDS = [
  'missing_in_bill',
  'missing_in_books',
  'paid_not_booked',
  'amount_differs',
  'transaction_differs',
  'currency_differs',
  'fee_differs',
  'state_unclear',
  'other_account',
  'other_merchant',
  'duplicate_row',
  'day_boundary',
  'refund_missing_in_bill',
  'refund_missing_in_books',
  'refund_amount_differs',
  'refund_not_settled',
  'refund_failed_in_books',
  'refund_failed_in_bill',
  'refund_of_other_payment',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/**
 * What mends a difference. Amounts are never set right by machine: the channel is asked, and a person decides.
 * `mark_known` closes it with a reason; `none` needs nobody.
 */
export const REPAIRS = [
  'book_payment_from_bill',
  'settle_refund_from_bill',
  'ask_channel',
  'mark_known',
  'none',
] as const;
export type Repair = (typeof REPAIRS)[number];

/** The repair that fits each kind, and what it means, for the person who has to see to it. */
export const DIFFERENCES: Readonly<
  Record<DifferenceKind, { readonly repair: Repair; readonly meaning: string }>
> = {
  missing_in_bill: { repair: 'ask_channel', meaning: '我方已入账，渠道账单没有这笔收款' },
  missing_in_books: {
    repair: 'mark_known',
    meaning: '账单有收款，不是本系统的单号（可能是同一商户号的其他系统）',
  },
  paid_not_booked: { repair: 'book_payment_from_bill', meaning: '付款人已付款，我方没有入账' },
  amount_differs: { repair: 'ask_channel', meaning: '收款金额不一致' },
  transaction_differs: { repair: 'ask_channel', meaning: '渠道交易号不一致' },
  currency_differs: { repair: 'ask_channel', meaning: '币种不是人民币' },
  fee_differs: { repair: 'mark_known', meaning: '手续费与费率不符' },
  state_unclear: { repair: 'ask_channel', meaning: '账单上的状态无法识别' },
  other_account: { repair: 'mark_known', meaning: '款项进入了本校另一个商户号的账单' },
  other_merchant: { repair: 'mark_known', meaning: '账单里有其他商户的记录' },
  duplicate_row: { repair: 'mark_known', meaning: '同一笔在账单中出现多次' },
  day_boundary: { repair: 'none', meaning: '跨零点：双方记在相邻两天，按单号已对上' },
  refund_missing_in_bill: { repair: 'ask_channel', meaning: '渠道已受理的退款，账单里没有' },
  refund_missing_in_books: {
    repair: 'mark_known',
    meaning: '账单有退款，不是本系统发起的（可能在商户平台手工退款）',
  },
  refund_amount_differs: { repair: 'ask_channel', meaning: '退款金额不一致' },
  refund_not_settled: { repair: 'settle_refund_from_bill', meaning: '渠道已退款成功，我方仍在处理中' },
  refund_failed_in_books: { repair: 'ask_channel', meaning: '我方记为退款失败，账单显示已退款' },
  refund_failed_in_bill: { repair: 'ask_channel', meaning: '我方记为退款成功或处理中，账单显示失败' },
  refund_of_other_payment: { repair: 'ask_channel', meaning: '退款对应的原支付单不一致' },
};
