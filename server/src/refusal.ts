/**
 * Every reason for which a well-formed request is refused. The details are what a message needs;
 * how each is put on the wire is decided by the partner and cashier APIs, exhaustively.
 */
export interface Refusals {
  readonly app_frozen: Record<never, never>;
  readonly terms_differ: { readonly field: string };
  readonly order_not_found: Record<never, never>;
  readonly order_paid: Record<never, never>;
  readonly order_not_paid: Record<never, never>;
  readonly order_closed: { readonly reason: 'cancelled' | 'expired' | 'failed' };
  readonly order_closing: Record<never, never>;
  readonly channel_not_enabled: { readonly channel: 'wechat' | 'alipay' };
  readonly alipay_mini_program_off: Record<never, never>;
  readonly channel_declined: { readonly message: string };
  readonly channel_unknown: Record<never, never>;
  readonly payment_preparing: Record<never, never>;
  readonly payment_in_doubt: Record<never, never>;
  readonly refund_exceeds: { readonly refundableFee: number };
  readonly refund_terms_differ: { readonly field: string };
  readonly refund_declined: { readonly message: string };
  readonly refund_unknown: Record<never, never>;
  readonly refund_not_found: Record<never, never>;
  readonly bill_not_there: Record<never, never>;
  readonly bill_day_locked: Record<never, never>;
  readonly reconciliation_running: Record<never, never>;
  readonly differences_open: { readonly count: number };
  readonly difference_not_found: Record<never, never>;
  readonly repair_not_possible: Record<never, never>;
  readonly same_person: Record<never, never>;
}

export type RefusalCode = keyof Refusals;

/** A request refused by the state of things. */
export class Refusal<C extends RefusalCode = RefusalCode> extends Error {
  override readonly name = 'Refusal';
  readonly code: C;
  readonly details: Refusals[C];
  constructor(code: C, details: Refusals[C]) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** The Chinese message of each refusal, fit for partners and payers. */
const MESSAGES: { readonly [C in RefusalCode]: (details: Refusals[C]) => string } = {
  app_frozen: () => '账号已被冻结',
  terms_differ: ({ field }) => `${field} 与该订单号首次下单时不一致`,
  order_not_found: () => '订单不存在',
  order_paid: () => '订单已支付',
  order_not_paid: () => '订单未支付',
  order_closed: ({ reason }) => CLOSED[reason],
  order_closing: () => '订单正在关闭，请稍后再试',
  channel_not_enabled: ({ channel }) => (channel === 'wechat' ? '未开通微信支付' : '未开通支付宝'),
  alipay_mini_program_off: () => '暂不支持支付宝小程序支付',
  channel_declined: ({ message }) => `支付渠道拒绝：${message}`,
  channel_unknown: () => '支付渠道暂未答复，请稍后用相同参数重试',
  payment_preparing: () => '支付正在准备，请稍候',
  payment_in_doubt: () => '正在确认上一笔支付的结果，请勿重复支付',
  refund_exceeds: ({ refundableFee }) => `refund_fee 超过可退款金额（剩余可退 ${refundableFee} 分）`,
  refund_terms_differ: ({ field }) => `${field} 与该退款单号首次退款时不一致`,
  refund_declined: ({ message }) => `退款失败：${message}`,
  refund_unknown: () => '退款处理中，结果待渠道确认，请稍后查询或原样重试',
  refund_not_found: () => '退款不存在',
  bill_not_there: () => '该日账单还没有取到',
  bill_day_locked: () => '该日已锁定',
  reconciliation_running: () => '该日正在对账，请稍候',
  differences_open: ({ count }) => `还有 ${count} 项差异未处理`,
  difference_not_found: () => '差异不存在',
  repair_not_possible: () => '该差异不能这样处理',
  same_person: () => '提出人与复核人不能是同一人',
};

const CLOSED = { cancelled: '订单已取消', expired: '订单已过期', failed: '订单支付失败，已关闭' };

/** The message of a refusal in Chinese. */
export function refusalMessage<C extends RefusalCode>(refusal: Refusal<C>): string {
  return MESSAGES[refusal.code](refusal.details);
}
