import { reasonText } from '@zhixiao/contract/words/reasons';
import type { PaidEvidence, PaymentState } from '../channel.ts';
import { type Content, fenOf, instantOf, objectOf, textOf, UnexpectedContent } from './content.ts';
import type { Merchant } from './merchant.ts';

/**
 * Reads a payment as a query answer or a decrypted callback tells it.
 * @throws UnexpectedContent also when it belongs to another merchant or another currency
 */
export function readPayment(
  content: Content,
  merchant: Merchant,
): { readonly paymentNo: string; readonly state: PaymentState } {
  merchant.requireOwn(content);
  return { paymentNo: textOf(content, 'out_trade_no'), state: readState(content, merchant) };
}

/** Refuses any currency but CNY; refund callbacks name none. @throws UnexpectedContent */
export function requireCny(amount: Content): void {
  if ((amount.currency ?? 'CNY') !== 'CNY') throw new UnexpectedContent(reasonText('currency_differs'));
}

function readState(content: Content, merchant: Merchant): PaymentState {
  switch (textOf(content, 'trade_state')) {
    // REFUND from the first refund on, a partial one included: it was paid all the same.
    case 'SUCCESS':
    case 'REFUND':
      return { status: 'paid', evidence: readEvidence(content, merchant) };
    case 'CLOSED':
    case 'REVOKED':
    case 'PAYERROR':
      return { status: 'closed' };
    default:
      return { status: 'pending' };
  }
}

function readEvidence(content: Content, merchant: Merchant): PaidEvidence {
  const amount = objectOf(content, 'amount');
  requireCny(amount);
  return {
    transactionId: textOf(content, 'transaction_id'),
    // What the order cost, not what the payer was charged after the platform's coupons.
    paidAmount: fenOf(amount, 'total'),
    paidAt: instantOf(content, 'success_time'),
    // empty when WeChat does not say: money that arrived is booked all the same
    payerUid: merchant.payerUid(content),
  };
}
