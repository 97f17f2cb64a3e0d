import type { ExportWish, File, Instant, Listed, ListWish, Nothing } from './list.ts';

export type RefundStatus = 'processing' | 'succeeded' | 'failed';
export type RefundCause = 'partner' | 'operator' | 'late' | 'duplicate' | 'wrong_amount';
export type RefundRequestStatus = 'pending' | 'approved' | 'rejected';

/** A refund in a list. Fees are fen. */
export interface RefundRow {
  readonly schoolId: string;
  readonly appName: string;
  readonly refundId: string;
  readonly outRefundNo?: string;
  readonly channelRefundId?: string;
  readonly orderId: string;
  readonly outTradeNo: string;
  readonly channel: 'wechat' | 'alipay';
  readonly refundFee: number;
  readonly cause: RefundCause;
  readonly status: RefundStatus;
  readonly failure?: string;
  readonly createdAt: Instant;
  readonly settledAt?: Instant;
}

/** Days are of Beijing, both included. */
export interface RefundFilter {
  readonly schoolId?: string;
  /** Any number of the order that it is of, or its own. */
  readonly number?: string;
  readonly appId?: string;
  readonly status?: RefundStatus;
  readonly cause?: RefundCause;
  readonly channel?: 'wechat' | 'alipay';
  readonly from?: string;
  readonly to?: string;
}

/** A refund that an operator asked for. */
export interface RefundRequestRow {
  readonly schoolId: string;
  readonly appName: string;
  readonly refundRequestId: string;
  readonly orderId: string;
  readonly outTradeNo: string;
  readonly refundFee: number;
  readonly reason: string;
  readonly needsApproval: boolean;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  readonly status: RefundRequestStatus;
  readonly decidedBy?: string;
  readonly decidedAt?: Instant;
  readonly note?: string;
  readonly refundStatus?: RefundStatus;
  readonly refundFailure?: string;
  /** Of its payment: what was paid, what is on its way back, and what has gone back. */
  readonly paidFee: number;
  readonly refundingFee: number;
  readonly refundedFee: number;
}

/** How a refund stands that somebody asked for or agreed to just now. */
export type RefundOutcome = Pick<RefundRequestRow, 'status' | 'refundStatus' | 'refundFailure'>;

export interface RefundRequestFilter {
  readonly schoolId?: string;
  readonly appId?: string;
  readonly status?: RefundRequestStatus;
  readonly from?: string;
  readonly to?: string;
}

interface Decision {
  readonly refundRequestId: string;
  readonly note: string;
}

interface SeenTo {
  readonly refundId: string;
  readonly reason: string;
}

export interface RefundRoutes {
  'GET /refunds': { readonly params: ListWish & RefundFilter; readonly answer: Listed<RefundRow> };
  'GET /refunds/export': { readonly params: ExportWish & RefundFilter; readonly answer: File };
  /** A failed refund that an operator wanted need not be asked for anew. */
  'POST /refunds/:refundId/see-to': { readonly params: SeenTo; readonly answer: Nothing };
  'GET /refund-requests': {
    readonly params: ListWish & RefundRequestFilter;
    readonly answer: Listed<RefundRequestRow>;
  };
  'GET /refund-requests/export': { readonly params: ExportWish & RefundRequestFilter; readonly answer: File };
  'POST /refund-requests/:refundRequestId/approve': {
    readonly params: Decision;
    readonly answer: RefundOutcome;
  };
  'POST /refund-requests/:refundRequestId/reject': {
    readonly params: Decision;
    readonly answer: RefundOutcome;
  };
}
