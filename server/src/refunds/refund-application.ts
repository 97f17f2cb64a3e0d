import type { RefundApplicationStatus } from '@zhixiao/contract/codes/refunds';
import type { Sort } from '@zhixiao/contract/console/list';
import type { Payer } from '../orders/order.ts';
import type { RefundStatus } from './refund.ts';

/** A refund that an operator wants. Amounts are fen. */
export interface RefundApplication {
  readonly appId: string;
  readonly refundApplicationId: string;
  readonly orderId: string;
  readonly paymentNo: string;
  readonly refundAmount: number;
  readonly reason: string;
  /** Above the school's limit: another operator decides. */
  readonly needsApproval: boolean;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly status: RefundApplicationStatus;
  readonly decidedBy: string | undefined;
  readonly decidedAt: Date | undefined;
  /** The approver's note. */
  readonly note: string | undefined;
  /** What came of it. */
  readonly refundId: string | undefined;
}

/** An application as a list shows it, with its order's number, its payment and how its refund went. */
export interface RefundApplicationListed extends RefundApplication {
  readonly schoolId: string;
  readonly appName: string;
  readonly outTradeNo: string;
  readonly body: string;
  /** Whom the order is for. Personal data: each caller masks it as needed. */
  readonly payer: Payer;
  /** What the operators are called, else their accounts. */
  readonly requestedByName: string;
  readonly decidedByName: string | undefined;
  readonly refundStatus: RefundStatus | undefined;
  readonly refundFailure: string | undefined;
  /** Of its payment: what was paid, what is on its way back, and what has gone back. */
  readonly paidAmount: number;
  readonly refundingAmount: number;
  readonly refundedAmount: number;
}

/** Which applications are listed. */
export interface RefundApplicationFilter {
  readonly appId?: string | undefined;
  readonly status?: RefundApplicationStatus | undefined;
  /** Asked for from this instant on, and before that one. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly sort?: Sort | undefined;
}
