import type { RefundState } from '../channel.ts';
import { type Content, fenOf, objectOf, textOf } from './content.ts';
import { requireCny } from './payment-content.ts';

/** A refund and what it belongs to. Amounts are fen. */
export interface WechatRefund {
  readonly refundNo: string;
  readonly paymentNo: string;
  /** The whole amount of the payment. */
  readonly paidAmount: number;
  readonly state: RefundState;
}

/**
 * Reads a refund. Answers call the state `status`, callbacks `refund_status`.
 * @throws UnexpectedContent
 */
export function readRefund(content: Content, statusField: 'status' | 'refund_status'): WechatRefund {
  const amount = objectOf(content, 'amount');
  requireCny(amount);
  return {
    refundNo: textOf(content, 'out_refund_no'),
    paymentNo: textOf(content, 'out_trade_no'),
    paidAmount: fenOf(amount, 'total'),
    state: {
      status: readStatus(textOf(content, statusField)),
      refundAmount: fenOf(amount, 'refund'),
      channelRefundId: textOf(content, 'refund_id'),
    },
  };
}

function readStatus(status: string): RefundState['status'] {
  switch (status) {
    case 'SUCCESS':
      return 'succeeded';
    case 'CLOSED':
      return 'closed';
    case 'ABNORMAL':
      return 'abnormal';
    default:
      return 'processing';
  }
}
