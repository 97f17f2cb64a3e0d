import type { PaidEvidence, PaymentState } from '../channel.ts';
import { type Content, optionalTextOf, textOf } from './content.ts';
import { instantOf } from './plain-text.ts';
import { fenOf } from './yuan.ts';

/** The field with the moment of payment: query answers and callbacks call it differently. */
export type PaidAtField = 'send_pay_date' | 'gmt_payment';

/** Reads a trade as a query answer or a callback tells it. @throws UnexpectedContent */
export function readTrade(
  content: Content,
  paidAtField: PaidAtField,
): { readonly paymentNo: string; readonly state: PaymentState } {
  return { paymentNo: textOf(content, 'out_trade_no'), state: readState(content, paidAtField) };
}

function readState(content: Content, paidAtField: PaidAtField): PaymentState {
  switch (textOf(content, 'trade_status')) {
    case 'TRADE_SUCCESS':
    case 'TRADE_FINISHED':
      if (isMoneyAwaited(content)) return { status: 'pending' };
      return { status: 'paid', evidence: readEvidence(content, paidAtField) };
    // Timed out unpaid, or fully refunded: then it was paid all the same.
    case 'TRADE_CLOSED':
      if (isMoneyAwaited(content) || !wasPaid(content, paidAtField)) return { status: 'closed' };
      return { status: 'paid', evidence: readEvidence(content, paidAtField) };
    default:
      return { status: 'pending' };
  }
}

/** "Enjoy first, pay later": the trade is a success for the payer, but nothing has been taken yet. */
function isMoneyAwaited(content: Content): boolean {
  return content.credit_pay_mode === 'creditAdvanceV2' || content.additional_status === 'SELLER_NOT_RECEIVED';
}

/** Judged by the moment of payment or a refund; a trade that timed out may say that 0.00 was refunded. */
function wasPaid(content: Content, paidAtField: PaidAtField): boolean {
  const has = (name: string) => optionalTextOf(content, name) !== undefined;
  return has(paidAtField) || has('gmt_refund') || has('out_biz_no') || refundedAmountOf(content) > 0;
}

function refundedAmountOf(content: Content): number {
  return optionalTextOf(content, 'refund_fee') === undefined ? 0 : fenOf(content, 'refund_fee');
}

function readEvidence(content: Content, paidAtField: PaidAtField): PaidEvidence {
  return {
    transactionId: textOf(content, 'trade_no'),
    // What the order cost, not what the payer was charged after discounts.
    paidAmount: fenOf(content, 'total_amount'),
    paidAt: instantOf(content, paidAtField),
    payerUid: payerUidOf(content),
  };
}

/** Empty when Alipay does not say: money that arrived is booked all the same. */
function payerUidOf(content: Content): string {
  const names = ['buyer_user_id', 'buyer_id', 'buyer_open_id'];
  return names.map((name) => optionalTextOf(content, name)).find((id) => id !== undefined) ?? '';
}
