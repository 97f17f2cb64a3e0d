import type { ProblemKind } from '@zhixiao/contract/codes/overview';

/** How many problems of a kind are open, and since when the oldest is. */
export interface ProblemCount {
  readonly kind: ProblemKind;
  readonly count: number;
  readonly oldest: Date;
}

/** The same of one school. */
export interface SchoolProblemCount extends ProblemCount {
  readonly schoolId: string;
  readonly schoolName: string;
}

/** Something that is not as it should be. */
export interface OpenProblem {
  readonly schoolId: string;
  readonly appId: string;
  readonly appName: string;
  /** Undefined of what is no order's, such as an endpoint. */
  readonly orderId: string | undefined;
  readonly outTradeNo: string | undefined;
  /** The number of the payment, refund, request, order or invoice, or the endpoint: one of its app's only. */
  readonly number: string;
  /** Fen. */
  readonly amount: number | undefined;
  readonly since: Date;
}

/** What of one order is not as it should be. */
export interface ProblemOfOrder extends Pick<OpenProblem, 'number' | 'amount' | 'since'> {
  readonly kind: ProblemKind;
}
