import type { RefundCause, RefundStatus } from '@zhixiao/contract/codes/refunds';
import type { RefundSource } from '../ledger/ledger.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../lib/clock.ts';

export type { RefundCause, RefundStatus };

/** Why money goes back that no partner asked to be refunded. */
export type AutomaticCause = 'late' | 'duplicate';

/** One movement of money back to the payer. Amounts are fen. */
export interface Refund {
  readonly appId: string;
  /** Also the number the channel knows it by. */
  readonly refundId: string;
  readonly orderId: string;
  readonly paymentNo: string;
  readonly outRefundNo: string | undefined;
  readonly refundAmount: number;
  readonly cause: RefundCause;
  readonly status: RefundStatus;
  readonly requestBody: string;
  /** When the channel took it on. */
  readonly acceptedAt: Date | undefined;
  readonly failure: string | undefined;
  readonly createdAt: Date;
  readonly settledAt: Date | undefined;
  readonly checks: number;
}

/** Whose money a refund gives back. */
export function sourceOf(cause: RefundCause): RefundSource {
  return cause === 'partner' || cause === 'operator' ? 'school_payable' : 'suspense';
}

/** Whether the refund is automatic: no person requested it, so none will repeat it when it fails. */
export function isAutomatic(cause: RefundCause): cause is AutomaticCause {
  return cause === 'late' || cause === 'duplicate';
}

/** The reason the payer reads on the channel's bill. */
export const REFUND_REASONS: Readonly<Record<RefundCause, string>> = {
  partner: '订单退款',
  operator: '订单退款',
  wrong_amount: '支付金额不符，退款',
  late: '订单已关闭，自动退款',
  duplicate: '重复支付，自动退款',
};

/** A worker asks about a refund first after this long: longer than its own call takes to time out. */
export const FIRST_REFUND_CHECK_MS = 30 * SECOND_MS;

/** A refund the channel closed for lack of funds is sent under a new number after this long. */
export const SEND_AGAIN_AFTER_MS = HOUR_MS;

/** Gaps between queries about a refund (WeChat: each minute, after five minutes less often). */
const CHECK_GAPS_MS = [
  ...Array<number>(5).fill(MINUTE_MS),
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  20 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  6 * HOUR_MS,
];

export function nextRefundCheckGapMs(checks: number): number {
  return CHECK_GAPS_MS[Math.min(checks, CHECK_GAPS_MS.length - 1)] ?? DAY_MS;
}
