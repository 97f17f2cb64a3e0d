import type { RefundRequestStatus } from '@zhixiao/contract/codes/refunds';
import type { RefundStatus } from './refund.ts';

export type { RefundRequestStatus };

/** A refund that an operator wants. Fees are fen. */
export interface RefundRequest {
  readonly appId: string;
  readonly refundRequestId: string;
  readonly orderId: string;
  readonly paymentNo: string;
  readonly refundFee: number;
  readonly reason: string;
  /** Above the school's limit: another operator decides. */
  readonly needsApproval: boolean;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly status: RefundRequestStatus;
  readonly decidedBy: string | undefined;
  readonly decidedAt: Date | undefined;
  /** What whoever decided had to say. */
  readonly note: string | undefined;
  /** What came of it. */
  readonly refundId: string | undefined;
}

/** A request as a list shows it, with its order's number, its payment and how its refund went. */
export interface RefundRequestListed extends RefundRequest {
  readonly schoolId: string;
  readonly appName: string;
  readonly outTradeNo: string;
  readonly refundStatus: RefundStatus | undefined;
  readonly refundFailure: string | undefined;
  /** Of its payment: what was paid, what is on its way back, and what has gone back. */
  readonly paidFee: number;
  readonly refundingFee: number;
  readonly refundedFee: number;
}

/** Which requests are listed. */
export interface RefundRequestFilter {
  readonly appId?: string | undefined;
  readonly status?: RefundRequestStatus | undefined;
  /** Asked for from this instant on, and before that one. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}
