import type { ChannelName, PayType } from '@zhixiao/contract/codes/channels';
import type { CloseReason, OrderStatus } from '@zhixiao/contract/codes/orders';
import type { OrderCreate } from '@zhixiao/protocol/interfaces';
import type { InvoiceRequest } from '@zhixiao/protocol/invoice-fields';
import { HOUR_MS } from '../lib/clock.ts';

/** An order can be paid for one hour (section 2.1). */
export const ORDER_LIFETIME_MS = HOUR_MS;

export type { CloseReason, OrderStatus };

/** An operator cancels an order. */
export interface Cancellation {
  readonly by: string;
  readonly note: string;
}

/** Who the partner says will pay; personal data. */
export interface Payer {
  readonly userNo?: string | undefined;
  readonly userName?: string | undefined;
}

/** What order_create asks for, read and checked. Amounts are fen. */
export interface OrderTerms {
  readonly outTradeNo: string;
  readonly body: string;
  readonly totalAmount: number;
  readonly payType: PayType | undefined;
  readonly openid: string | undefined;
  readonly notifyUrl: string;
  readonly returnUrl: string | undefined;
  readonly payer: Payer;
  readonly invoice: InvoiceRequest | undefined;
}

/** A pending order about to be inserted. */
export interface NewOrder extends OrderTerms {
  readonly appId: string;
  readonly orderId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/** What a partner asked to be paid, and what has become of it. Amounts are fen. */
export interface Order extends Omit<NewOrder, 'invoice'> {
  /** An invoice is wanted as soon as it is paid. */
  readonly wantsInvoice: boolean;
  readonly status: OrderStatus;
  /** On a pending order: it is being closed for this reason and takes no new payment. */
  readonly closeReason: CloseReason | undefined;
  /** The operator who cancelled it, and why; undefined when its partner did. */
  readonly closeBy: string | undefined;
  readonly closeNote: string | undefined;
  readonly paidAt: Date | undefined;
  /** The payment that paid it. */
  readonly paymentNo: string | undefined;
  readonly closedAt: Date | undefined;
}

/** An order with what is said of its payments: whether somebody may be paying it now, and by what it was paid. */
export interface FoundOrder extends Order {
  readonly hasOpenPayment: boolean;
  readonly paidBy: { readonly channel: ChannelName; readonly refundedAmount: number } | undefined;
}

/** An order as its page reads it: in one statement with all that the page says of it. */
export interface PageOrder extends FoundOrder {
  /** A payer was shown a way to pay it, and the channel cannot say what came of it. */
  readonly isInDoubt: boolean;
}

export function termsOf(create: OrderCreate): OrderTerms {
  return {
    outTradeNo: create.out_trade_no,
    body: create.body,
    totalAmount: create.total_fee,
    payType: create.pay_type,
    openid: create.openid,
    notifyUrl: create.notify_url,
    returnUrl: create.return_url,
    payer: { userNo: create.user_no, userName: create.user_name },
    invoice: create.piaoju,
  };
}

/**
 * The first of the compared fields (2.1) in which a repeated order_create differs, by its wire name. Personal fields of
 * a finished order may have been erased since; those are not compared.
 */
export function firstDifference(order: Order, terms: OrderTerms): string | undefined {
  const isOver = order.status !== 'pending';
  if (order.totalAmount !== terms.totalAmount) return 'total_fee';
  if (order.body !== terms.body && !(isOver && order.body.includes('*'))) return 'body';
  if (order.notifyUrl !== terms.notifyUrl) return 'notify_url';
  if (order.payType !== terms.payType) return 'pay_type';
  if (order.openid !== terms.openid && !(isOver && order.openid === undefined)) return 'openid';
  return undefined;
}

/** Whether a payer may start to pay now. */
export function isPayable(order: Order, now: Date): boolean {
  return order.status === 'pending' && order.closeReason === undefined && now < order.expiresAt;
}

/** The hosted payment page (2.1). */
export function cashierUrl(publicUrl: string, orderId: string): string {
  return `${publicUrl}/pay/orderId/${orderId}.html`;
}
