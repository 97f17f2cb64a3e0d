import type { InvoiceStatus } from './invoices.ts';
import type { ExportWish, File, Instant, Listed, ListWish } from './list.ts';
import type { StoryEventView } from './order-story.ts';
import type { RefundOutcome } from './refunds.ts';

export type OrderStatus = 'pending' | 'paid' | 'closed';
export type ChannelName = 'wechat' | 'alipay';

/** An order in a list. Fees are fen; whom it is for is masked. */
export interface OrderRow {
  readonly schoolId: string;
  readonly appId: string;
  readonly appName: string;
  readonly orderId: string;
  readonly outTradeNo: string;
  readonly body: string;
  readonly totalFee: number;
  readonly status: OrderStatus;
  readonly createdAt: Instant;
  readonly paidAt?: Instant;
  readonly userNo?: string;
  readonly userName?: string;
  readonly channel?: ChannelName;
  readonly transactionId?: string;
  readonly refundingFee: number;
  readonly refundedFee: number;
}

/** Days are of Beijing, both included; fees fen. */
export interface OrderFilter {
  readonly schoolId?: string;
  readonly number?: string;
  readonly person?: string;
  readonly appId?: string;
  readonly status?: OrderStatus;
  readonly channel?: ChannelName;
  readonly minFee?: number;
  readonly maxFee?: number;
  readonly from?: string;
  readonly to?: string;
}

/** A payment that can be given back: the one that paid the order, or one held for its wrong amount. Fees are fen. */
export interface RefundableView {
  readonly paymentNo: string;
  readonly isHeld: boolean;
  /** What has not gone back and is not on its way. */
  readonly leftFee: number;
  /** How much of that waits for another person to agree. */
  readonly waitingFee: number;
}

/** Money that came in for an order and did not pay it. Fees are fen. */
export interface OtherMoneyView {
  readonly paymentNo: string;
  readonly channel: ChannelName;
  readonly transactionId?: string;
  readonly disposition: 'late' | 'duplicate' | 'wrong_amount';
  readonly paidFee: number;
  readonly refundingFee: number;
  readonly refundedFee: number;
}

export interface OrderStoryView {
  readonly order: OrderRow & {
    readonly schoolName: string;
    readonly notifyUrl: string;
    readonly closeReason?: string;
    readonly expiresAt: Instant;
    readonly closedAt?: Instant;
  };
  readonly refundable: readonly RefundableView[];
  readonly otherMoney: readonly OtherMoneyView[];
  /** What an operator may give back alone. */
  readonly approvalAbove: number;
  readonly notification?: 'pending' | 'delivered' | 'exhausted';
  readonly invoice?: {
    readonly invoiceNo: string;
    readonly status: InvoiceStatus;
    readonly number?: string;
    readonly failure?: string;
    /** Its document is there. */
    readonly isFiled: boolean;
  };
  readonly events: readonly StoryEventView[];
}

/** Whom an invoice is to be made out to. */
export interface InvoiceWish {
  readonly payerType: 'individual' | 'company';
  readonly payerName: string;
  readonly taxNo?: string;
  readonly phone: string;
  readonly email?: string;
}

interface OfOrder {
  readonly orderId: string;
}

export interface OrderRoutes {
  'GET /orders': { readonly params: ListWish & OrderFilter; readonly answer: Listed<OrderRow> };
  'GET /orders/export': { readonly params: ExportWish & OrderFilter; readonly answer: File };
  'GET /orders/:orderId': { readonly params: OfOrder; readonly answer: OrderStoryView };
  'POST /orders/:orderId/ask': {
    readonly params: OfOrder;
    readonly answer: { readonly asked: number; readonly unknown: number };
  };
  'POST /orders/:orderId/cancel': {
    readonly params: OfOrder & { readonly reason: string };
    readonly answer: { readonly status: OrderStatus };
  };
  'POST /orders/:orderId/resend': { readonly params: OfOrder; readonly answer: { readonly resent: boolean } };
  'POST /orders/:orderId/refund': {
    /** `wishId`: 32 random hexadecimal digits, the same when this is asked again for want of an answer. */
    readonly params: OfOrder & {
      /** Undefined: the payment that paid the order. Another one only when it is held. */
      readonly paymentNo?: string;
      readonly refundFee: number;
      readonly reason: string;
      readonly wishId: string;
    };
    /** `pending`: another person has to agree. */
    readonly answer: RefundOutcome;
  };
  'POST /orders/:orderId/invoice': {
    readonly params: OfOrder & InvoiceWish;
    readonly answer: Readonly<Record<never, never>>;
  };
  'POST /orders/:orderId/invoice/retry': {
    readonly params: OfOrder;
    readonly answer: Readonly<Record<never, never>>;
  };
  'POST /orders/:orderId/invoice/reverse': {
    readonly params: OfOrder & { readonly reason: string };
    readonly answer: Readonly<Record<never, never>>;
  };
}
